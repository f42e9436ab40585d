import Foundation
import ProgramArguments
import Testing

/// The command lines of the READMEs and pages, and the table of options.
struct ReadmeTests {
  private struct Row {
    let name: String
    let placeholder: String?
    let text: String
    let defaultText: String
  }

  private static func text(_ name: String) throws -> String {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: package.appendingPathComponent(name), encoding: .utf8)
  }

  private static let pages = "Sources/face-cluster-mpi/face-cluster-mpi.docc"

  private static func rows() throws -> [Row] {
    try text("\(pages)/Options.md").split(separator: "\n").filter { $0.hasPrefix("| `--") }.map {
      line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      let option = cells[0].replacing("`", with: "").split(separator: " ").map(String.init)
      return Row(
        name: option[0], placeholder: option.count > 1 ? option[1] : nil, text: cells[1],
        defaultText: cells[2].replacing("`", with: ""))
    }
  }

  @Test func theTableHasEveryOptionAndNoOther() throws {
    let names = try Self.rows().map(\.name)
    #expect(
      Set(names) == Set(ProgramOption.all.map(\.name)) && names.count == ProgramOption.all.count)
  }

  @Test func theTableNamesValuesDefaultsAndOtherNames() throws {
    let options = Dictionary(uniqueKeysWithValues: ProgramOption.all.map { ($0.name, $0) })
    for row in try Self.rows() {
      let option = try #require(options[row.name])
      #expect(row.placeholder == option.placeholder, "\(row.name)")
      for alias in option.aliases { #expect(row.text.contains("`\(alias)`"), "\(row.name)") }
      if let defaultText = option.defaultText {
        #expect(row.defaultText.hasPrefix(defaultText), "\(row.name)")
      } else {
        #expect(row.defaultText.isEmpty, "\(row.name)")
      }
    }
  }

  /// What the program is given in a line of code, by itself, by a launcher or by a script.
  private static func arguments(in line: Substring) -> [String]? {
    // Comments, and explanations in a second column, are no part of it.
    let command = line.prefix { $0 != "#" }.firstMatch(of: /.*?(?=\s\s|$)/)?.output ?? ""
    let words = command.replacing("\"", with: " ").split(separator: " ").map(String.init)
    guard
      let program = words.lastIndex(where: {
        $0.hasSuffix("face-cluster-mpi") || $0.hasSuffix(".sbatch") || $0 == "scripts/run"
          || $0 == "ARGS="
      })
    else { return nil }
    return words[(program + 1)...].filter { $0 != "[cluster]" && !$0.hasSuffix(".pbs") }
      .map { $0 == "N" ? "100" : $0 }
  }

  @Test func theCommandLinesOfReadmeAndPagesAreUnderstood() throws {
    let pages = ["Results/NewFaces", "Running/OnACluster", "Clustering/Thresholds", "Files"].map {
      "\(Self.pages)/\($0).md"
    }
    let texts = try (["README.md"] + pages).map(Self.text).joined(separator: "\n")
    let lines = texts.split(separator: "\n").filter { $0.hasPrefix("    ") }
    let commandLines = lines.compactMap { Self.arguments(in: $0.dropFirst(4)) }
    #expect(commandLines.count > 10)
    for words in commandLines where !words.isEmpty {
      #expect(throws: Never.self, "\(words)") { try Arguments(words) }
    }
  }
}
