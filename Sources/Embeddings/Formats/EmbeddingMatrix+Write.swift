import Storage

extension EmbeddingMatrix {
  /// Writes the rows, as float32, to their place in a file of several ranks.
  ///
  /// - Parameter header: how many bytes stand before row 0.
  package func write(to part: SharedFilePart, firstRow: Int, header: Int = 0) throws(FileError) {
    try part.write(bytes, at: header + firstRow * dimension * MemoryLayout<Float>.size)
  }

  /// Appends the rows, as float32 without a header, to a file of one rank.
  package func append(to file: AtomicFile) throws(FileError) { try file.append(bytes) }

  private var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: values, count: rows * dimension * MemoryLayout<Float>.size)
  }
}
