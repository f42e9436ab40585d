import FaceClustering
import MPI
import Storage

/// Runs the commands. Rank 0 alone prints.
struct Program {
  let world: Communicator
  let line: CommandLine
  let signals: StopSignals
  let printer = ProgressPrinter()

  init(world: Communicator, line: CommandLine, signals: StopSignals) {
    self.world = world
    self.line = line
    self.signals = signals
  }

  func run() throws {
    if line.wantsHelp || line.wantsVersion {
      return try onRoot {
        try output(line.wantsHelp ? line.help : "face-cluster-mpi \(programVersion)")
      }
    }
    switch line.command {
    case .cluster, .knn: try cluster()
    case .infomap: try infomap()
    case .evaluate: try onRoot(evaluate)
    case .generate: try generate()
    }
  }

  /// Runs a command that is no work for more than one rank.
  func onRoot(_ body: () throws -> Void) throws {
    try world.agree { if world.rank == 0 { try body() } }
  }

  /// Prints a result.
  ///
  /// - Throws: `Failure` when it could not be written.
  func output(_ result: String) throws(Failure) {
    do throws(FileError) {
      try StandardStream.write(result + "\n")
    } catch {
      throw Failure(.whileRunning, error.description)
    }
  }

  /// What is wrong with a file that an option names is wrong with the command line.
  func asCommandLine(_ body: () throws(FileError) -> Void) throws(Failure) {
    do throws(FileError) { try body() } catch { throw Failure(.commandLine, "\(error)") }
  }
}
