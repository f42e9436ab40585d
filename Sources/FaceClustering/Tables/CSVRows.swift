import Storage

/// The rows of a table, one after the other, as RFC 4180 describes them: fields may stand in quotes, in which a
/// quote is doubled and line ends count as text. Lines end in a line feed, a carriage return or both.
struct CSVRows {
  private let text: [UInt8]
  private let separators: [UInt8]
  private let path: String
  private let trimsBlanks: Bool
  private var place: Int
  /// The line on which the next row starts, from 1.
  private(set) var line = 1

  private static let quote = UInt8(ascii: "\"")
  private static let feed = UInt8(ascii: "\n")
  private static let carriage = UInt8(ascii: "\r")
  private static let blank = UInt8(ascii: " ")

  /// - Parameters:
  ///   - separators: each of which ends a field.
  ///   - trimsBlanks: whether blanks around a field do not count, outside quotes.
  init(_ text: [UInt8], separators: [UInt8], path: String, trimsBlanks: Bool = false) {
    (self.text, self.separators, self.path) = (text, separators, path)
    (self.trimsBlanks, place) = (trimsBlanks, 0)
  }

  /// Whether there are no more rows.
  var isAtEnd: Bool { place >= text.count }

  /// The text of the rows that have not been read.
  var rest: ArraySlice<UInt8> { text[min(place, text.count)...] }

  /// Reads one row, and goes behind the end of its line.
  ///
  /// - Throws: `FileError` for quotes that do not fit.
  mutating func next() throws(FileError) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    while true {
      skipBlanks()
      fields.append(
        place < text.count && text[place] == Self.quote ? try quoted() : plain())
      guard place < text.count else { return fields }
      let end = text[place]
      place += 1
      guard !separators.contains(end) else { continue }
      endLine(after: end)
      return fields
    }
  }

  /// Goes behind the end of a line without looking at what is on it.
  mutating func skipLine() {
    while place < text.count {
      let byte = text[place]
      place += 1
      guard byte == Self.feed || byte == Self.carriage else { continue }
      return endLine(after: byte)
    }
  }

  private mutating func endLine(after end: UInt8) {
    if end == Self.carriage, place < text.count, text[place] == Self.feed { place += 1 }
    line += 1
  }

  private mutating func skipBlanks() {
    while trimsBlanks, place < text.count, text[place] == Self.blank { place += 1 }
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    separators.contains(byte) || byte == Self.feed || byte == Self.carriage
  }

  private mutating func plain() -> ArraySlice<UInt8> {
    let start = place
    while place < text.count, !isEnd(text[place]) { place += 1 }
    var end = place
    while trimsBlanks, end > start, text[end - 1] == Self.blank { end -= 1 }
    return text[start..<end]
  }

  private mutating func quoted() throws(FileError) -> ArraySlice<UInt8> {
    let firstLine = line
    var field: [UInt8] = []
    place += 1
    while place < text.count {
      let byte = text[place]
      place += 1
      if byte == Self.quote {
        guard place < text.count, text[place] == Self.quote else {
          skipBlanks()
          guard place == text.count || isEnd(text[place]) else {
            throw FileError(
              path, "line \(line) has text behind a closing quote; double the quotes within a field"
            )
          }
          return field[...]
        }
        place += 1
      } else if byte == Self.feed
        || byte == Self.carriage && !(place < text.count && text[place] == Self.feed)
      {
        line += 1
      }
      field.append(byte)
    }
    throw FileError(path, "line \(firstLine) has a quote that is never closed")
  }
}
