/// One-dimensional numpy arrays.
package enum NumpyArray {
  /// Reads all of a one-dimensional array whose elements are of numpy's `type`.
  ///
  /// - Parameter warn: told of what the file holds besides the array.
  package static func read<Element: BitwiseCopyable>(
    _ path: String, _: Element.Type, type: String, threads: Int = 1,
    warn: (FileError) -> Void = { _ in }
  ) throws(FileError) -> [Element] {
    let column = try NumpyColumn(path)
    guard column.type.hasBytes(of: NumpyType(type)) else {
      throw FileError(
        path, "must be a one-dimensional array of type \(type), but has type \(column.type)")
    }
    let elements = try column.elements(Element.self, threads: threads)
    column.surplus.map(warn)
    return elements
  }

  /// Reads a one-dimensional array of node numbers: integers of any size, from 0 to 2^32 - 1.
  ///
  /// - Parameter warn: told of what the file holds besides the array.
  package static func readNodeNumbers(
    _ path: String, threads: Int = 1, warn: (FileError) -> Void = { _ in }
  ) throws(FileError) -> [UInt32] {
    let column = try NumpyColumn(path)
    defer { column.surplus.map(warn) }
    // No copy: these arrays are the largest there are.
    if column.type.hasBytes(of: NumpyType("<u4")) {
      return try column.elements(UInt32.self, threads: threads)
    }
    func nodes<Number: BinaryInteger>(_ numbers: [Number]) throws(FileError) -> [UInt32] {
      guard let bad = numbers.firstIndex(where: { UInt32(exactly: $0) == nil }) else {
        return numbers.map { UInt32($0) }
      }
      throw FileError(
        path, "element \(bad) is \(numbers[bad]); a node must be from 0 to \(UInt32.max)")
    }
    return switch (column.type.kind, try column.values()) {
    case (.boolean, _):
      throw FileError(path, "has elements of type \(column.type), which are no nodes")
    case (_, .integers(let numbers)): try nodes(numbers)
    case (_, .wideIntegers(let numbers)): try nodes(numbers)
    case (_, .floats), (_, .texts):
      throw FileError(
        path, "must hold integers, but has type \(column.type); save x.astype('uint32')")
    }
  }

  /// Writes a one-dimensional array of numpy's `type`.
  package static func write<Element: BitwiseCopyable>(
    _ elements: Span<Element>, type: String, to path: String
  ) throws(FileError) {
    let writer = try NumpyWriter<Element>(path, type: type, count: elements.count)
    try writer.append(elements)
    try writer.file.commit()
  }
}

/// Writes a one-dimensional numpy array in pieces.
package struct NumpyWriter<Element: BitwiseCopyable> {
  /// The file, to be committed when all elements are there.
  package let file: AtomicFile

  /// - Parameter count: how many elements there will be.
  package init(_ path: String, type: String, count: Int) throws(FileError) {
    file = try AtomicFile(path)
    try file.append(NumpyHeader.bytes(type: type, shape: [count]))
  }

  package func append(_ elements: Span<Element>) throws(FileError) {
    try file.append(elements: elements)
  }
}
