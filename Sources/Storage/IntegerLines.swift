import Foundation

/// Text files of integers, one a line: labels.
public enum IntegerLines {
  /// Reads every line as an integer.
  ///
  /// - Throws: `FileError` with the number of the first line, counted from 1, that is none.
  public static func read(_ path: String) throws(FileError) -> [Int] {
    var lines = try InputFile.contents(of: path)
    if lines.last != UInt8(ascii: "\n") { lines.append(UInt8(ascii: "\n")) }
    var numbers: [Int] = []
    var start = 0
    for (place, byte) in lines.enumerated() where byte == UInt8(ascii: "\n") {
      let text = String(decoding: lines[start..<place], as: UTF8.self)
      let trimmed = text.trimmingCharacters(in: .whitespaces)
      guard let number = Int(trimmed) else {
        let found = trimmed.isEmpty ? "is blank" : "is \"\(trimmed.prefix(40))\""
        throw FileError(
          path, "line \(numbers.count + 1) \(found); every line must be one integer")
      }
      numbers.append(number)
      start = place + 1
    }
    return numbers
  }

  /// Writes one integer a line.
  public static func write(_ numbers: some Sequence<Int>, to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    try file.append(lines: numbers)
    try file.commit()
  }
}

extension AtomicFile {
  /// Appends one integer a line.
  public func append(lines numbers: some Sequence<Int>) throws(FileError) {
    for number in numbers { try append("\(number)\n") }
  }
}
