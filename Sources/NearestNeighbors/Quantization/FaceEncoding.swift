/// How columns are encoded so that no pair with the rows is lost: a quantization, and the bounds
/// of the rows that were encoded by it.
struct FaceEncoding: Sendable {
  let quantization: Quantization
  /// The bounds of the rows that the columns are compared with.
  let rowBounds: RowBounds

  /// Turns the faces of a range into codes of columns.
  ///
  /// - Parameter block: where to put them; nil: in memory of their own.
  func encodeColumns(
    _ faces: FaceRows, _ range: Range<Int>, threads: Int, in block: MemoryBlock? = nil
  ) -> PackedCodes {
    let codes = quantization.columnCodes(of: range, in: block)
    quantization.encode(faces, as: .columns(rowBounds), to: codes, threads: threads)
    return codes
  }
}
