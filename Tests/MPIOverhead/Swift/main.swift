// What the MPI module costs beside plain C MPI: scripts/measure/mpi-overhead runs it. In one job, so that both
// have the same cores, processes and connections, batches of the two take turns; each goes first every
// other time.
//
//   mpirun -n 2 mpi-overhead [BATCHES]

import CMPIOverhead
import Foundation
import MPI

exit(
  MPIEnvironment.run { world in
    guard world.size > 1 else {
      if world.rank == 0 { print("mpi-overhead needs two ranks or more") }
      return 2
    }
    let batches = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 101
    try measureOverhead(world, batches: batches)
    return 0
  })
