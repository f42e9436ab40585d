/// A page of HTML as it grows. What comes from files and command lines goes through `text`, which escapes
/// it; only what is written here is taken as it is.
struct HTMLText {
  private(set) var html = ""

  mutating func raw(_ html: String) { self.html += html }

  /// A whole page with a title, whose contents `body` adds.
  mutating func document(_ title: String, _ body: (inout HTMLText) -> Void) {
    raw(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
    element("title", title)
    raw("<style>\n\(ReportStyle.css)</style>\n</head>\n<body>\n<main>\n")
    element("h1", title)
    body(&self)
    raw("</main>\n</body>\n</html>\n")
  }

  /// An element with text in it.
  mutating func element(
    _ name: String, _ text: String, class style: String? = nil, atMost limit: Int = 1000
  ) {
    let style = style.map { " class=\"\($0)\"" } ?? ""
    html += "<\(name)\(style)>\(Self.escaped(text, atMost: limit))</\(name)>\n"
  }

  /// Escapes text for contents and for attributes in double quotes. Control characters, which HTML does
  /// not allow, and what reorders letters, are written as escapes; of a longer text than the limit the
  /// middle is left out.
  static func escaped(_ text: String, atMost limit: Int = 1000) -> String {
    var result = ""
    for scalar in text.printable(atMost: limit).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A table of texts. Columns of numbers stand to the right.
  ///
  /// - Parameter marked: the rows that stand out.
  mutating func table(
    headings: [String], numbers: Set<Int>, rows: [[String]], marked: Set<Int> = []
  ) {
    func cell(_ name: String, _ column: Int, _ text: String) -> String {
      let style = numbers.contains(column) ? " class=\"n\"" : ""
      return "<\(name)\(style)>\(Self.escaped(text))</\(name)>"
    }
    html += "<div class=\"wide\"><table>\n<thead><tr>"
    for (column, heading) in headings.enumerated() { html += cell("th", column, heading) }
    html += "</tr></thead>\n<tbody>\n"
    for (number, row) in rows.enumerated() {
      html += marked.contains(number) ? "<tr class=\"marked\">" : "<tr>"
      for (column, text) in row.enumerated() { html += cell("td", column, text) }
      html += "</tr>\n"
    }
    html += "</tbody></table></div>\n"
  }
}
