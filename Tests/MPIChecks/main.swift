import Foundation
import MPI

exit(
  MPIEnvironment.run { world in
    let x = try world.allGather(varying: [Int](repeating: world.rank, count: 10 * world.rank))
    let s = try world.allReduce([Int](repeating: world.rank, count: 20), with: .sum)
    let t = try world.sendReceive(
      [Int](0..<30), to: (world.rank + 1) % world.size,
      from: (world.rank + world.size - 1) % world.size)
    if world.rank == 0 { print(MPIEnvironment.libraryVersion, x.elements.count, s, t.count) }
    return 0
  })
