import Foundation

/// How tests start ranks on this machine: by `scripts/mpirun`, which knows the settings of each MPI.
public enum MPILauncher {
  private static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The script that takes the place of `mpirun`.
  public static let path = package.appendingPathComponent("scripts/mpirun").path

  /// The words of a command line that start a program, which follows them, on so many ranks.
  public static func command(ranks: Int) -> [String] { [path, "-n", String(ranks)] }

  /// Whether the launcher is that of MPICH (Hydra).
  public static let isHydra: Bool = {
    let launcher = Process()
    launcher.executableURL = URL(fileURLWithPath: path)
    launcher.arguments = ["--version"]
    let output = Pipe()
    (launcher.standardOutput, launcher.standardError) = (output, output)
    guard (try? launcher.run()) != nil else { return false }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    launcher.waitUntilExit()
    return text.contains("HYDRA")
  }()

  /// The most ranks on which tests can let the program work here. Ranks of MPICH keep their core while
  /// they wait, so that more ranks than cores take minutes for what takes a second else.
  public static let mostRanks =
    isHydra ? max(2, ProcessInfo.processInfo.activeProcessorCount) : Int.max

  /// Why tests on so many ranks are skipped.
  public static func reason(needing ranks: Int) -> String {
    "ranks of MPICH keep their core while they wait, and \(ranks) of them have \(mostRanks) cores"
  }

  /// A program of this package, which is built into the folder of the test bundle.
  public static func builtProgram(_ name: String) -> URL {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
    let folder =
      bundle.bundlePath.hasSuffix(".xctest")
      ? bundle.bundleURL.deletingLastPathComponent() : bundle.bundleURL
    return folder.appendingPathComponent(name)
  }

  /// What a shell that a launcher has started expands to the number of its rank: Open MPI tells it
  /// in one variable, MPICH in the other.
  public static let rankInShell = "${OMPI_COMM_WORLD_RANK:-$PMI_RANK}"
}
