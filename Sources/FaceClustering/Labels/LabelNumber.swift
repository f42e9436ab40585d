import Foundation

/// A label that is written as a number.
enum LabelNumber: Equatable {
  case integer(Int)
  /// A whole number that does not fit in `Int`, with its sign and without leading zeros.
  case long([UInt8])
  /// A number that is not whole, or one written as a float that floats do not tell from its neighbors.
  case inexact

  /// Understands digits with perhaps a sign, and what numpy.savetxt writes: `1.000e+00`.
  ///
  /// - Returns: nil for what is no number.
  init?(_ text: ArraySlice<UInt8>) {
    let isNegative = text.first == UInt8(ascii: "-")
    let unsigned = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
    if let integer = Self.integer(unsigned, isNegative: isNegative) {
      self = integer
      return
    }
    let characters = Set("0123456789.eE+-".utf8)
    guard unsigned.first.map({ Self.isDigit($0) || $0 == UInt8(ascii: ".") }) == true,
      unsigned.allSatisfy(characters.contains),
      let value = Double(String(decoding: text, as: UTF8.self))
    else { return nil }
    self = Self.whole(value).map(LabelNumber.integer) ?? .inexact
  }

  /// The whole number that a float is, if it is one that floats tell from all others.
  static func whole(_ value: Double) -> Int? {
    value.magnitude <= 0x1p53 ? Int(exactly: value) : nil
  }

  private static func integer(_ digits: ArraySlice<UInt8>, isNegative: Bool) -> LabelNumber? {
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
    let plain = digits.drop { $0 == UInt8(ascii: "0") }
    // No more digits than any number of them that fits.
    if plain.count <= 18 {
      let value = plain.reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
      return .integer(isNegative ? -value : value)
    }
    let text = (isNegative ? [UInt8(ascii: "-")] : []) + Array(plain)
    return Int(String(decoding: text, as: UTF8.self)).map(LabelNumber.integer) ?? .long(text)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
