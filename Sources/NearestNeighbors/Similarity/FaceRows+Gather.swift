import Embeddings
import MPI

extension FaceRows {
  /// The rows of some faces of any ranks, in rising order, on all ranks. Collective.
  package func gathered(
    _ faces: [Int], layout: ShardLayout, world: Communicator
  ) throws(MPIError) -> [Float] {
    let range = layout.range(of: world.rank)
    let mine = faces.filter(range.contains).map { UInt32($0 - range.lowerBound) }
    return try world.allGather(varying: copied(mine)).elements
  }
}
