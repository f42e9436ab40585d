import Foundation

/// The connection between this process and the launcher of MPICH, Hydra, or another that is made of it, by which
/// the launcher learns with which exit code a run ends whose ranks do not end MPI.
///
/// A process that ends closes its connection a moment before the system says with which code it ended. Hydra, which
/// then ends all other ranks, often takes its code for 0 (version 4.0 of MPICH), and a batch system a run that was
/// stopped for one that is done. So the process says its code first, as `MPI_Abort` does, but without MPI: any thread
/// may do that at any time. The words are those of version 1 of PMI (Balaji et al.: "PMI: A Scalable Parallel
/// Process-Management Interface for Extreme-Scale Systems", EuroMPI 2010).
package struct LauncherConnection: Sendable {
  /// A copy of its own, which stays open when MPI ends; nil under other launchers.
  private let socket: Int32?

  /// Takes the connection from the environment of the process. To be made before MPI starts, once in a process.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    // Slurm, which has the first variable too, speaks version 2.
    guard let text = environment["PMI_FD"], let descriptor = Int32(text),
      environment["HYDI_CONTROL_FD"] != nil || environment["MPI_LOCALNRANKS"] != nil
    else {
      socket = nil
      return
    }
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    socket = copy >= 0 ? copy : nil
  }

  /// Ends all ranks, and the launcher with an exit code. To be called while MPI runs, by a process that then ends.
  /// Does nothing under other launchers.
  package func endRun(exitCode: Int32) {
    guard let socket else { return }
    let words = Array("cmd=abort exitcode=\(exitCode)\n".utf8)
    // Where the launcher has gone, nobody is left to be told.
    _ = send(socket, words, words.count, Int32(MSG_NOSIGNAL))
  }
}
