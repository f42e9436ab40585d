import Embeddings
import MPI
import NearestNeighbors

extension Source {
  /// Reads the faces of all ranks once more, when there are clusters already. Collective.
  ///
  /// - Throws: `Failure` where a file cannot be read or has other faces than the graph, the same on all ranks, or
  ///   `MPIError`.
  func readAgain(_ layout: ShardLayout, nodes: NodeTopology, threads: Int) throws -> Shards {
    let world = nodes.all
    let shards = try Shards(layout: layout, dimension: dimension, nodes: nodes, inPlace: false)
    let own = Result {
      let sum = try read(layout.range(of: world.rank), into: shards.own, threads: threads).all
      try checkUnchanged()
      return sum
    }
    // Who has read the own faces keeps no core from those who still do.
    try world.sleepingBarrier()
    let part = try world.agree { try own.get() }
    let sum = try world.allReduce(part, with: .sum)
    try world.agree { try check(checksum: sum) }
    return shards
  }
}
