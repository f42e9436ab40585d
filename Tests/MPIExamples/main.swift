// Examples of the MPI module, which MPITests runs and Sources/MPI/MPI.docc explains.
//
//   mpirun -n 4 mpi-examples ring     a token goes around
//   mpirun -n 4 mpi-examples sums     numbers that lie on all ranks are summed up
//   mpirun -n 4 mpi-examples halo     heat spreads over a plate that is cut into blocks
//   mpirun -n 4 mpi-examples shared   the ranks of a node fill one table and read it

import Foundation
import MPI

let examples: [String: (Communicator) throws -> Void] = [
  "ring": passToken, "sums": sumUp, "halo": spreadHeat, "shared": shareTable,
]

exit(
  MPIEnvironment.run(requiring: .funneled) { world in
    guard let name = CommandLine.arguments.dropFirst().first, let example = examples[name] else {
      if world.rank == 0 { print("mpi-examples \(examples.keys.sorted().joined(separator: "|"))") }
      return 2
    }
    try example(world)
    return 0
  })
