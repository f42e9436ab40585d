import Foundation

/// The header of a numpy `.npy` file, versions 1 to 3.
///
/// Format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>
public struct NumpyHeader: Equatable, Sendable {
  /// The element type as numpy writes it, for example `<f4`.
  public let type: String
  public let shape: [Int]
  /// The byte at which the elements start.
  public let dataOffset: Int

  /// The size of an element in bytes.
  public var elementSize: Int { Int(type.dropFirst(2)) ?? 0 }

  /// Reads and checks the header: little-endian elements in C order, and all of them in the file.
  public init(_ file: InputFile) throws(FileError) {
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    guard file.size >= 10 else { throw FileError(file.path, "is too short for a .npy file") }
    let start = try file.read(0..<min(12, file.size))
    guard Array(start[0..<6]) == magic else {
      throw FileError(file.path, "is not a .npy file; write it with numpy.save")
    }
    guard (1...3).contains(start[6]), start.count == 12 || start[6] == 1 else {
      throw FileError(file.path, ".npy version \(start[6]) is not known; known are 1 to 3")
    }
    let lengthBytes = start[6] == 1 ? 2 : 4
    let length = (0..<lengthBytes).reduce(0) { $0 | Int(start[8 + $1]) << (8 * $1) }
    dataOffset = 8 + lengthBytes + length
    guard dataOffset <= file.size else {
      throw FileError(file.path, "the .npy header is truncated; copy the file again")
    }
    let text = String(decoding: try file.read(8 + lengthBytes..<dataOffset), as: UTF8.self)
    guard let type = text.firstMatch(of: /'descr'\s*:\s*'([^']*)'/)?.1,
      let order = text.firstMatch(of: /'fortran_order'\s*:\s*(True|False)/)?.1,
      let shape = text.firstMatch(of: /'shape'\s*:\s*\(([^)]*)\)/)?.1
    else { throw FileError(file.path, "the .npy header cannot be understood: \(text)") }
    self.type = type.hasPrefix("|") ? "<" + type.dropFirst() : String(type)
    self.shape = shape.split(separator: ",").compactMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    guard self.type.hasPrefix("<") else {
      throw FileError(
        file.path, "has big-endian elements (\(type)); save x.astype(x.dtype.newbyteorder('<'))")
    }
    guard order == "False" || self.shape.count < 2 else {
      throw FileError(
        file.path, "is in Fortran order; save numpy.ascontiguousarray(x) instead")
    }
    var bytes = Int(self.type.dropFirst(2)) ?? 0
    for extent in self.shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else {
        throw FileError(file.path, "has the impossible shape (\(shape))")
      }
      bytes = product
    }
    guard bytes <= file.size - dataOffset else {
      throw FileError(
        file.path,
        "is truncated: its shape (\(shape)) needs \(bytes) bytes but \(file.size - dataOffset) "
          + "are there; copy or save it again")
    }
  }

  /// The bytes of a header of version 1, padded as numpy does it.
  static func bytes(type: String, shape: [Int]) -> [UInt8] {
    let extents = shape.map { "\($0)," }.joined(separator: " ")
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
    let unpadded = 10 + text.utf8.count + 1
    text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let length = UInt16(text.utf8.count)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)]
      + Array(text.utf8)
  }
}

/// One-dimensional numpy arrays.
public enum NumpyArray {
  /// Reads all of a one-dimensional array whose elements are of numpy's `type`.
  public static func read<Element: BitwiseCopyable>(
    _ path: String, _: Element.Type, type: String, threads: Int = 1
  ) throws(FileError) -> [Element] {
    let file = try InputFile(path)
    let header = try NumpyHeader(file)
    guard header.shape.count == 1, header.type == type else {
      throw FileError(
        path,
        "must be a one-dimensional array of type \(type), but has \(header.shape.count) "
          + "dimensions and type \(header.type)")
    }
    return try elements(of: file, header, threads: threads)
  }

  /// Reads a one-dimensional array of node numbers: integers of any size, from 0 to 2^32 - 1.
  public static func readNodeNumbers(
    _ path: String, threads: Int = 1
  ) throws(FileError) -> [UInt32] {
    let file = try InputFile(path)
    let header = try NumpyHeader(file)
    // No copy: these arrays are the largest there are.
    if header.shape.count == 1, header.type == "<u4" {
      return try elements(of: file, header, threads: threads)
    }
    let numbers = try readIntegers(path)
    guard let bad = numbers.firstIndex(where: { UInt32(exactly: $0) == nil }) else {
      return numbers.map { UInt32($0) }
    }
    throw FileError(
      path, "element \(bad) is \(numbers[bad]); a node must be from 0 to \(UInt32.max)")
  }

  /// Reads a one-dimensional array of integers of any size.
  public static func readIntegers(_ path: String) throws(FileError) -> [Int] {
    let file = try InputFile(path)
    let header = try NumpyHeader(file)
    guard header.shape.count == 1 else {
      throw FileError(path, "must have one dimension, but has \(header.shape.count)")
    }
    switch header.type {
    case "<i1": return try (elements(of: file, header) as [Int8]).map(Int.init)
    case "<i2": return try (elements(of: file, header) as [Int16]).map(Int.init)
    case "<i4": return try (elements(of: file, header) as [Int32]).map(Int.init)
    case "<i8": return try elements(of: file, header)
    case "<u1": return try (elements(of: file, header) as [UInt8]).map(Int.init)
    case "<u2": return try (elements(of: file, header) as [UInt16]).map(Int.init)
    case "<u4": return try (elements(of: file, header) as [UInt32]).map(Int.init)
    case "<u8":
      return try (elements(of: file, header) as [UInt64]).map(Int.init(truncatingIfNeeded:))
    default:
      throw FileError(path, "must hold integers, but has type \(header.type)")
    }
  }

  private static func elements<Element: BitwiseCopyable>(
    of file: InputFile, _ header: NumpyHeader, threads: Int = 1
  ) throws(FileError) -> [Element] {
    var problem: FileError?
    let elements = [Element](unsafeUninitializedCapacity: header.shape[0]) { buffer, count in
      do throws(FileError) {
        try file.read(
          into: UnsafeMutableRawBufferPointer(buffer), at: header.dataOffset, threads: threads)
        count = header.shape[0]
      } catch { problem = error }
    }
    if let problem { throw problem }
    return elements
  }

  /// Writes a one-dimensional array of numpy's `type`.
  public static func write<Element: BitwiseCopyable>(
    _ elements: Span<Element>, type: String, to path: String
  ) throws(FileError) {
    let writer = try NumpyWriter<Element>(path, type: type, count: elements.count)
    try writer.append(elements)
    try writer.file.commit()
  }
}

/// Writes a one-dimensional numpy array in pieces.
public struct NumpyWriter<Element: BitwiseCopyable> {
  /// The file, to be committed when all elements are there.
  public let file: AtomicFile

  /// - Parameter count: how many elements there will be.
  public init(_ path: String, type: String, count: Int) throws(FileError) {
    file = try AtomicFile(path)
    try file.append(NumpyHeader.bytes(type: type, shape: [count]))
  }

  public func append(_ elements: Span<Element>) throws(FileError) {
    try file.append(elements: elements)
  }
}
