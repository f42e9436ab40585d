/// What is wrong with the text of a numpy header.
struct NumpyHeaderProblem: Error {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The text of a numpy header: a Python dictionary of the keys `descr`, `fortran_order` and `shape`.
///
/// It is read byte by byte in one pass, and nothing but what numpy writes is understood; as numpy's own
/// reader does, numbers may end in the `L` of Python 2.
struct NumpyHeaderText {
  private(set) var type: NumpyType?
  private(set) var isFortranOrder: Bool?
  private(set) var shape: [Int]?

  private let text: [UInt8]
  private var place = 0

  /// More than numpy's own 64 are no shape of anybody's.
  private static let mostExtents = 64

  init(_ text: [UInt8]) throws(NumpyHeaderProblem) {
    self.text = text
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try elementType()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try extents()
      default: throw NumpyHeaderProblem("the key '\(key.prefix(40))' is unknown or there twice")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipBlanks()
    guard place == text.count else {
      throw NumpyHeaderProblem("something follows the closing brace")
    }
  }

  // MARK: - Values

  private mutating func elementType() throws(NumpyHeaderProblem) -> NumpyType {
    skipBlanks()
    guard next == UInt8(ascii: "[") || next == UInt8(ascii: "(") else {
      return NumpyType(try string())
    }
    try skipBrackets()
    return .structured
  }

  private mutating func boolean() throws(NumpyHeaderProblem) -> Bool {
    skipBlanks()
    for (word, value) in [("True", true), ("False", false)]
    where text[place...].starts(with: word.utf8) {
      place += word.utf8.count
      return value
    }
    throw NumpyHeaderProblem("'fortran_order' is neither True nor False")
  }

  private mutating func extents() throws(NumpyHeaderProblem) -> [Int] {
    try expect("(")
    var extents: [Int] = []
    while !take(")") {
      extents.append(try extent())
      guard extents.count <= Self.mostExtents else {
        throw NumpyHeaderProblem("the shape has more than \(Self.mostExtents) dimensions")
      }
      if !take(",") {
        try expect(")")
        break
      }
    }
    return extents
  }

  private mutating func extent() throws(NumpyHeaderProblem) -> Int {
    let isNegative = take("-")
    skipBlanks()
    var value = 0
    var isTooLarge = false
    let start = place
    while let digit = next.map({ $0 &- UInt8(ascii: "0") }), digit <= 9 {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, more) = tens.addingReportingOverflow(Int(digit))
      isTooLarge = isTooLarge || overflow || more
      value = sum
      place += 1
    }
    guard place > start else { throw NumpyHeaderProblem("the shape is not of whole numbers") }
    if next == UInt8(ascii: "L") || next == UInt8(ascii: "l") { place += 1 }
    guard !isTooLarge, !isNegative || value == 0 else {
      throw NumpyHeaderProblem("the shape is impossible")
    }
    return value
  }

  // MARK: - Words

  private var next: UInt8? { place < text.count ? text[place] : nil }

  private mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(NumpyHeaderProblem) {
    guard take(character) else {
      throw NumpyHeaderProblem(
        place == text.count ? "it ends too early" : "there is no \(character) where one should be")
    }
  }

  /// A text in quotes, without what Python may escape in it.
  private mutating func string() throws(NumpyHeaderProblem) -> String {
    skipBlanks()
    // Python 2's texts of Unicode.
    if next == UInt8(ascii: "u") { place += 1 }
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw NumpyHeaderProblem(next == nil ? "it ends too early" : "a text has no quotes")
    }
    let start = place + 1
    try skipString()
    return String(decoding: text[start..<place - 1], as: UTF8.self)
  }

  private mutating func skipString() throws(NumpyHeaderProblem) {
    let quote = text[place]
    place += 1
    while let byte = next, byte != quote { place += byte == UInt8(ascii: "\\") ? 2 : 1 }
    guard next == quote else { throw NumpyHeaderProblem("a text has no closing quote") }
    place += 1
  }

  private mutating func skipBrackets() throws(NumpyHeaderProblem) {
    var depth = 0
    while let byte = next {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        try skipString()
        continue
      default: break
      }
      place += 1
      if depth == 0 { return }
    }
    throw NumpyHeaderProblem("a bracket is not closed")
  }
}
