/// A table of texts with a header, in the forms that people and programs read.
struct TextTable {
  let header: [String]
  let rows: [[String]]

  /// Columns that hold words rather than numbers, which are aligned at the left.
  private static let words = 2

  /// Columns apart by blanks, as for a terminal.
  var aligned: String {
    let lines = [header] + rows
    let widths = header.indices.map { column in lines.map { $0[column].count }.max()! }
    return lines.map { line in
      line.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - line[column].count)
        return column < Self.words ? line[column] + blanks : blanks + line[column]
      }.joined(separator: "  ") + "\n"
    }.joined()
  }

  var markdown: String {
    let rule = header.indices.map { $0 < Self.words ? "---" : "---:" }
    return ([header, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  /// By RFC 4180, but with line feeds alone.
  var csv: String {
    ([header] + rows).map { line in
      line.map { cell in
        cell.contains { "\",\n".contains($0) }
          ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
      }.joined(separator: ",") + "\n"
    }.joined()
  }

  /// A `tabular` environment with rules by `booktabs`.
  var latex: String {
    func line(_ cells: [String]) -> String {
      cells.map { $0.replacing("_", with: "\\_").replacing("%", with: "\\%") }
        .joined(separator: " & ") + " \\\\\n"
    }
    let alignment =
      String(repeating: "l", count: Self.words)
      + String(repeating: "r", count: header.count - Self.words)
    return "\\begin{tabular}{\(alignment)}\n\\toprule\n" + line(header) + "\\midrule\n"
      + rows.map(line).joined() + "\\bottomrule\n\\end{tabular}\n"
  }
}
