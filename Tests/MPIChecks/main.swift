// Checks of the MPI module, run by MPITests under mpirun. Every rank runs every check; an expectation
// that does not hold on any rank ends the job with a message and a non-zero exit code.
//
//   mpi-checks                      all checks
//   mpi-checks alone                all checks of a process that no launcher started, where MPI may start late
//   mpi-checks large                checks with more than 2^31 elements; 2 ranks, 12 GB of memory
//   mpi-checks fail RANK... | all   an error leaves the body on these ranks, the others wait
//   mpi-checks return CODE          the body returns CODE

import Foundation
import MPI

let arguments = Array(CommandLine.arguments.dropFirst())

exit(
  MPIEnvironment.run(
    requiring: .funneled, startingLate: arguments.first == "alone",
    exitCode: { _ in arguments.isEmpty ? 1 : 42 }
  ) { world in
    switch arguments.first {
    case "fail":
      if arguments[1] == "all" || arguments.dropFirst().contains(String(world.rank)) {
        throw CheckFailure(description: "this failure was asked for")
      }
      try world.barrier()
      return 0
    case "alone":
      try runChecks(aloneChecks + checks, world)
      return 0
    case "large":
      try runChecks(beyondInt32Checks, world)
      return 0
    case "return":
      return Int32(arguments[1]) ?? 1
    default:
      try runChecks(checks, world)
      return 0
    }
  })
