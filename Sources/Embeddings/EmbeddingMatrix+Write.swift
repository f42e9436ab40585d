import Storage

extension EmbeddingMatrix {
  /// Writes the rows, as float32 without a header, to their place in a temporary file that another
  /// rank has made and will commit.
  public func write(toTemporary path: String, firstRow: Int) throws(FileError) {
    let bytes = UnsafeRawBufferPointer(
      start: values, count: rows * dimension * MemoryLayout<Float>.size)
    try AtomicFile.write(
      bytes, at: firstRow * dimension * MemoryLayout<Float>.size, inTemporary: path)
  }
}
