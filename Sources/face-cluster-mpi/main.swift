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
// Before MPI and threads start: it may replace the process.
if refusal == nil, line.searchesNeighbors, !line.wantsHelp, !line.wantsVersion {
  BLASCore.takeFastest()
}
let signals: StopSignals
do throws(Failure) {
  signals = try StopSignals(arguments: Array(CommandLine.arguments.dropFirst()))
} catch {
  exit(local.refuse(error))
}
MemoryExhaustion.endInsteadOfAborting(signals)

if refusal == nil, let code = local.run(line) { exit(code) }

if let code = local.refuseWithoutMemoryForMPI(signals) { exit(code) }

let startWatch = StartWatch(timeout: line.options.stallTimeout, signals: signals)
/// What is said of an error, as one line.
func printable(_ error: any Error) -> String { "\(error)".printable() }

// A network that one rank searches needs MPI only where there are others.
let mayBeAlone = line.command == .infomap && line.options.infomap == .root
let exitCode = MPIEnvironment.run(
  requiring: .funneled, startingLate: mayBeAlone, message: printable
) { world in
  if let code = local.refuseSeparateRuns(worldSize: world.size) { return code }
  do {
    signals.enter(rank: world.rank)
    // Its ranks do not watch each other.
    if line.command == .generate { startWatch.end() }
    try world.requireSame(Array(CommandLine.arguments.dropFirst()))
    // What a rank finds of files that are named in lists may differ.
    try world.agree { if let refusal { throw refusal } }
    try world.requireSame(line.files + line.knownFaces)
    try Program(world: world, line: line, signals: signals).run()
    // Too late for a signal to end what is done.
    signals.runIsEnding()
    return 0
  } catch let failure as Failure {
    signals.runIsEnding()
    if world.rank == 0 { StandardStream.tell(error: "\(failure)") }
    return failure.kind.rawValue
  } catch let error as MPIError {
    // The error is said, and ends the job, where it is thrown to.
    signals.waitForWhoeverKnowsWhy()
    throw error
  }
}
// What libraries do at the end of a process would only give a signal time to stop it, which nobody would notice.
fflush(nil)
signals.mpiHasEnded()
_exit(exitCode)
