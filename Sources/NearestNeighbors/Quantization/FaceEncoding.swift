/// How columns are encoded so that no pair with the rows is lost: a quantization, and what the rows
/// that were encoded by it need.
struct FaceEncoding: Sendable {
  let quantization: Quantization
  /// What the rows need that the columns are compared with.
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
