import FaceClustering
import Foundation
import MPI
import ProgramArguments
import Storage

/// Runs the commands that need MPI. Rank 0 alone prints.
struct Program {
  let world: Communicator
  let line: Arguments
  let signals: StopSignals
  let printer = ProgressPrinter()

  init(world: Communicator, line: Arguments, signals: StopSignals) {
    self.world = world
    self.line = line
    self.signals = signals
  }

  /// What all commands that ranks run together have in common.
  var session: RunSession {
    RunSession(
      world: world, signals: signals,
      observer: .init(
        progress: { if line.verbosity != .quiet { printer.show($0, $1) } },
        note: { if line.verbosity == .verbose { printer.line($0) } },
        warning: { if line.verbosity != .quiet { printer.line("warning: " + $0) } }))
  }

  func run() throws {
    let threads = line.options.threads ?? ProcessInfo.processInfo.activeProcessorCount
    try world.agree { try MemoryLimit.requireRoom(threads: threads) }
    switch line.command {
    case .cluster, .knn, .compare: try cluster()
    case .calibrate: try calibrate()
    case .sweep: try sweep()
    case .infomap: try infomap()
    case .assign: try assign()
    case .update: try update()
    case .generate: try generate()
    case .evaluate, .plan: preconditionFailure("it needs no MPI")
    }
  }

  /// Runs a command that is no work for more than one rank.
  func onRoot(_ body: () throws -> Void) throws {
    try world.agree { if world.rank == 0 { try body() } }
  }

  /// Prints a result: on standard error if a file of the run goes to standard output, which is to hold
  /// nothing else.
  ///
  /// - Throws: `Failure` when it could not be written.
  func output(_ result: String) throws(Failure) {
    let named = [line.out, line.sweep.csv, line.sweep.svg].compactMap { $0 }
    let files = named + line.options.outputs.map(\.path) + line.network.outputs.map(\.path)
    guard !files.contains(where: StandardStream.isOutput) else {
      return StandardStream.tell(result + "\n")
    }
    try StandardStream.print(result)
  }

  /// What is wrong with a file that an option names is wrong with the command line.
  func asCommandLine(_ body: () throws -> Void) throws {
    do { try body() } catch let error as FileError { throw Failure(.commandLine, "\(error)") }
  }
}
