import Foundation

/// Steps through a text, or a part of it, line by line and word by word. An unsafe handle: valid only
/// as long as the text.
struct LineScanner {
  private let text: UnsafePointer<UInt8>
  private let end: Int
  private var position: Int
  /// Where the present line ends.
  private var lineEnd: Int
  private var nextLine: Int
  /// The number of the present line, the first of the text is 1.
  private(set) var lineNumber: Int

  /// - Parameters:
  ///   - part: where to begin and to end; a line begins there.
  ///   - linesBefore: how many lines the text has before it.
  init(_ text: UnsafePointer<UInt8>, _ part: Range<Int>, linesBefore: Int = 0) {
    self.text = text
    end = part.upperBound
    position = part.lowerBound
    lineEnd = position
    nextLine = position
    lineNumber = linesBefore
  }

  /// Goes to the next line; false at the end.
  mutating func advanceLine() -> Bool {
    guard nextLine < end else { return false }
    position = nextLine
    lineEnd = Self.lineEnd(text, position..<end)
    nextLine = lineEnd + 1
    lineNumber += 1
    return true
  }

  /// Where the line that begins a range ends: at its line feed, or with the range.
  static func lineEnd(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int {
    guard let found = memchr(text + range.lowerBound, Int32(UInt8(ascii: "\n")), range.count) else {
      return range.upperBound
    }
    return UnsafeRawPointer(found) - UnsafeRawPointer(text)
  }

  /// The next byte of the line that is not blank, left unread; nil at the end of the line, which a
  /// comment (from # or %) also is.
  mutating func peek() -> UInt8? {
    while position < lineEnd && Self.isBlank(text[position]) { position += 1 }
    guard position < lineEnd else { return nil }
    let byte = text[position]
    return byte == UInt8(ascii: "#") || byte == UInt8(ascii: "%") ? nil : byte
  }

  /// The place of the next word of the line, or nil.
  mutating func word() -> Range<Int>? {
    guard peek() != nil else { return nil }
    let begin = position
    while position < lineEnd && !Self.isBlank(text[position]) { position += 1 }
    return begin..<position
  }

  /// The first byte of a name that follows, left unread. A name may begin with # or %, where a comment
  /// has a blank after it.
  mutating func peekName() -> UInt8? {
    if let byte = peek() { return byte }
    guard position + 1 < lineEnd, !Self.isBlank(text[position + 1]) else { return nil }
    return text[position]
  }

  /// The place of the word that a name without quotes is.
  mutating func nameWord() -> Range<Int>? {
    guard peekName() != nil else { return nil }
    let begin = position
    while position < lineEnd && !Self.isBlank(text[position]) { position += 1 }
    return begin..<position
  }

  /// The name in quotes that follows; nil without the closing quote.
  ///
  /// Programs write quotes within a name as they are or with a backslash. So the name ends at the first
  /// quote that a blank or the end of the line follows and after which quotes come in pairs.
  mutating func quotedName() -> String? {
    let begin = position + 1
    var bytes: [UInt8] = []
    var place = begin
    while place < lineEnd {
      let byte = text[place]
      if byte == UInt8(ascii: "\\"), place + 1 < lineEnd,
        text[place + 1] == UInt8(ascii: "\"") || text[place + 1] == byte,
        !closesName(at: place + 1) || hasQuote(after: place + 1)
      {
        bytes.append(text[place + 1])
        place += 2
        continue
      }
      if byte == UInt8(ascii: "\""), closesName(at: place) {
        position = place + 1
        return String(decoding: bytes, as: UTF8.self)
      }
      bytes.append(byte)
      place += 1
    }
    return nil
  }

  private func closesName(at place: Int) -> Bool {
    guard text[place] == UInt8(ascii: "\""),
      place + 1 == lineEnd || Self.isBlank(text[place + 1])
    else { return false }
    return (place + 1..<lineEnd).count { text[$0] == UInt8(ascii: "\"") } % 2 == 0
  }

  private func hasQuote(after place: Int) -> Bool {
    (place + 1..<lineEnd).contains { text[$0] == UInt8(ascii: "\"") }
  }

  /// The name between the next quote and the last one of the line, quotes within it included; nil
  /// without two quotes.
  mutating func textToLastQuote() -> Range<Int>? {
    guard peek() == UInt8(ascii: "\"") else { return nil }
    let begin = position + 1
    var end = lineEnd - 1
    while end >= begin && text[end] != UInt8(ascii: "\"") { end -= 1 }
    guard end >= begin else { return nil }
    position = end + 1
    return begin..<end
  }

  func string(_ range: Range<Int>) -> String {
    String(
      decoding: UnsafeBufferPointer(start: text + range.lowerBound, count: range.count),
      as: UTF8.self)
  }

  /// The text of a place as messages show it, shortened.
  func shown(_ range: Range<Int>) -> String {
    range.count > Self.shownBytes
      ? string(range.prefix(Self.shownBytes)) + "…" : string(range)
  }

  private static let shownBytes = 60

  func beginsWithLetter(_ range: Range<Int>) -> Bool {
    let letter = text[range.lowerBound] | 0x20
    return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")
  }

  /// Whether a word is `{}`, which networkx writes for no attributes.
  func isEmptyDictionary(_ range: Range<Int>) -> Bool {
    range.count == 2 && text[range.lowerBound] == UInt8(ascii: "{")
      && text[range.lowerBound + 1] == UInt8(ascii: "}")
  }

  /// Whether a number is written as 0, rather than too small to be told from it.
  func isZero(_ range: Range<Int>) -> Bool {
    for place in range {
      let byte = text[place]
      if byte | 0x20 == UInt8(ascii: "e") { return true }
      if byte >= UInt8(ascii: "1") && byte <= UInt8(ascii: "9") { return false }
    }
    return true
  }

  /// A node id: decimal digits, at most 2^32 - 1.
  func nodeID(_ range: Range<Int>) -> UInt32? {
    var value: UInt64 = 0
    for place in range {
      let digit = text[place] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value * 10 + UInt64(digit)
      guard value <= UInt64(UInt32.max) else { return nil }
    }
    return UInt32(value)
  }

  /// A decimal number, infinities and NaN included.
  func number(_ range: Range<Int>) -> Double? {
    if let exact = plainDecimal(range) { return exact }
    return Double(string(range))
  }

  /// A number of at most 15 digits, perhaps with a point: both the digits and the power of ten are
  /// exact then, and one division rounds the result correctly.
  private func plainDecimal(_ range: Range<Int>) -> Double? {
    guard range.count <= 16 else { return nil }
    var digits: UInt64 = 0
    var digitCount = 0
    var scale = 1.0
    var seenPoint = false
    for place in range {
      if text[place] == UInt8(ascii: ".") && !seenPoint {
        seenPoint = true
        continue
      }
      let digit = text[place] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      digits = digits * 10 + UInt64(digit)
      digitCount += 1
      if seenPoint { scale *= 10 }
    }
    guard digitCount > 0 && digitCount <= 15 else { return nil }
    return Double(digits) / scale
  }

  /// Brings a text into the form that a scanner reads: without a byte order mark, and with line feeds where an old
  /// system has written carriage returns alone.
  ///
  /// - Throws: `NetworkFileError` if it is UTF-16.
  static func normalize(_ text: inout [UInt8], fileName: String) throws(NetworkFileError) {
    if text.starts(with: [0xff, 0xfe]) || text.starts(with: [0xfe, 0xff]) {
      throw NetworkFileError(
        fileName: fileName, line: nil, problem: "the text is UTF-16; save it as UTF-8")
    }
    text.withUnsafeMutableBufferPointer { bytes in
      if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
        for place in 0..<3 { bytes[place] = UInt8(ascii: " ") }
      }
      let hasLines = bytes.baseAddress.map {
        memchr($0, Int32(UInt8(ascii: "\n")), bytes.count) != nil
      }
      // Beside line feeds a carriage return is a blank.
      guard hasLines == false else { return }
      for place in bytes.indices where bytes[place] == UInt8(ascii: "\r") {
        bytes[place] = UInt8(ascii: "\n")
      }
    }
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}
