/// The bytes of rows of a table, as RFC 4180 describes it, with line feeds.
struct CSVText {
  private(set) var bytes: [UInt8] = []
  private var isAtStart = true

  /// Rows without headings.
  init() {}

  /// Starts with a row of headings.
  init(headings: [String]) {
    for heading in headings { append(text: Array(heading.utf8)[...]) }
    endRow()
  }

  /// Hands the bytes over and goes on without them.
  mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  mutating func endRow() {
    bytes.append(UInt8(ascii: "\n"))
    isAtStart = true
  }

  mutating func append(_ number: Int) {
    separate()
    bytes.append(contentsOf: String(number).utf8)
  }

  /// Appends a field without contents.
  mutating func appendNothing() { separate() }

  /// Appends a number with six decimals, which no locale changes; nothing for NaN.
  mutating func append(_ number: Double) {
    separate()
    guard !number.isNaN else { return }
    let millionths = Int((number.magnitude * 1e6).rounded())
    if number < 0, millionths > 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, rest) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
    bytes.append(contentsOf: String(whole).utf8)
    bytes.append(UInt8(ascii: "."))
    var unit = 100_000
    while unit > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(rest / unit % 10))
      unit /= 10
    }
  }

  /// Appends text, in quotes where it has something in it that means something in a table.
  mutating func append(text: ArraySlice<UInt8>) {
    separate()
    let quote = UInt8(ascii: "\"")
    let isPlain =
      text.first != UInt8(ascii: " ") && text.last != UInt8(ascii: " ")
      && text.allSatisfy {
        $0 != quote && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ";") && $0 >= 0x20
      }
    guard !isPlain else {
      bytes.append(contentsOf: text)
      return
    }
    bytes.append(quote)
    for byte in text {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }

  private mutating func separate() {
    if !isAtStart { bytes.append(UInt8(ascii: ",")) }
    isAtStart = false
  }
}
