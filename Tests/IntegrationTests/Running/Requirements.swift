import Foundation
import MPILauncher
import Testing

/// What some tests need and not every machine has. Where it is missing they are shown as skipped, with
/// the reason.
extension Trait where Self == ConditionTrait {
  /// Files of the folder of data beside the package, which not every checkout has.
  static func needsSharedData(_ names: String...) -> Self {
    .enabled(
      if: names.allSatisfy { FileManager.default.fileExists(atPath: SharedData.path($0)) },
      "there is no \(names.map { "../shared/data/" + $0 }.joined(separator: ", "))")
  }

  /// File systems of their own, as small as a test wants.
  static var needsMounts: Self {
    .enabled("no file system can be mounted here") { try canMount.get() }
  }

  /// Limits of memory for some processes.
  static var needsMemoryGroup: Self {
    .enabled("no control group of memory can be made here") { (try? MemoryGroup()) != nil }
  }

  /// The hosts of scripts/cluster/local-cluster.
  static var needsLocalCluster: Self {
    .enabled("`scripts/cluster/local-cluster check` says why there can be no local cluster here") {
      try canHaveLocalCluster.get()
    }
  }

  static var needsPython: Self {
    .enabled("there is no python3") {
      try Scratch().execute(["python3", "--version"], timeout: 60).exitCode == 0
    }
  }

  static func needsPythonPackage(_ name: String) -> Self {
    .enabled("\(python) has no package \(name); PYTHON names another interpreter") {
      try Scratch().execute([python, "-c", "import \(name)"], timeout: 60).exitCode == 0
    }
  }

  static var needsCompiler: Self {
    .enabled("there is no C compiler named cc") {
      try Scratch().execute(["cc", "--version"], timeout: 60).exitCode == 0
    }
  }

  /// As many ranks as work on this machine in bearable time with the MPI of the build.
  static func needsRanks(_ count: Int) -> Self {
    .enabled(if: MPILauncher.mostRanks >= count, "\(MPILauncher.reason(needing: count))")
  }

  static var needsToBeNoRoot: Self {
    .enabled(if: geteuid() != 0, "root may write and read everywhere")
  }
}

/// The interpreter for tests that compare with packages of Python.
let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"

// Each is tried once, however many tests need it.
private let canMount = Result {
  try Scratch().execute(sharedMemory(megabytes: 1) + ["true"], timeout: 10).exitCode == 0
}
private let canHaveLocalCluster = Result { try LocalCluster.canRunHere() }

/// A command by which another one sees a small file system for shared memory, of its own.
func sharedMemory(megabytes: Int, isReadOnly: Bool = false) -> [String] {
  let mount = "mount -t tmpfs -o size=\(megabytes)m\(isReadOnly ? ",ro" : "") tmpfs /dev/shm"
  return ["unshare", "--mount", "sh", "-c", mount + " && exec \"$@\"", "sh"]
}
