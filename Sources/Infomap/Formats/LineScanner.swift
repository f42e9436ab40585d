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

  /// The place of the next word, or of the text between the next pair of quotes; nil at the end of
  /// the line or without the closing quote.
  mutating func quotedOrWord() -> Range<Int>? {
    guard peek() == UInt8(ascii: "\"") else { return word() }
    position += 1
    let begin = position
    while position < lineEnd && text[position] != UInt8(ascii: "\"") { position += 1 }
    guard position < lineEnd else { return nil }
    position += 1
    return begin..<(position - 1)
  }

  func string(_ range: Range<Int>) -> String {
    String(
      decoding: UnsafeBufferPointer(start: text + range.lowerBound, count: range.count),
      as: UTF8.self)
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

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}
