import Testing

@testable import FaceClustering

/// Text from files in a page.
@Suite struct HTMLTextTests {
  @Test(arguments: [
    ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"), ("ü 1", "ü 1"), ("a\u{1B}[0m", "a\\u{1b}[0m"),
    ("a\u{202E}b", "a\\u{202e}b"),
  ])
  func whatMeansSomethingIsEscaped(text: String, expected: String) {
    #expect(HTMLText.escaped(text) == expected)
  }

  @Test func cellsOfTablesAreEscaped() {
    var page = HTMLText()
    page.table(headings: ["<h>"], numbers: [0], rows: [["</td>"]])
    #expect(page.html.contains("&lt;h&gt;") && page.html.contains("&lt;/td&gt;"))
  }

  @Test(arguments: [
    ("faces.npy", "faces.npy"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("", "''"),
    ("$HOME", "'$HOME'"),
  ])
  func wordsOfACommandAreQuotedForAShell(word: String, expected: String) {
    #expect(ReportRun.quoted(word) == expected)
  }
}
