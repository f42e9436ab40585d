import FaceClustering
import Foundation
import MPI
import ProgramArguments
import Storage

/// What the program does without starting MPI: it helps, evaluates, plans, and refuses wrong command lines.
///
/// Each rank that a launcher has started does so by itself; one of them speaks.
struct LocalProgram {
  let launcher: Launcher

  var isFirst: Bool { launcher.rank ?? 0 == 0 }

  /// Runs what needs no MPI.
  ///
  /// - Returns: the exit code; nil for a command that needs MPI.
  func run(_ line: Arguments) -> Int32? {
    do {
      if line.wantsHelp {
        try print(line.help)
      } else if line.wantsVersion {
        try print("face-cluster-mpi \(programVersion)")
      } else if line.command == .evaluate {
        try print(evaluation(line))
      } else if line.command == .plan {
        try print(forecast(line))
      } else {
        return nil
      }
      return 0
    } catch {
      return end(with: error)
    }
  }

  /// Whether a rank may end before MPI is started although others may start it.
  var canRefuseAlone: Bool { launcher.rank == nil || launcher.endsAllRanksWithOne }

  /// Tells why the command line is refused.
  ///
  /// - Returns: the exit code.
  func refuse(_ failure: Failure) -> Int32 {
    let code = end(with: failure)
    // Nobody else has told it where this rank's command line alone is wrong.
    if let rank = launcher.rank, rank > 0, launcher.isFirstRankHere() {
      StandardStream.tell(error: "rank \(rank) was given other options than rank 0: \(failure)")
    }
    return code
  }

  /// Refuses to start MPI where the system limits the memory of this process to too little for it.
  ///
  /// - Returns: the exit code; nil where there is enough.
  func refuseWithoutMemoryForMPI(_ signals: StopSignals) -> Int32? {
    do throws(Failure) {
      try MemoryLimit.requireRoomForMPI(localRanks: launcher.localRanks ?? 1)
      return nil
    } catch {
      signals.runIsEnding()
      // The first rank speaks, and the launcher ends the others meanwhile, unless it has no such limit. Where
      // launchers end no others, the first rank of a host speaks for all there.
      if !isFirst { Thread.sleep(forTimeInterval: 3) }
      return end(
        with: error,
        speaking: isFirst || launcher.endsAllRanksWithOne || launcher.localRank ?? 0 == 0)
    }
  }

  /// Notices that a launcher of another MPI has started one run for each rank that it was to start, all
  /// of which would write the same files.
  ///
  /// - Returns: the exit code; nil where nothing is wrong.
  func refuseSeparateRuns(worldSize: Int) -> Int32? {
    guard let separate = launcher.separateRuns(worldSize: worldSize) else { return nil }
    let unset = separate.variables.map { "-u \($0)" }.joined(separator: " ")
    let failure = Failure(
      .commandLine,
      "the launcher started several ranks (\(separate.evidence)), but each is a run of its own that "
        + "would overwrite the others' files: this program was built with "
        + "\(MPIEnvironment.libraryVersion.prefix { $0 != "," }), which does not know that launcher; start it by the mpirun "
        + "of that MPI, under Slurm by a plugin that both know (srun --mpi=list; Open MPI: "
        + "--mpi=pmix), or build it with the launcher's MPI (MPI_PKG_CONFIG); a run that is meant to "
        + "have one rank: env \(unset) face-cluster-mpi …")
    return end(with: failure, speaking: separate.isFirst)
  }

  /// Tells the failure if this rank is to speak; the others wait, so that the launcher does not end the
  /// one that speaks before it has.
  private func end(with failure: Failure, speaking: Bool? = nil) -> Int32 {
    if speaking ?? isFirst {
      StandardStream.tell(error: "\(failure)")
    } else {
      let secondsToSpeak = 1.0
      Thread.sleep(forTimeInterval: secondsToSpeak)
    }
    return failure.kind.rawValue
  }

  /// Prints a result, on the first rank.
  private func print(_ result: String) throws(Failure) {
    if isFirst { try StandardStream.print(result) }
  }
}

extension StandardStream {
  /// Prints a result.
  ///
  /// - Throws: `Failure` when it could not be written.
  static func print(_ result: String) throws(Failure) {
    do throws(FileError) {
      try write(result + "\n")
    } catch {
      throw Failure(.whileRunning, error.description)
    }
  }
}
