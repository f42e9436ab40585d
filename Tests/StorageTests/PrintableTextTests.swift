import Storage
import Testing

struct PrintableTextTests {
  @Test func textStaysAsItIs() {
    for text in ["", "a b", "faces.npy: größer, 顔 😀 \"x\" \\n"] {
      #expect(text.printable() == text)
    }
  }

  @Test func whatMovesTheCursorIsEscaped() {
    #expect("a\u{1b}[31mb\rc\nd\te\0".printable() == "a\\u{1b}[31mb\\rc\\nd\\te\\u{0}")
    #expect("\u{7f}\u{9b}".printable() == "\\u{7f}\\u{9b}")
  }

  @Test func whatReordersOrBreaksLinesIsEscaped() {
    #expect("\u{202e}x\u{2028}\u{feff}".printable() == "\\u{202e}x\\u{2028}\\u{feff}")
  }

  @Test func theMiddleOfALongTextIsLeftOut() {
    let text = "start " + String(repeating: "é", count: 100_000) + " end"
    let printed = text.printable(atMost: 90)
    #expect(printed.hasPrefix("start é") && printed.hasSuffix("é end"))
    #expect(printed.utf8.count <= 90 + " [200000 bytes left out] ".utf8.count)
    #expect(printed.contains(" bytes left out] "))
  }

  @Test func noMoreIsKeptWhereEscapesAreLong() {
    #expect(String(repeating: "\u{1b}", count: 1000).printable(atMost: 60).utf8.count <= 90)
  }
}
