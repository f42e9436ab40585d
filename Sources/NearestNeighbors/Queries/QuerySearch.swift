import Embeddings
import MPI

/// The exact nearest neighbors of some faces, the queries, among others: m queries and n faces, both
/// spread over the ranks.
///
/// Faces stay where they are. All ranks get the queries, some at a time, compare them with their own
/// faces, and send what they find to the ranks of the queries. Neither the number of ranks and threads
/// nor the kernel changes what is found.
public struct QuerySearch {
  /// What is searched, and by what means. A query is none of the faces, so `k` counts neighbors only.
  public let settings: SearchSettings

  /// The queries that all ranks have in memory at a time, with what is found for them, at the most.
  package static let queriesAtATime = 1 << 14
  /// With fewer queries at a time the faces would be loaded too often.
  private static let fewestQueries = 1 << 8
  /// How many neighbors a rank receives at a time, about: all queries at hand can be its own, and each rank finds as
  /// many for a query as it may have.
  private static let mostArriving = 1 << 22

  /// How many queries all ranks have at a time.
  ///
  /// - Parameter k: how many neighbors a rank can find for a query.
  static func queriesAtATime(k: Int, ranks: Int) -> Int {
    min(queriesAtATime, max(fewestQueries, mostArriving / (k * ranks)))
  }

  /// A search by these settings.
  public init(_ settings: SearchSettings) { self.settings = settings }

  /// Searches the neighbors of this rank's queries among the faces of all ranks. Collective.
  ///
  /// - Parameters:
  ///   - queries: rows, normalized; each rank has written its own.
  ///   - faces: rows of the same dimension, normalized; each rank has written its own. They stay as
  ///     they are.
  ///   - excluded: for each query of this rank a face that is none of its neighbors, by its row among those of all
  ///     ranks; nil: there is none.
  ///   - order: the rows of this rank's queries in the order in which they are compared, which takes least time where
  ///     queries alike follow each other; nil: as they are. It changes nothing of what is found.
  ///   - progress: told now and then which share is done on this rank, 0…1.
  /// - Returns: for each query of this rank its most similar faces, best first and of equal ones the
  ///   first, no more than `k` and none below `minSimilarity`, numbered by their rows.
  public func neighbors(
    of queries: Shards, among faces: Shards, excluding excluded: [UInt32]? = nil,
    inOrder order: [UInt32]? = nil, world: Communicator, progress: (Double) -> Void = { _ in }
  ) throws(MPIError) -> NeighborLists {
    precondition(excluded.map { $0.count == queries.own.rows } ?? true)
    precondition(order.map { $0.count == queries.own.rows } ?? true)
    precondition(queries.own.dimension == faces.own.dimension, "rows of different dimension")
    try queries.synchronize()
    try faces.synchronize()
    let layout = queries.layout
    let own = layout.range(of: world.rank)
    let inOrder = order ?? own.indices.map { UInt32($0 - own.lowerBound) }
    let rows = faces.rowsAsGiven(of: world.rank)
    let block = BlockSearch(
      rows: rows, keeping: KeptPairs(minSimilarity: settings.minSimilarity, perFace: settings.k),
      threads: settings.threads, kernel: settings.kernel)
    let found = CandidateLists(
      rowCount: own.count, capacity: settings.k, minSimilarity: settings.minSimilarity)
    let atATime = Self.queriesAtATime(k: settings.k, ranks: world.size)
    for start in stride(from: 0, to: layout.faces, by: atATime) {
      let batch = start..<min(start + atATime, layout.faces)
      let mine = own.clamped(to: batch).map { inOrder[$0 - own.lowerBound] }
      let values = try world.allGather(
        varying: queries.rowsAsGiven(of: world.rank).copied(mine)
      ).elements
      var excludedOfBatch: [UInt32] = []
      if let excluded {
        excludedOfBatch = try world.allGather(varying: mine.map { excluded[Int($0)] }).elements
      }
      let lists = block.neighbors(
        ofRows: values, k: settings.k, settings.minSimilarity, excluding: excludedOfBatch)
      let arrived = try Self.send(lists, of: batch, layout: layout, world: world)
      for (place, neighbor) in arrived {
        found.insert(neighbor, row: Int(inOrder[place - own.lowerBound]))
      }
      progress(Double(batch.upperBound) / Double(layout.faces))
    }
    return NeighborLists(found, firstFace: own.lowerBound)
  }

  /// Sends what was found for some queries to their own ranks. Collective.
  ///
  /// - Returns: what all ranks have found for the queries of this rank among these.
  static func send(
    _ lists: CandidateLists, of batch: Range<Int>, layout: ShardLayout, world: Communicator
  ) throws(MPIError) -> [(query: Int, neighbor: Neighbor)] {
    let parts = (0..<world.size).map { layout.range(of: $0).clamped(to: batch) }
    var neighbors: [Neighbor] = []
    var counts: [UInt32] = []
    var sent: [Int] = []
    for part in parts {
      let before = neighbors.count
      for query in part {
        let list = lists.neighbors(query - batch.lowerBound)
        counts.append(UInt32(list.count))
        neighbors.append(contentsOf: list)
      }
      sent.append(neighbors.count - before)
    }
    let lengths = try world.allToAll(varying: RankParts(counts, counts: parts.map(\.count)))
    let arrived = try world.allToAll(varying: RankParts(neighbors, counts: sent)).elements
    let own = parts[world.rank]
    var found: [(query: Int, neighbor: Neighbor)] = []
    found.reserveCapacity(arrived.count)
    var next = 0
    for ofRank in lengths {
      for (query, length) in zip(own, ofRank) {
        for neighbor in arrived[next..<next + Int(length)] { found.append((query, neighbor)) }
        next += Int(length)
      }
    }
    return found
  }
}

extension BlockSearch {
  /// The neighbors of some faces among all rows.
  ///
  /// - Parameters:
  ///   - values: the faces, one after another.
  ///   - excluded: for each of them a row that is none of its neighbors; empty: there is none.
  func neighbors(
    ofRows values: [Float], k: Int, _ minSimilarity: Float, excluding excluded: [UInt32] = []
  ) -> CandidateLists {
    let count = values.count / rows.dimension
    let lists = CandidateLists(
      rowCount: count, capacity: k, minSimilarity: minSimilarity, excluding: excluded)
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      findNeighbors(
        of: FaceRows(values: values, count: count, dimension: rows.dimension, firstFace: 0), lists)
    }
    return lists
  }
}
