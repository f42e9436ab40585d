import Embeddings
import MPI

/// Some faces with all their neighbors, found exactly; the same on all ranks.
struct RecallSample {
  typealias Face = (face: Int, neighbors: [Neighbor])

  /// The faces to which a search is fitted.
  let fitted: [Face]
  /// The faces on which the recall is measured, of which the search knows nothing.
  let measured: [Face]
  /// How many neighbors the faces have on which the recall is measured.
  let count: Int

  /// Compares some faces with all. Collective.
  ///
  /// - Parameters:
  ///   - shards: the rows as they were given.
  ///   - size: how many faces to measure on; twice as many are there to fit to.
  init(
    of shards: Shards, _ settings: SearchSettings, world: Communicator, size: Int
  ) throws(MPIError) {
    let faces = Self.faces(of: shards.layout.faces, count: 3 * size)
    self.init(try Self.compared(faces, of: shards, settings, world: world))
  }

  /// Divides faces with their neighbors into those to fit to and those to measure on.
  init(_ faces: [Face]) {
    // In turn; a sample of one face is there to be measured on.
    measured = stride(from: 0, to: faces.count, by: 3).map { faces[$0] }
    fitted = faces.indices.filter { !$0.isMultiple(of: 3) }.map { faces[$0] }
    count = measured.reduce(0) { $0 + $1.neighbors.count }
  }

  /// Faces drawn by chance, rising, no more than there are.
  ///
  /// Evenly spaced ones would all be the first of their identities where these have as many faces each.
  static func faces(of all: Int, count: Int) -> [Int] {
    guard count < all else { return Array(0..<all) }
    let shuffle = RowPermutation(count: all, seed: seed)
    return (0..<count).map { shuffle.row(at: $0) }.sorted()
  }

  /// That of no other shuffle (see `CellCenters.seeds`).
  private static let seed: UInt64 = 0x7265_636c

  /// The neighbors of some faces among all, from the usual similarity on, best first. Collective.
  ///
  /// - Parameter faces: rising.
  static func compared(
    _ faces: [Int], of shards: Shards, _ settings: SearchSettings, world: Communicator
  ) throws(MPIError) -> [Face] {
    let rows = shards.rowsAsGiven(of: world.rank)
    let values = try rows.gathered(faces, layout: shards.layout, world: world)
    let block = BlockSearch(
      rows: rows, keeping: KeptPairs(minSimilarity: settings.usualSimilarity, perFace: settings.k),
      threads: settings.threads, kernel: settings.kernel)
    // The sampled face is among its own neighbors here, so one more is kept.
    let found = block.neighbors(ofRows: values, k: settings.k, settings.usualSimilarity)
    var all: [Face] = []
    let atATime = max(1, mostGathered / (settings.k * world.size))
    for start in stride(from: 0, to: faces.count, by: atATime) {
      let part = start..<min(start + atATime, faces.count)
      for (member, list) in zip(part, try gathered(part, of: found, world: world)) {
        all.append((faces[member], best(list, of: faces[member], k: settings.k)))
      }
    }
    return all
  }

  /// How many neighbors of all ranks are in memory at a time, about.
  private static let mostGathered = 1 << 21

  /// What all ranks have found for some of the sampled faces. Collective.
  private static func gathered(
    _ members: Range<Int>, of found: CandidateLists, world: Communicator
  ) throws(MPIError) -> [[Neighbor]] {
    let counts = try world.allGather(varying: members.map { found.neighbors($0).count })
    let neighbors = try world.allGather(varying: members.flatMap { found.neighbors($0) })
    var places = neighbors.offsets
    var lists = [[Neighbor]](repeating: [], count: members.count)
    for rank in 0..<world.size {
      for (member, count) in counts[rank].enumerated() {
        lists[member] += neighbors.elements[places[rank]..<places[rank] + count]
        places[rank] += count
      }
    }
    return lists
  }

  /// The neighbors that a face keeps of what it is similar to.
  ///
  /// - Parameters:
  ///   - found: in any order, the face itself too.
  ///   - k: how many count, the face itself counted.
  static func best(_ found: [Neighbor], of face: Int, k: Int) -> [Neighbor] {
    Array(found.filter { $0.index != face }.sorted(by: >).prefix(k - 1))
  }

  /// How many of the neighbors of each face measured on are in the lists. Collective.
  ///
  /// - Parameter lists: those of this rank's faces.
  func found(in lists: NeighborLists, world: Communicator) throws(MPIError) -> [Int] {
    try world.allReduce(foundHere(in: lists), with: .sum)
  }

  /// How many of the neighbors of each face are in some lists, which have those of a part of the faces.
  func foundHere(in lists: NeighborLists) -> [Int] {
    let own = lists.firstFace..<lists.firstFace + lists.count
    return measured.map { sampled in
      guard own.contains(sampled.face) else { return 0 }
      let list = Set(lists[sampled.face - lists.firstFace])
      return sampled.neighbors.count { list.contains($0) }
    }
  }
}
