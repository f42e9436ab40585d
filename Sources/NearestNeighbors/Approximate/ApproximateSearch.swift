import CSimilarity
import Embeddings
import MPI
import Synchronization

/// Nearest neighbors that are nearly all found, for so many faces that comparing every two of them is
/// too much.
///
/// Faces are brought into the order of the exact search (see `FaceOrder`), and of two groups in it the
/// faces are compared only if the centers of the groups are similar. How similar follows from a sample
/// of faces that are compared with all others first: so similar that enough of their neighbors are in
/// such groups, of one half of the sample with a margin, and of the other half, on which the recall is
/// measured, without. Where that would be too many pairs, and with few faces, all are searched exactly.
/// Nothing depends on the number of ranks or threads.
public struct ApproximateSearch {
  public let exact: RingSearch
  /// The share of the neighbors that is to be found, 0…1.
  public let recall: Double

  /// Faces to which the search is fitted, and as many others on which the recall is measured.
  private static let sampleSize = 1000
  /// Every so many of them tell how many pairs there are to compare.
  private static let countingStride = 10
  /// With more of all pairs to compare, the exact search takes less time: tiles of two groups are small.
  private static let mostPairs = 0.1
  /// The share of what may be missing that is left out of the faces fitted to: others may miss more.
  private static let missingInSample = 0.5

  public struct Outcome: Sendable, Codable {
    /// The share of the sampled faces' neighbors that were found.
    public let recall: Double
    /// The neighbors of the sampled faces.
    public let sampledNeighbors: Int
    /// The pairs of faces that were compared; nil if all faces were searched exactly.
    public let comparedPairs: Int?
  }

  public init(exact: RingSearch, recall: Double) {
    precondition((0...1).contains(recall))
    self.exact = exact
    self.recall = recall
  }

  /// Searches the neighbors of this rank's faces among all faces. Collective.
  ///
  /// - Parameters:
  ///   - shards: the rows, normalized; each rank has written its own. The search may put other faces
  ///     in their place.
  ///   - progress: told now and then which share of a phase is done on this rank, 0…1.
  public func neighbors(
    of shards: Shards, world: Communicator,
    progress: (RingSearch.Phase, Double) -> Void = { _, _ in }
  ) throws(MPIError) -> (lists: NeighborLists, cost: RingSearch.Cost, outcome: Outcome) {
    var cost = RingSearch.Cost()
    let (shard, layout) = (shards.own, shards.layout)
    let rows = FaceRows(
      values: shard.values, count: shard.rows, dimension: shard.dimension,
      firstFace: layout.range(of: world.rank).lowerBound)
    let sample = try RecallSample(
      of: rows, search: exact, layout: layout, world: world, size: Self.sampleSize)
    let order =
      exact.bringsInOrder(faces: layout.faces, isApproximate: recall < 1)
      ? try FaceOrder(
        reordering: shards, world: world, search: exact, cost: &cost
      ) { progress(.ordering, $0) } : nil
    var similar: SimilarGroups?
    if let order, recall < 1 {
      let groups = try GroupCenters(
        order, rows, layout: layout, world: world, threads: exact.threads)
      similar = try similarGroups(groups, order, sample, layout, world)
    }
    let lists = try exact.neighbors(
      of: shards, order: order, similarGroups: similar, world: world, checkpoint: nil, cost: &cost
    ) { progress(.comparing, $0) }
    guard let lists else { preconditionFailure("nothing could stop the search") }
    let found = try sample.found(in: lists, world: world)
    let pairs = try world.allReduce(cost.comparedPairs, with: .sum)
    let outcome = Outcome(
      recall: sample.count == 0 ? 1 : Double(found) / Double(sample.count),
      sampledNeighbors: sample.count, comparedPairs: similar == nil ? nil : pairs)
    return (lists, cost, outcome)
  }

  /// The groups whose faces are to be compared so that enough of the sample's neighbors are found.
  /// Collective.
  ///
  /// - Returns: nil, on all ranks, if they have too many pairs.
  private func similarGroups(
    _ groups: GroupCenters, _ order: FaceOrder, _ sample: RecallSample, _ layout: ShardLayout,
    _ world: Communicator
  ) throws(MPIError) -> SimilarGroups? {
    let positions = order.positions()
    let own = layout.range(of: world.rank)
    let fitted = try NeighborGroups(sample.fitted, groups, positions, own: own, world: world)
    let measured = try NeighborGroups(sample.measured, groups, positions, own: own, world: world)
    let least =
      [
        fitted.similarity(missing: (1 - recall) * Self.missingInSample),
        measured.similarity(missing: 1 - recall),
      ].compactMap(\.self).min() ?? exact.minSimilarity

    let counting = Array(stride(from: 0, to: sample.fitted.count, by: Self.countingStride))
    let pairs = Atomic(0)
    inParallel(count: counting.count, threads: exact.threads) { index in
      let faces = (0..<groups.own.count).reduce(0) { faces, group in
        let similarity = groups.own.similarity(of: group, to: counting[index], in: fitted.centers)
        return similarity >= least ? faces + groups.own[group].count : faces
      }
      pairs.wrappingAdd(faces, ordering: .relaxed)
    }
    let counted = try world.allReduce(pairs.load(ordering: .relaxed), with: .sum)
    guard Double(counted) <= Self.mostPairs * Double(counting.count * layout.faces) else {
      return nil
    }
    return SimilarGroups(groups, leastSimilarity: least, search: exact)
  }
}

extension GroupCenters.Groups {
  /// The similarity of a center here and one of several that lie one after another.
  func similarity(of group: Int, to other: Int, in centers: [Float]) -> Float {
    centers.withUnsafeBufferPointer {
      similarity_of_rows(
        self.centers[group], $0.baseAddress! + other * self.centers.dimension,
        self.centers.dimension)
    }
  }
}
