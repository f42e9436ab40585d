import Testing

@testable import FaceClustering

/// Rows of tables as they are written.
@Suite struct CSVTextTests {
  private func row(_ write: (inout CSVText) -> Void) -> String {
    var text = CSVText(headings: ["h"])
    _ = text.take()
    write(&text)
    text.endRow()
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("plain.jpg", "plain.jpg"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""),
    (" a", "\" a\""), ("ü", "ü"), ("a;b", "\"a;b\""),
  ])
  func textIsQuotedWhereItMustBe(text: String, expected: String) {
    #expect(row { $0.append(text: Array(text.utf8)[...]) } == expected + "\n")
  }

  @Test(arguments: [
    (0.5, "0.500000"), (-0.25, "-0.250000"), (1, "1.000000"), (12.3456789, "12.345679"),
    (-0.0000001, "0.000000"), (0.000001, "0.000001"), (Double.nan, ""),
  ])
  func numbersHaveSixDecimals(number: Double, expected: String) {
    #expect(row { $0.append(number) } == expected + "\n")
  }

  @Test func fieldsAreSeparatedByCommas() {
    #expect(
      row {
        $0.append(3)
        $0.appendNothing()
        $0.append(-1)
      } == "3,,-1\n")
  }
}
