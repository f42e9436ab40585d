import Embeddings
import MPI

/// Some faces with all their neighbors, found exactly; the same on all ranks.
struct RecallSample {
  typealias Face = (face: Int, neighbors: [Neighbor])

  /// The faces to which a search is fitted.
  let fitted: [Face]
  /// Held-out faces on which the recall is measured.
  let measured: [Face]
  /// The neighbors of the faces on which the recall is measured.
  let count: Int

  /// Compares evenly spaced faces with all. Collective.
  ///
  /// - Parameters:
  ///   - shards: the rows as they were given.
  ///   - size: how many faces to fit to, and as many to measure on.
  init(
    of shards: Shards, _ settings: SearchSettings, world: Communicator, size: Int
  ) throws(MPIError) {
    let (rows, layout) = (shards.rowsAsGiven(of: world.rank), shards.layout)
    let size = min(2 * size, layout.faces)
    let members = (0..<size).map { $0 * layout.faces / size }
    let values = try rows.gathered(members, layout: layout, world: world)
    let block = BlockSearch(
      rows: rows, minSimilarity: settings.minSimilarity, threads: settings.threads,
      kernel: settings.kernel)
    // The sampled face is among its own neighbors here, so one more is kept.
    let found = block.neighbors(ofRows: values, k: settings.k, settings.minSimilarity)
    let counts = try world.allGather(varying: (0..<size).map { found.neighbors($0).count })
    let neighbors = try world.allGather(varying: (0..<size).flatMap { found.neighbors($0) })
    var places = neighbors.offsets
    var lists = [[Neighbor]](repeating: [], count: size)
    for rank in 0..<world.size {
      for member in 0..<size {
        let count = counts[rank][counts[rank].startIndex + member]
        lists[member] += neighbors.elements[places[rank]..<places[rank] + count]
        places[rank] += count
      }
    }
    let faces: [Face] = zip(members, lists).map { face, list in
      (face, Array(list.filter { $0.index != face }.sorted(by: >).prefix(settings.k - 1)))
    }
    // In turn; a sample of one face is there to be measured on.
    measured = faces.indices.filter { $0 % 2 == 0 }.map { faces[$0] }
    fitted = faces.indices.filter { $0 % 2 == 1 }.map { faces[$0] }
    count = measured.reduce(0) { $0 + $1.neighbors.count }
  }

  /// How many of the neighbors are in the lists. Collective.
  ///
  /// - Parameter lists: those of this rank's faces.
  func found(in lists: NeighborLists, world: Communicator) throws(MPIError) -> Int {
    let own = lists.firstFace..<lists.firstFace + lists.count
    let found = measured.reduce(0) { sum, sampled in
      guard own.contains(sampled.face) else { return sum }
      let list = Set(lists[sampled.face - lists.firstFace])
      return sum + sampled.neighbors.count { list.contains($0) }
    }
    return try world.allReduce(found, with: .sum)
  }
}
