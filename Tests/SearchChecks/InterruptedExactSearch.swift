import Embeddings
import MPI
import NearestNeighbors

extension PairRectangle {
  /// The pairs of two different faces that it holds, each counted once, whatever its order.
  fileprivate var pairCount: Int {
    let shared = rows.clamped(to: columns).count
    return rows.count * columns.count - shared * (shared + 1) / 2
  }

  /// Whether it holds a pair of two different faces that another one holds.
  fileprivate func sharesPairs(with other: PairRectangle) -> Bool {
    func meet(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
      !a.isEmpty && !b.isEmpty && !(a.count == 1 && a == b)
    }
    return meet(rows.clamped(to: other.rows), columns.clamped(to: other.columns))
      || meet(rows.clamped(to: other.columns), columns.clamped(to: other.rows))
  }
}

/// Whether an exact search as it is by default, by codes and in an order of groups, that stops on its way
/// and goes on, on one rank less where there are several, finds what it finds when nothing stops it, and
/// compares each pair once in both runs together. Collective.
func interruptedExactIsRight(world: Communicator, inPlace: Bool) throws -> Bool {
  let all = try faces(24_000, seed: 5)
  let search = RingSearch(SearchSettings(k: 6, minSimilarity: 0.6, threads: 1))
  func lists(_ world: Communicator, _ checkpoint: MemoryCheckpoint?) throws -> NeighborLists? {
    let shards = try shards(all, nodes: try NodeTopology(of: world), inPlace: inPlace)
    let found = try search.neighbors(of: shards, world: world, checkpoint: checkpoint)
    try shards.free()
    return found?.lists
  }
  let stopped = MemoryCheckpoint(stoppingAfter: 1)
  guard try lists(world, stopped) == nil else { return false }
  let next = try stopped.next(world)
  let fewer = try world.split(color: world.size > 1 && world.rank == world.size - 1 ? nil : 0)
  guard let fewer else { return true }
  guard let whole = try lists(fewer, nil), let rest = try lists(fewer, next) else { return false }
  let edges = next.added.map(\.rectangle).flatMap {
    [$0.rows.lowerBound, $0.rows.upperBound, $0.columns.lowerBound, $0.columns.upperBound]
  }
  let gathered = try fewer.allGather(varying: edges).elements
  let later = stride(from: 0, to: gathered.count, by: 4).map {
    PairRectangle(
      rows: gathered[$0]..<gathered[$0 + 1], columns: gathered[$0 + 2]..<gathered[$0 + 3])
  }
  let compared = (next.comparedPairs + later).filter { $0.pairCount > 0 }
  let areDisjoint = compared.indices.allSatisfy { place in
    compared[..<place].allSatisfy { !$0.sharesPairs(with: compared[place]) }
  }
  let counts = [next.comparedPairs, later].map { $0.reduce(0) { $0 + $1.pairCount } }
  return areDisjoint && counts[0] > 0 && counts[1] > 0
    && counts[0] + counts[1] == all.rows * (all.rows - 1) / 2
    && (0..<whole.count).allSatisfy { whole[$0].elementsEqual(rest[$0]) }
}
