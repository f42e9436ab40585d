import Foundation

/// A text in which Linux tells about itself or a process: a file of `/proc` or `/sys`.
package struct SystemText {
  /// The whole text.
  package let text: String

  /// Reads such a file; nil where there is none or it cannot be read.
  package init?(_ path: String) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    self.init(text: text)
  }

  package init(text: String) { self.text = text }

  /// The lines that are not empty.
  package var lines: [Substring] { text.split(separator: "\n") }

  /// What follows a name at the start of a line, without the colon and the blanks between; nil where no
  /// line has this name. The first line that has it counts.
  package func value(of name: String) -> String? {
    for line in lines where line.hasPrefix(name) {
      let rest = line.dropFirst(name.count)
      guard let next = rest.first, Self.separators.contains(next) else { continue }
      return rest.drop { Self.separators.contains($0) }.trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  /// The number that a value begins with.
  package func number(of name: String) -> Int? {
    value(of: name).flatMap { $0.split(separator: " ").first }.flatMap { Int($0) }
  }

  private static let separators: Set<Character> = [" ", "\t", ":"]
}
