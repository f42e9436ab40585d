/// A one-dimensional numpy array in a file.
package struct NumpyColumn {
  /// The number of elements.
  package let count: Int
  /// The type of the elements.
  package let type: NumpyType
  /// What the file holds behind the array, which is not read, if anything.
  package let surplus: FileError?
  private let file: InputFile
  private let dataOffset: Int

  /// Opens a file.
  ///
  /// - Throws: `FileError` when it is no numpy array of one dimension, or not whole.
  package init(_ path: String) throws(FileError) {
    file = try InputFile(path)
    let header = try NumpyHeader(file)
    guard header.shape.count == 1 else {
      throw FileError(
        path, "has the shape \(header.shapeText), but must have one dimension; save x.ravel()")
    }
    (type, dataOffset, count) = (header.type, header.dataOffset, header.shape[0])
    guard type.size > 0 || count == 0 else {
      throw Self.unreadable(type, path)
    }
    surplus = try header.checkData(of: file)
  }

  /// The elements as they are in the file.
  ///
  /// - Precondition: `Element` has the size of the type.
  func elements<Element: BitwiseCopyable>(
    _: Element.Type, threads: Int = 1
  ) throws(FileError) -> [Element] {
    precondition(MemoryLayout<Element>.stride == type.size || count == 0)
    try file.checkMemory(for: count * type.size)
    var problem: FileError?
    let elements = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(FileError) {
        let bytes = UnsafeMutableRawBufferPointer(
          start: buffer.baseAddress, count: count * MemoryLayout<Element>.stride)
        try file.read(into: bytes, at: dataOffset, threads: threads)
        initialized = count
      } catch { problem = error }
    }
    if let problem { throw problem }
    return elements
  }

  /// The elements by what they are.
  ///
  /// - Throws: `FileError` when they are neither numbers nor texts.
  package func values() throws(FileError) -> NumpyValues {
    switch (type.kind, type.size) {
    case (.boolean, 1): .integers(try elements(UInt8.self).map { Int($0) })
    case (.signed, 1): try integers(Int8.self)
    case (.signed, 2): try integers(Int16.self)
    case (.signed, 4): try integers(Int32.self)
    case (.signed, 8): try integers(Int64.self)
    case (.unsigned, 1): try integers(UInt8.self)
    case (.unsigned, 2): try integers(UInt16.self)
    case (.unsigned, 4): try integers(UInt32.self)
    case (.unsigned, 8): .wideIntegers(try words(UInt64.self))
    case (.float, 2): .floats(try words(UInt16.self).map { Double(Float(half: $0)) })
    case (.float, 4): .floats(try words(UInt32.self).map { Double(Float(bitPattern: $0)) })
    case (.float, 8): .floats(try words(UInt64.self).map { Double(bitPattern: $0) })
    case (.bytes, _): .texts(try texts { Array($0) })
    case (.unicode, _): .texts(try texts { Self.utf8($0, isBigEndian: type.isBigEndian) })
    default: throw Self.unreadable(type, file.path)
    }
  }

  private static func unreadable(_ type: NumpyType, _ path: String) -> FileError {
    let remedy =
      type.kind == .object ? "; save numbers as x.astype('int64'), names as x.astype('U')" : ""
    return FileError(path, "has elements of type \(type), which are not read" + remedy)
  }

  private func integers<Element: FixedWidthInteger & BitwiseCopyable>(
    _: Element.Type
  ) throws(FileError) -> NumpyValues {
    .integers(try words(Element.self).map { Int($0) })
  }

  /// The elements in the byte order of this machine.
  private func words<Element: FixedWidthInteger & BitwiseCopyable>(
    _: Element.Type
  ) throws(FileError) -> [Element] {
    var elements = try elements(Element.self)
    guard type.isBigEndian else { return elements }
    for place in elements.indices { elements[place] = Element(bigEndian: elements[place]) }
    return elements
  }

  private static func utf8(
    _ characters: Slice<UnsafeRawBufferPointer>, isBigEndian: Bool
  ) -> [UInt8] {
    let bytes = UnsafeRawBufferPointer(rebasing: characters)
    var text = ""
    for place in stride(from: 0, to: bytes.count, by: 4) {
      let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
      let number = isBigEndian ? UInt32(bigEndian: word) : word
      text.unicodeScalars.append(Unicode.Scalar(number) ?? "\u{FFFD}")
    }
    return Array(text.utf8)
  }

  /// The elements as UTF-8, without the zeros that fill them up.
  private func texts(_ decode: (Slice<UnsafeRawBufferPointer>) -> [UInt8]) throws(FileError)
    -> [[UInt8]]
  {
    let bytes = try file.read(dataOffset..<dataOffset + count * type.size)
    return bytes.withUnsafeBytes { bytes in
      (0..<count).map { place in
        let text = decode(bytes[place * type.size..<(place + 1) * type.size])
        return Array(text[..<((text.lastIndex { $0 != 0 } ?? -1) + 1)])
      }
    }
  }
}

/// The elements of a numpy array, by what they are.
package enum NumpyValues: Sendable {
  case integers([Int])
  /// Integers of 64 bits without a sign, which need not fit in `Int`.
  case wideIntegers([UInt64])
  case floats([Double])
  /// Texts in UTF-8, or bytes as the array has them.
  case texts([[UInt8]])
}
