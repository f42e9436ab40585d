import FaceClustering
import Foundation

/// One option of the command line, as the parser, `--help` and a test of the README know it.
struct CommandLineOption: Sendable {
  let name: String
  /// What stands for the value in the help; nil for a switch.
  let value: String?
  let help: String
  let commands: [Command]
  let apply: @Sendable (inout CommandLine, String) throws(Failure) -> Void

  /// The line of the help: with the commands, unless all have the option.
  func helpLine(namingCommands: Bool) -> String {
    let head = "  \(name)\(value.map { " " + $0 } ?? "")"
    let isGeneral = commands.count == Command.allCases.count
    let owners =
      namingCommands && !isGeneral
      ? " [\(commands.map(\.rawValue).joined(separator: ", "))]" : ""
    return head.padding(toLength: max(26, head.count + 1), withPad: " ", startingAt: 0)
      + help + owners
  }

  /// The value of an option that must be an integer in a range.
  static func integer(
    _ name: String, _ text: String, in range: ClosedRange<Int>
  ) throws(Failure) -> Int {
    guard let value = Int(text), range.contains(value) else {
      throw Failure(
        .commandLine,
        "\(name) must be an integer from \(range.lowerBound) to \(range.upperBound), not \"\(text)\""
      )
    }
    return value
  }

  /// The value of an option that must be one of some names.
  static func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ text: String
  ) throws(Failure) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: " or ")
      throw Failure(.commandLine, "\(name) must be \(names), not \"\(text)\"")
    }
    return choice
  }

  /// The value of an option that must be a number from 0 to 1.
  static func share(_ name: String, _ text: String) throws(Failure) -> Double {
    guard let value = Double(text), value >= 0, value <= 1 else {
      throw Failure(.commandLine, "\(name) must be a number from 0 to 1, not \"\(text)\"")
    }
    return value
  }
}
