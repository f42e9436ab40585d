import Clock
import Embeddings
import MPI

extension Shards {
  /// Puts the rows of all ranks, which are within reach, into an order. Collective.
  ///
  /// - Parameter faces: for each position the row that belongs there; the same on all ranks.
  func reorder(
    by faces: UnsafePointer<UInt32>, world: Communicator, threads: Int, cost: inout SearchCost
  ) throws(MPIError) {
    precondition(areWithinReach)
    let (count, dimension) = (layout.faces, own.dimension)
    let bytes = RowReordering.bytes(count: count, dimension: dimension)
    let shared =
      areInPlace ? try NodeSharedArray<UInt8>(uninitializedCount: bytes, on: world) : nil
    let block =
      shared.map { MemoryBlock(at: $0.pointer, bytes: bytes, of: $0) } ?? MemoryBlock(bytes: bytes)
    let reordering = RowReordering(
      of: row(0), count: count, dimension: dimension, from: faces, with: block)
    let mine = layout.range(of: world.rank)
    func waitForAll(_ cost: inout SearchCost) throws(MPIError) {
      let start = Moment.now
      try shared?.synchronize()
      try synchronize()
      cost.addWaiting(since: start)
    }

    reordering.setAside(mine, threads: threads)
    try waitForAll(&cost)
    reordering.movePieces(mine, threads: threads)
    try waitForAll(&cost)
    let cycles = try world.broadcast(world.rank == 0 ? reordering.uncutCycles() : [], from: 0)
    let ownCycles = ShardLayout(faces: cycles.count, ranks: world.size).range(of: world.rank)
    reordering.moveCycles(cycles[ownCycles], threads: threads)
    try waitForAll(&cost)
    try shared?.free()
  }
}
