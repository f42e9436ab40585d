import Foundation

/// What tells Open MPI that a process is the only one of its job.
///
/// It would otherwise start a daemon that could launch others and look for networks to reach them by, which takes several
/// times as long as a small program runs.
enum SoleProcess {
  /// Parameters of Open MPI by their environment variables. Other libraries do not read them.
  private static let parameters = [
    ("OMPI_MCA_ess_singleton_isolated", "1"), ("OMPI_MCA_pml", "ob1"), ("OMPI_MCA_btl", "self"),
  ]

  /// Calls `start`, with these parameters in the environment where no launcher started this process. Those that the user
  /// has set stay as they are, and programs that this one starts get none.
  static func startingMPI<Failure: Error>(
    _ start: () throws(Failure) -> Void
  ) throws(Failure) {
    let environment = ProcessInfo.processInfo.environment
    let added =
      Launcher(environment: environment).rank == nil
      ? parameters.filter { environment[$0.0] == nil } : []
    for (name, value) in added { setenv(name, value, 1) }
    defer { for (name, _) in added { unsetenv(name) } }
    try start()
  }
}
