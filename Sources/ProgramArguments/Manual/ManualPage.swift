import FaceClustering
import Foundation

/// The help as a page of the manual, in the language of roff.
struct ManualPage {
  private(set) var text = ""

  init() {
    text = ".TH FACE-CLUSTER-MPI 1 \"\" \"face-cluster-mpi \(programVersion)\" \"User Commands\"\n"
    add(section: "NAME")
    line("face\\-cluster\\-mpi \\- clusters face embeddings by identity, on one machine or many")
    add(section: "SYNOPSIS")
    for command in Command.allCases {
      for call in command.usage.call.components(separatedBy: " | generate ") {
        let isSecond = !command.usage.call.hasPrefix(call)
        let words = (isSecond ? "generate " : "") + call
        line(".B face\\-cluster\\-mpi")
        line(Self.escaped(words) + " [\\fIoptions\\fR]")
        line(".br")
      }
    }
    add(section: "DESCRIPTION")
    line(
      "Finds the k nearest neighbors of all faces, and the clusters of that graph. Run it by "
        + "\\fBmpirun\\fR(1) on any number of ranks; the labels are the same for any. Options may stand "
        + "anywhere; what follows \\-\\- is a file, whatever its name. "
        + Self.escaped(Arguments.listAdvice))
    for command in Command.allCases {
      line(".TP")
      line("\\fB\(command.rawValue)\\fR")
      line(Self.escaped(command.usage.purpose) + ".")
    }
    add(section: "OPTIONS")
    for (title, options) in ProgramOption.subjects {
      line(".SS " + title)
      for option in options { add(option) }
    }
    add(section: "EXIT STATUS")
    for (code, meaning) in Arguments.exitCodes {
      line(".TP")
      line("\\fB\(code)\\fR")
      line(Self.escaped(meaning) + ".")
    }
    add(section: "EXAMPLES")
    for example in Arguments.examples {
      line(".nf")
      line(Self.escaped(example))
      line(".fi")
    }
    line(".PP")
    line(Self.escaped(Arguments.launchAdvice))
    add(section: "SEE ALSO")
    line("\\fBmpirun\\fR(1)")
  }

  private mutating func add(section: String) { line(".SH " + section) }

  private mutating func add(_ option: ProgramOption) {
    line(".TP")
    let names = ([option.name] + option.aliases).map { "\\fB\(Self.escaped($0))\\fR" }
    let value = option.placeholder.map { " \\fI\(Self.escaped($0))\\fR" } ?? ""
    line(names.joined(separator: ", ") + value)
    let isGeneral = option.commands.count == Command.allCases.count
    let owners =
      isGeneral ? "" : " [" + option.commands.map(\.rawValue).joined(separator: ", ") + "]"
    line(
      Self.escaped(option.help + (option.defaultText.map { " (default: \($0))" } ?? "") + owners))
  }

  private mutating func line(_ line: String) { text += line + "\n" }

  /// A text as roff prints it: hyphens as they are typed, and no line that begins as a request does.
  static func escaped(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return escaped.first == "." || escaped.first == "'" ? "\\&" + escaped : escaped
  }
}
