import Embeddings
import MPI

/// Some faces with all their neighbors, found exactly; the same on all ranks.
struct RecallSample {
  typealias Face = (face: Int, neighbors: [Neighbor])

  /// The faces to which a search is fitted.
  let fitted: [Face]
  /// Held-out faces on which the recall is measured.
  let measured: [Face]
  /// How many neighbors the faces have on which the recall is measured.
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
    let members = Self.faces(of: layout.faces, count: 2 * size)
    let size = members.count
    let least = settings.usualSimilarity
    let values = try rows.gathered(members, layout: layout, world: world)
    let block = BlockSearch(
      rows: rows, keeping: KeptPairs(minSimilarity: least, perFace: settings.k),
      threads: settings.threads, kernel: settings.kernel)
    // The sampled face is among its own neighbors here, so one more is kept.
    let found = block.neighbors(ofRows: values, k: settings.k, least)
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
    self.init(zip(members, lists).map { ($0, $1) }, k: settings.k)
  }

  /// Evenly spaced faces, no more than there are.
  static func faces(of all: Int, count: Int) -> [Int] {
    let count = min(count, all)
    return (0..<count).map { $0 * all / count }
  }

  /// Divides sampled faces into those to fit to and those to measure on.
  ///
  /// - Parameters:
  ///   - found: for each face what it is similar to, itself too, in any order.
  ///   - k: how many neighbors count, the face itself counted.
  init(_ found: [Face], k: Int) {
    let faces: [Face] = found.map { face, list in
      (face, Array(list.filter { $0.index != face }.sorted(by: >).prefix(k - 1)))
    }
    // In turn; a sample of one face is there to be measured on.
    measured = faces.indices.filter { $0 % 2 == 0 }.map { faces[$0] }
    fitted = faces.indices.filter { $0 % 2 == 1 }.map { faces[$0] }
    count = measured.reduce(0) { $0 + $1.neighbors.count }
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
