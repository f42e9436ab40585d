import Storage

extension InputFile {
  /// The bytes of a text in UTF-8, without a byte order mark.
  ///
  /// - Parameter contents: what the text has to be of, in the words of a message.
  /// - Throws: `FileError` when the file cannot be read, or is by its first bytes no such text.
  package static func plainText(of path: String, contents: String) throws(FileError) -> [UInt8] {
    let file = try InputFile(path)
    if let signature = try FileSignature(of: file), signature != .numbersInText {
      throw FileError(path, "is no text of \(contents); \(signature.description)")
    }
    let text = try file.read(0..<file.size)
    guard !text.starts(with: [0xFF, 0xFE]), !text.starts(with: [0xFE, 0xFF]) else {
      throw FileError(path, "is a text in UTF-16; save it in UTF-8")
    }
    return text.withoutByteOrderMark
  }
}

extension [UInt8] {
  /// A text in UTF-8 without the mark that some programs put before it.
  var withoutByteOrderMark: [UInt8] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    return starts(with: mark) ? Array(dropFirst(mark.count)) : self
  }

  /// Calls `body` with each line of a text and its number, from 1. Lines end in a line feed, a carriage return or both.
  func forEachLine(
    _ body: (ArraySlice<UInt8>, Int) throws(FileError) -> Void
  ) throws(FileError) {
    let (feed, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var (start, line) = (0, 0)
    while start < count {
      line += 1
      let end = self[start...].firstIndex { $0 == feed || $0 == carriage } ?? count
      try body(self[start..<end], line)
      let isPair = end + 1 < count && self[end] == carriage && self[end + 1] == feed
      start = end + (isPair ? 2 : 1)
    }
  }
}
