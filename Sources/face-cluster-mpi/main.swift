import FaceClustering
import Foundation
import MPI
import NearestNeighbors
import Storage

StandardStream.prepare()

// Before MPI starts: it may replace the process.
BLASCore.takeFastest()

let signals = StopSignals()

let arguments = Array(ProcessInfo.processInfo.arguments.dropFirst())

exit(
  MPIEnvironment.run(requiring: .funneled) { world in
    do {
      try world.requireSame(arguments.joined(separator: " "))
      let line = try world.agree(.commandLine) { try CommandLine(arguments) }
      try Program(world: world, line: line, signals: signals).run()
      return 0
    } catch let failure as Failure {
      signals.runIsEnding()
      if world.rank == 0 {
        StandardStream.tell("error: \(failure)\n")
      }
      return failure.kind.rawValue
    }
  })
