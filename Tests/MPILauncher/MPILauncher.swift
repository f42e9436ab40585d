import Foundation

/// How tests start ranks on this machine: by `scripts/mpirun`, which knows the settings of each MPI.
public enum MPILauncher {
  private static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The script that takes the place of `mpirun`.
  public static let path = package.appendingPathComponent("scripts/mpirun").path

  /// The words of a command line that start a program, which follows them, on so many ranks.
  public static func command(ranks: Int) -> [String] { [path, "-n", String(ranks)] }

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
