import Foundation
import MPI

struct Edge: MPIFixedLayout {
  var source, target: UInt32
  var weight: Float
}

exit(
  MPIEnvironment.run { world in
    let numbers = try world.allReduce([1, 2, 3], with: .sum)
    let edges = try world.allGather(varying: [Edge(source: 0, target: 1, weight: 0.5)])
    let request = try world.immediateSend(
      MPIBuffer([world.rank]), to: (world.rank + 1) % world.size)
    let previous = (world.rank + world.size - 1) % world.size
    let received = try world.receive(Int.self, from: previous).elements
    try request.wait()
    if world.rank == 0 {
      print(
        "\(world.size) ranks: \(numbers.map { $0 / world.size }), \(edges.elements.count) edges, \(received)"
      )
    }
    return 0
  })
