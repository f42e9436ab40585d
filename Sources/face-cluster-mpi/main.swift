import FaceClustering
import Foundation
import MPI
import NearestNeighbors
import ProgramArguments
import Storage

StandardStream.prepare()

let local = LocalProgram(launcher: Launcher())
let line: Arguments
var refusal: Failure?
do throws(Failure) {
  line = try Arguments(processWords())
} catch {
  if local.canRefuseAlone { exit(local.refuse(error)) }
  // Told once all ranks are there: the launcher would let the others wait for this one.
  (line, refusal) = (Arguments(), error)
}
let signals = StopSignals()
MemoryExhaustion.endInsteadOfAborting(signals)

if refusal == nil, let code = local.run(line) { exit(code) }

// Before MPI starts: it may replace the process.
if line.searchesNeighbors { BLASCore.takeFastest() }
if let code = local.refuseWithoutMemoryForMPI(signals) { exit(code) }

exit(
  MPIEnvironment.run(requiring: .funneled, message: { "\($0)".printable() }) { world in
    if let code = local.refuseSeparateRuns(worldSize: world.size) { return code }
    do {
      try world.requireSame(Array(CommandLine.arguments.dropFirst()))
      if let refusal { throw refusal }
      try Program(world: world, line: line, signals: signals).run()
      return 0
    } catch let failure as Failure {
      signals.runIsEnding()
      if world.rank == 0 { StandardStream.tell(error: "\(failure)") }
      return failure.kind.rawValue
    }
  })
