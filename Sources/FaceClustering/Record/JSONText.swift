import Foundation

/// JSON that the program prints and records.
package enum JSONText {
  /// The value as a JSON object with sorted keys.
  ///
  /// A number that is not finite, which JSON has no word for, becomes the text `inf`, `-inf` or `nan`.
  ///
  /// - Parameters:
  ///   - value: made of numbers, texts, arrays and objects only, so that nothing fails to encode.
  ///   - isOnOneLine: whether it is for programs that read a line at a time, rather than for people.
  package static func of(_ value: some Encodable, isOnOneLine: Bool = false) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if !isOnOneLine { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try! encoder.encode(value), as: UTF8.self)
  }
}
