import FaceClustering
import Foundation

extension Arguments {
  /// The help of the command that was named, or of all: what to print for ``wantsHelp``.
  package var help: String {
    switch helpForm {
    case .text: textOfHelp
    case .man: String(ManualPage().text.dropLast())
    case .bash: Completions.bash
    case .zsh: Completions.zsh
    }
  }

  private var textOfHelp: String {
    let shown = namesCommand ? [command] : Command.allCases
    let commands = shown.map {
      "  face-cluster-mpi \($0.usage.call)\n      \($0.usage.purpose)"
    }
    let subjects = ProgramOption.subjects.compactMap { subject -> String? in
      let options = subject.options.filter { $0.commands.contains(where: shown.contains) }
      guard !options.isEmpty else { return nil }
      let lines = options.map { $0.helpLines(namingCommands: !namesCommand) }
      return "\(subject.title):\n" + lines.joined(separator: "\n")
    }
    return """
      Clusters face embeddings by identity: exact k nearest neighbors, then Infomap.

      \(commands.joined(separator: "\n"))

      Options may stand anywhere; what follows -- is a file, whatever its name.
      \(shown.contains(where: \.takesFaces) ? Self.listAdvice + "\n" : "")
      \(subjects.joined(separator: "\n\n"))

      Examples:
      \(Self.examples.map { "  " + $0 }.joined(separator: "\n"))
      \(Self.launchAdvice)

      Exit codes:
      \(Self.exitCodes.map { "  \($0)".padding(toLength: 5, withPad: " ", startingAt: 0) + $1 }
        .joined(separator: "\n"))
      """
  }

  /// What may stand in place of files of faces.
  static let listAdvice =
    "FEATURES, NEW and OLD are files of faces, or @LIST: a text that names one a line."

  static let examples = [
    "mpirun -np 8 face-cluster-mpi faces.npy --out labels.txt",
    "mpirun -np 8 face-cluster-mpi faces.bin --dim 512 --k 50 --min-sim 0.65 --truth truth.txt",
    "face-cluster-mpi infomap network.net --out network.clu",
    "face-cluster-mpi plan --faces 10000000 --dim 512 --ranks 16 --ranks-per-node 2",
  ]

  /// What launchers want besides, in some places.
  static let launchAdvice = """
    Where there are fewer cores than ranks, mpirun of Open MPI wants --oversubscribe before
    the program's name, and as root --allow-run-as-root.
    """

  static let exitCodes = [
    (0, "done"), (1, "failed while running"), (2, "the command line is wrong"),
    (3, "the input is bad"), (4, "it does not fit in memory"),
    (75, "stopped by a signal with the progress saved (--checkpoint); the same command goes on"),
  ]
}
