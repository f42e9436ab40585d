/// Writes a one-dimensional numpy array of records: `numpy.load` gives a structured array, which pandas
/// takes for a table.
package final class NumpyRecords {
  private let file: AtomicFile
  private var pending = Record()

  private static let bufferSize = 1 << 20

  /// The bytes of records as they are written.
  package struct Record {
    fileprivate var bytes: [UInt8] = []

    /// Appends a field. Its type must be that of the field in numpy.
    package mutating func append<Value: BitwiseCopyable>(_ value: Value) {
      withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    /// Appends a text to a field of type `<U` of so many characters, which it must not exceed.
    package mutating func append(_ text: String, characters: Int) {
      let scalars = text.unicodeScalars
      precondition(scalars.count <= characters, "a text is longer than its field")
      for scalar in scalars { append(scalar.value.littleEndian) }
      bytes.append(
        contentsOf: repeatElement(
          0, count: (characters - scalars.count) * MemoryLayout<UInt32>.size))
    }
  }

  /// - Parameters:
  ///   - fields: the names and numpy's types of the fields, without gaps between them.
  ///   - count: how many records there will be.
  package init(
    _ path: String, fields: [(name: String, type: String)], count: Int
  ) throws(FileError) {
    file = try AtomicFile(path)
    let types = fields.map { "('\($0.name)', '\($0.type)')" }.joined(separator: ", ")
    try file.append(NumpyHeader.bytes(description: "[\(types)]", shape: [count]))
  }

  /// Appends a record, whose fields `write` appends in their order.
  package func append(_ write: (inout Record) -> Void) throws(FileError) {
    write(&pending)
    if pending.bytes.count >= Self.bufferSize { try flush() }
  }

  /// Makes what was written durable.
  ///
  /// - Returns: the file, to be committed.
  package func finish() throws(FileError) -> AtomicFile {
    try flush()
    try file.finish()
    return file
  }

  private func flush() throws(FileError) {
    try file.append(pending.bytes)
    pending.bytes.removeAll(keepingCapacity: true)
  }
}
