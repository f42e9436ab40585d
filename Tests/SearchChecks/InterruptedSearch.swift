import Embeddings
import MPI
import NearestNeighbors

/// A checkpoint in memory, which can make the search stop.
final class MemoryCheckpoint: SearchCheckpoint {
  /// What the search has handed over.
  private(set) var added: [ComparedPairs] = []
  let comparedPairs: [PairRectangle]
  private let saved: [(face: Int, neighbor: Neighbor)]
  /// After so many parts the search is to stop; nil: never.
  private let parts: Int?

  init(
    going on: [PairRectangle] = [], _ saved: [(face: Int, neighbor: Neighbor)] = [],
    stoppingAfter parts: Int? = nil
  ) {
    (comparedPairs, self.saved, self.parts) = (on, saved, parts)
  }

  func begin() {}

  func restore(_ faces: Range<Int>, _ keep: (_ face: Int, Neighbor) -> Void) {
    for entry in saved where faces.contains(entry.face) { keep(entry.face, entry.neighbor) }
  }

  var isDue: Bool { true }

  func add(_ collect: () -> ComparedPairs) { added.append(collect()) }

  func shouldStop() -> Bool { parts.map { added.count >= $0 } ?? false }

  /// One that goes on, on any ranks, from what this one and those of all ranks have been handed, but for the last part
  /// of several, as if it was lost. Collective.
  func next(_ world: Communicator) throws -> MemoryCheckpoint {
    let added = added.count > 1 ? added.dropLast() : added[...]
    let edges = added.flatMap {
      let (rows, columns) = ($0.rectangle.rows, $0.rectangle.columns)
      return [rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound]
    }
    let all = try world.allGather(varying: edges).elements
    let faces = try world.allGather(varying: added.flatMap(\.faces)).elements
    let neighbors = try world.allGather(varying: added.flatMap(\.neighbors)).elements
    return MemoryCheckpoint(
      going: stride(from: 0, to: all.count, by: 4).map {
        PairRectangle(rows: all[$0]..<all[$0 + 1], columns: all[$0 + 2]..<all[$0 + 3])
      }, zip(faces, neighbors).map { (Int($0), $1) })
  }
}

/// Whether an approximate search that stops on its way, in the middle of an area, and goes on, on one rank less where there are several, finds
/// what it finds when nothing stops it, without comparing anything twice. Collective.
func interruptedIsRight(world: Communicator, inPlace: Bool) throws -> Bool {
  let all = try faces(24_000, seed: 3)
  let settings = SearchSettings(k: 6, minSimilarity: 0.6, threads: 1)
  let approximate = ApproximateSearch(settings, recall: 0.9)
  func search(
    _ world: Communicator, _ checkpoint: MemoryCheckpoint?
  ) throws -> (lists: NeighborLists, cost: SearchCost, outcome: ApproximateSearch.Outcome)? {
    let shards = try shards(all, nodes: try NodeTopology(of: world), inPlace: inPlace)
    let found = try approximate.neighbors(of: shards, world: world, checkpoint: checkpoint)
    try shards.free()
    return found
  }
  let stopped = MemoryCheckpoint(stoppingAfter: 1)
  guard try search(world, stopped) == nil else { return false }
  let next = try stopped.next(world)
  let fewer = try world.split(color: world.size > 1 && world.rank == world.size - 1 ? nil : 0)
  guard let fewer else { return true }
  guard let whole = try search(fewer, nil), let rest = try search(fewer, next),
    let pairs = whole.outcome.comparedPairs, let left = rest.outcome.comparedPairs
  else { return false }
  return 0 < left && left < pairs
    && (0..<whole.lists.count).allSatisfy { whole.lists[$0].elementsEqual(rest.lists[$0]) }
}
