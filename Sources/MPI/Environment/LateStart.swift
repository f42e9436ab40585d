import CMPI

/// MPI in a process that is alone in its world, where it starts with the first call that cannot do without.
///
/// Starting and ending Open MPI takes longer than many a small program runs, and with one rank collective operations
/// copy what they are given. One thread uses MPI, or the level of threads is ``ThreadLevel/funneled`` at most.
final class LateStart {
  private let level: ThreadLevel
  private(set) var hasStarted = false

  init(_ level: ThreadLevel) {
    self.level = level
  }

  /// Starts MPI, if it has not been started. A process for which it cannot start ends.
  func start() {
    if hasStarted { return }
    hasStarted = true
    MPIEnvironment.startLate(level)
  }
}

extension SoleProcess {
  /// Parts of names by which variables of launchers begin, of those too whose ranks are not understood here.
  private static let launcherPrefixes = [
    "ALPS_", "FLUX_", "HYDI_", "HYDRA_", "JSM_", "MPI_", "MPIRUN_", "MV2_", "OMPI_COMM_",
    "OMPI_UNIVERSE_",
    "PALS_", "PMI", "PRTE_",
  ]

  /// Whether a process with such an environment is alone for certain, without asking MPI: Open MPI's, since others may
  /// have ways to tell a process of its rank that leave no trace in the environment, and started by no launcher.
  static func isCertain(in environment: [String: String], library: String) -> Bool {
    library.hasPrefix("Open MPI") && Launcher(environment: environment).rank == nil
      && !environment.keys.contains { name in launcherPrefixes.contains { name.hasPrefix($0) } }
  }
}
