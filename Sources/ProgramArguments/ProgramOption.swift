/// One option of the command line, as the parser, `--help` and a test of the README know it.
package struct ProgramOption: Sendable {
  /// The name, with its two hyphens.
  package let name: String
  /// Other names that mean the same, short ones among them.
  package let aliases: [String]
  /// What holds where the option is not given, as the help says it; nil where nothing does.
  package let defaultText: String?
  /// The commands that take the option.
  package let commands: [Command]
  /// Whether the option may be given several times, with a value each.
  package private(set) var repeats = false
  let value: OptionValue
  let help: String

  init(
    _ name: String, _ aliases: String..., value: OptionValue, help: String, default: String? = nil,
    commands: [Command]
  ) {
    self.name = name
    self.aliases = aliases
    self.value = value
    self.help = help
    defaultText = `default`
    self.commands = commands
  }

  /// The same option, which may be given several times.
  func repeated() -> ProgramOption {
    var option = self
    option.repeats = true
    return option
  }

  /// What stands for the value of the option in the help; nil for a switch.
  package var placeholder: String? { value.placeholder }

  /// The lines of the help: with the commands, unless all have the option.
  func helpLines(namingCommands: Bool) -> String {
    let head = "  \(name)\(placeholder.map { " " + $0 } ?? "")"
    let isGeneral = commands.count == Command.allCases.count
    let also = aliases.isEmpty ? "" : "; also " + aliases.joined(separator: ", ")
    let owners =
      namingCommands && !isGeneral
      ? " [\(commands.map(\.rawValue).joined(separator: ", "))]" : ""
    let text = help + also + (defaultText.map { " (\($0))" } ?? "") + owners

    let margin = String(repeating: " ", count: Self.indent)
    var lines = head.count < Self.indent ? [head + margin.dropFirst(head.count)] : [head, margin]
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, lines.last!.count + 1 + word.count > Self.width {
        lines.append(margin)
        isEmpty = true
      }
      lines[lines.count - 1] += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines.joined(separator: "\n")
  }

  /// How wide the help is, and where the texts of the options start.
  private static let width = 80
  private static let indent = 26
}
