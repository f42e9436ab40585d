import Embeddings
import MPI

/// The exact nearest neighbors of all faces, whose rows are spread over the ranks.
///
/// Shards go round a ring (see `RingSchedule`). A rank first compares its own shard with itself. Then
/// shards visit, and with them what each face's list still accepts; what a visit yields for the
/// visitor's faces goes straight back to their own rank, where it is merged. All messages are under
/// way while the next block is computed. Where all ranks share a node shards are read in place.
///
/// Many faces are brought into an order first in which faces alike follow each other (see
/// `FaceOrder`); the ring then goes by positions in that order.
///
/// With a checkpoint a rank leaves out what earlier searches have compared, but the ring and its
/// messages stay the same.
public struct RingSearch {
  /// What is searched, and by what means.
  public let settings: SearchSettings

  /// A search by these settings.
  public init(_ settings: SearchSettings) { self.settings = settings }

  /// Searches the neighbors of this rank's faces among all faces. Collective.
  ///
  /// - Parameters:
  ///   - shards: the rows, normalized; each rank has written its own. The search may put other faces
  ///     in their place.
  ///   - checkpoint: what to go on from and to report to; on all ranks or on none.
  ///   - progress: told now and then which share of a phase is done on this rank, 0…1.
  /// - Returns: nil, on all ranks, if the checkpoint of any rank made the search stop.
  public func neighbors(
    of shards: Shards, world: Communicator, checkpoint: (any SearchCheckpoint)? = nil,
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) throws(MPIError) -> (lists: NeighborLists, cost: SearchCost)? {
    var cost = SearchCost()
    let faces =
      try settings.bringsInOrder(shards, isApproximate: false, world: world)
      ? try RingFaces(
        reordering: shards, isApproximate: false, world: world, settings: settings, cost: &cost
      ) { progress(.ordering, $0) } : RingFaces(asGiven: shards)
    let lists = try Ring.neighbors(
      of: faces, settings, Ring.Pairs(checkpoint: checkpoint), world: world, cost: &cost
    ) { progress(.comparing, $0) }
    return lists.map { ($0, cost) }
  }
}
