import Embeddings
import MPI

/// Nearest neighbors that are nearly all found, for so many faces that comparing every two of them is
/// too much.
///
/// Every face goes into the buckets of its nearest centers, and faces that share a bucket are compared
/// exactly (see `Buckets`). How many of the neighbors that an exact search would keep are found is
/// measured, on faces that are compared with all others, and the number of buckets of a face grows
/// until that share is reached. Where even the most buckets are too few, all faces are searched
/// exactly. Nothing depends on the number of ranks or threads.
public struct ApproximateSearch {
  public let exact: RingSearch
  /// The share of the neighbors that is to be found, 0…1.
  public let recall: Double

  /// Buckets of a face that are tried, one after the other.
  static let probes = [4, 8, 16]
  /// Faces on which the recall is measured.
  static let sampleSize = 1000

  public struct Outcome: Sendable, Codable {
    /// The share of the sampled faces' neighbors that were found.
    public let recall: Double
    /// The neighbors of the sampled faces.
    public let sampledNeighbors: Int
    /// The buckets of each face; nil if in the end all faces were searched exactly.
    public let probes: Int?
  }

  public init(exact: RingSearch, recall: Double) {
    precondition((0...1).contains(recall))
    self.exact = exact
    self.recall = recall
  }

  /// Searches the neighbors of this rank's faces among all faces. Collective.
  ///
  /// - Parameters:
  ///   - shard: this rank's rows, normalized, those of `layout.range(of: world.rank)`.
  ///   - progress: told now and then which share of the work is done, 0…1.
  public func neighbors(
    of shard: EmbeddingMatrix, layout: ShardLayout, world: Communicator,
    progress: (Double) -> Void = { _ in }
  ) throws(MPIError) -> (lists: NeighborLists, cost: RingSearch.Cost, outcome: Outcome) {
    let range = layout.range(of: world.rank)
    let rows = FaceRows(
      values: shard.values, count: shard.rows, dimension: shard.dimension,
      firstFace: range.lowerBound)
    let block = BlockSearch(
      rows: rows, minSimilarity: exact.minSimilarity, threads: exact.threads, kernel: exact.kernel)
    let sample = try RecallSample(
      of: rows, search: exact, block: block, layout: layout, world: world, size: Self.sampleSize)
    let buckets = try Buckets(
      of: rows, layout: layout, world: world, most: Self.probes.last!, threads: exact.threads,
      kernel: exact.kernel)
    let lists = CandidateLists(rowCount: rows.count, capacity: exact.k - 1) { _ in
      exact.minSimilarity
    }
    var cost = RingSearch.Cost()
    for (attempt, probes) in Self.probes.enumerated() {
      try BucketSearch(
        rows: rows, lists: lists, minSimilarity: exact.minSimilarity, block: block, layout: layout,
        world: world
      )
      .run(buckets, probes: probes, cost: &cost) {
        progress((Double(attempt) + $0) / Double(Self.probes.count))
      }
      let found = try sample.found(in: lists, world: world)
      let share = sample.count == 0 ? 1 : Double(found) / Double(sample.count)
      if share >= recall {
        return (
          NeighborLists(lists, firstFace: range.lowerBound), cost,
          Outcome(recall: share, sampledNeighbors: sample.count, probes: probes)
        )
      }
    }
    let all = try exact.neighbors(of: shard, layout: layout, world: world, progress: progress)
    guard let all else { preconditionFailure("nothing could stop the search") }
    cost.bytes += all.cost.bytes
    cost.waitingSeconds += all.cost.waitingSeconds
    return (all.lists, cost, Outcome(recall: 1, sampledNeighbors: sample.count, probes: nil))
  }
}

/// Some faces with all their neighbors, found exactly.
private struct RecallSample {
  /// The neighbors of the sampled faces of this rank.
  private let own: [(row: Int, neighbors: [Neighbor])]
  /// The neighbors of all sampled faces.
  let count: Int

  init(
    of rows: FaceRows, search: RingSearch, block: BlockSearch, layout: ShardLayout,
    world: Communicator, size: Int
  ) throws(MPIError) {
    let size = min(size, layout.faces)
    let members = (0..<size).map { $0 * layout.faces / size }
    let values = try rows.gathered(members, layout: layout, world: world)
    // The sampled face is among its own neighbors here, so one more is kept.
    let found = CandidateLists(rowCount: size, capacity: search.k) { _ in search.minSimilarity }
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      let sample = FaceRows(
        values: values, count: size, dimension: rows.dimension, firstFace: 0)
      block.findNeighbors(of: sample, found)
    }
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
    let best = zip(members, lists).map { face, list in
      (
        face: face,
        neighbors: Array(list.filter { $0.index != face }.sorted(by: >).prefix(search.k - 1))
      )
    }
    count = best.reduce(0) { $0 + $1.neighbors.count }
    let range = layout.range(of: world.rank)
    own = best.filter { range.contains($0.face) }.map {
      ($0.face - range.lowerBound, $0.neighbors)
    }
  }

  /// How many of the neighbors are in the lists. Collective.
  func found(in lists: CandidateLists, world: Communicator) throws(MPIError) -> Int {
    let found = own.reduce(0) { sum, face in
      let list = Set(lists.neighbors(face.row))
      return sum + face.neighbors.count { list.contains($0) }
    }
    return try world.allReduce(found, with: .sum)
  }
}

extension FaceRows {
  /// The rows of some faces of any ranks, in rising order, on all ranks. Collective.
  func gathered(
    _ faces: [Int], layout: ShardLayout, world: Communicator
  ) throws(MPIError) -> [Float] {
    let range = layout.range(of: world.rank)
    let mine = faces.filter { range.contains($0) }.flatMap { face in
      UnsafeBufferPointer(start: self[face - range.lowerBound], count: dimension)
    }
    return try world.allGather(varying: mine).elements
  }
}
