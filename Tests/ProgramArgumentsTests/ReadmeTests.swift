import Foundation
import ProgramArguments
import Testing

/// The table of options in the README.
struct ReadmeTests {
  private struct Row {
    let name: String
    let placeholder: String?
    let text: String
    let defaultText: String
  }

  private static func rows() throws -> [Row] {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(
      contentsOf: package.appendingPathComponent("README.md"), encoding: .utf8)
    return readme.split(separator: "\n").filter { $0.hasPrefix("| `--") }.map { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      let option = cells[0].replacing("`", with: "").split(separator: " ").map(String.init)
      return Row(
        name: option[0], placeholder: option.count > 1 ? option[1] : nil, text: cells[1],
        defaultText: cells[2].replacing("`", with: ""))
    }
  }

  @Test func theReadmeHasEveryOptionAndNoOther() throws {
    let names = try Self.rows().map(\.name)
    #expect(
      Set(names) == Set(ProgramOption.all.map(\.name)) && names.count == ProgramOption.all.count)
  }

  @Test func theReadmeNamesValuesDefaultsAndOtherNames() throws {
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
}
