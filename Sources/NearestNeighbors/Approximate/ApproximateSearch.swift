import Embeddings
import MPI
import Synchronization
import Threads

/// Nearest neighbors that are nearly all found, for so many faces that comparing every two of them is
/// too much.
///
/// Faces are brought into an order (see `FaceOrder`), and of two groups in it the faces are compared only
/// if the centers of the groups are similar. Of millions of faces all pairs of centers would be too many:
/// only those are compared that have a coarse cell of the order in common, among the few that each is
/// nearest to. How similar, and how few, follows from a sample of faces that are compared with all others
/// first: so that more than enough of the neighbors of two thirds of the sample are in such groups. On the last
/// third, to which nothing is fitted, the recall is measured. Where cells rule out little, all centers are
/// compared; where too many pairs of faces would be left, and with few faces, all are searched exactly.
/// Nothing depends on the number of ranks or threads.
///
/// With a checkpoint the faces are brought into their order and groups are chosen anew, which gives the same; of the
/// pairs that are left to compare then, a rank leaves out what earlier searches have compared.
public struct ApproximateSearch {
  /// What is searched, and by what means.
  public let settings: SearchSettings
  /// The share of each face's neighbors of the usual similarity that is to be found, in the mean, 0…1.
  public let recall: Double

  /// Faces on which the recall is measured. The search is fitted to twice as many others: the fewer they are, the more
  /// often would other faces miss much more than they do.
  private static let sampleSize = 1000
  /// How many of these faces go to each one that tells how many pairs there are to compare.
  private static let countingStride = 10
  /// About how many groups, where there are more, tell what share of all is similar to that of a face.
  private static let mostCounted = 1 << 14
  /// The share of the time to choose groups that finding their cells takes.
  private static let shareOfCells = 0.5
  /// The share of all pairs beyond which the exact search takes less time: tiles of two groups are small.
  private static let mostPairs = 0.1

  /// What an approximate search found, measured on some of the faces, to which it was not fitted.
  public struct Outcome: Sendable, Codable {
    /// The share of the sampled faces' neighbors that were found.
    public let recall: Double
    /// The mean over the sampled faces with neighbors of the share of each one's neighbors that were found.
    public let faceRecall: Double
    /// Half the width of the 95 % confidence interval of that mean.
    public let faceRecallMargin: Double
    /// The share of their neighbors that were found of all but 5 % of these faces, at least.
    public let mostFacesRecall: Double
    /// The neighbors of the sampled faces.
    public let sampledNeighbors: Int
    /// The pairs of faces that this search has compared; nil if all faces were searched exactly.
    public let comparedPairs: Int?
    /// Of how many coarse cells, those that it is nearest to, each group needed one in common with another one; nil
    /// if the centers of all groups were compared.
    public let cellsPerGroup: Int?
  }

  /// A search by these settings that is to find this share of each face's neighbors, in the mean, 0…1.
  public init(_ settings: SearchSettings, recall: Double) {
    precondition((0...1).contains(recall))
    self.settings = settings
    self.recall = recall
  }

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
  ) throws(MPIError) -> (lists: NeighborLists, cost: SearchCost, outcome: Outcome)? {
    var cost = SearchCost()
    let sample = try RecallSample(of: shards, settings, world: world, size: Self.sampleSize)
    let faces =
      try settings.bringsInOrder(shards, isApproximate: recall < 1, world: world)
      ? try RingFaces(
        reordering: shards, isApproximate: recall < 1, world: world, settings: settings, cost: &cost
      ) { progress(.ordering, $0) } : RingFaces(asGiven: shards)
    let similar =
      recall < 1
      ? try similarGroups(of: faces, sample, world) { progress(.selecting, $0) } : nil
    let lists = try Ring.neighbors(
      of: faces, settings, Ring.Pairs(groups: similar, checkpoint: checkpoint), world: world,
      cost: &cost
    ) { progress(.comparing, $0) }
    guard let lists else { return nil }
    let found = try sample.found(in: lists, world: world)
    let pairs = try world.allReduce(cost.comparedPairs, with: .sum)
    let ofFaces = FaceRecall(found: found, of: sample.measured.map(\.neighbors.count))
    let outcome = Outcome(
      recall: sample.count == 0 ? 1 : Double(found.reduce(0, +)) / Double(sample.count),
      faceRecall: ofFaces.mean, faceRecallMargin: ofFaces.margin,
      mostFacesRecall: ofFaces.ofMostFaces,
      sampledNeighbors: sample.count, comparedPairs: similar == nil ? nil : pairs,
      cellsPerGroup: similar?.cellsPerGroup)
    return (lists, cost, outcome)
  }

  /// The groups whose faces are to be compared so that enough of the sample's neighbors are found.
  /// Collective.
  ///
  /// - Returns: nil, on all ranks, if they have too many pairs or the faces are in no order.
  private func similarGroups(
    of faces: RingFaces, _ sample: RecallSample, _ world: Communicator, progress: (Double) -> Void
  ) throws(MPIError) -> SimilarGroups? {
    guard let order = faces.order else { return nil }
    let layout = faces.shards.layout
    let own = layout.range(of: world.rank)
    let rows = faces.rows(in: faces.shards.own, of: world.rank)
    let groups = try GroupCenters(
      order.groups, rows, layout: layout, world: world, threads: settings.threads)
    let positions = order.positions()
    let search = try GroupCellSearch(
      groups, rows, order, layout: layout, world: world, settings: settings)
    let cells = search.map { search in
      let faces = sample.fitted.flatMap {
        [$0.face] + $0.neighbors.map { Int($0.index) }
      }
      return search.sampled(faces.map { Int(positions[$0]) }.filter(own.contains))
    }
    let fitted = try NeighborGroups(
      sample.fitted, groups, cells, positions, own: own, world: world)
    // By cells where there are any that may help, and then without.
    for search in search == nil ? [nil] : [search, nil] {
      let thresholds = GroupThresholds(
        fitted: fitted, recall: recall, usesCells: search != nil,
        fallback: settings.usualSimilarity)
      guard let thresholds,
        try share(of: fitted, thresholds, groups.own, order.groups, own, world)
          <= Self.mostPairs
      else { continue }
      var groupCells: SimilarGroups.GroupCells?
      if let search, let count = thresholds.cellsPerGroup {
        groupCells = try search.nearest(count) { progress(Self.shareOfCells * $0) }
        guard let groupCells else { continue }
        let found = Found(sample: sample, order: order, positions: positions, world: world)
        let linked = try linked(groups, found, groupCells, thresholds) {
          progress(Self.shareOfCells + (1 - Self.shareOfCells) * $0)
        }
        if let linked { return linked }
      }
      return SimilarGroups(
        groups, leastSimilarity: thresholds.similarity, cells: groupCells, rank: world.rank,
        settings: settings)
    }
    return nil
  }

  /// What is known of the faces before their groups are.
  private struct Found {
    let sample: RecallSample
    let order: FaceOrder
    let positions: [UInt32]
    let world: Communicator
  }

  /// The groups that are found in rounds (see `LinkSearch`). Collective.
  ///
  /// - Returns: nil, on all ranks, where this takes longer.
  private func linked(
    _ groups: GroupCenters, _ found: Found, _ cells: SimilarGroups.GroupCells,
    _ thresholds: GroupThresholds, progress: (Double) -> Void
  ) throws(MPIError) -> SimilarGroups? {
    let (layout, runs, rank) = (groups.layout, found.order.groups, found.world.rank)
    let numbers = GroupNumbers(runs, layout)
    let search = LinkSearch(
      cells, groups.own, numbers, leastSimilarity: thresholds.similarity, world: found.world,
      settings: settings)
    guard search.pays else { return nil }
    func group(of face: Int) -> Int { runs.run(of: Int(found.positions[face])) }
    let missing = GroupThresholds.missing(recall: recall)
    let links = try search.links(
      areEnough: {
        $0.missing(of: found.sample.fitted, group: group) <= missing
      }, progress: progress)
    return SimilarGroups(
      groups, leastSimilarity: thresholds.similarity,
      linked: SimilarGroups.LinkedGroups(
        links: links, numbers: numbers, cellsPerGroup: cells.perGroup),
      rank: rank, settings: settings)
  }

  /// The share of the faces of evenly spaced groups that are in groups similar to that of a face, by some of the
  /// sample. Collective.
  private func share(
    of sample: NeighborGroups, _ thresholds: GroupThresholds, _ groups: GroupCenters.Groups,
    _ runs: PositionRuns, _ own: Range<Int>, _ world: Communicator
  ) throws(MPIError) -> Double {
    let faces = sample.centers.count / groups.centers.dimension
    let counting = Array(stride(from: 0, to: faces, by: Self.countingStride))
    let firstGroup = runs.runs(of: own).lowerBound
    let step = max(1, runs.count / Self.mostCounted)
    let counted = (0..<groups.count).filter { (firstGroup + $0).isMultiple(of: step) }
    let pairs = Atomic(0)
    Workers(count: settings.threads).forEach(counting.count) { index, _ in
      let faces = counted.reduce(0) { faces, group in
        let similarity = groups.centers.similarity(
          of: group, to: counting[index], in: sample.centers)
        return similarity >= thresholds.similarity ? faces + groups[group].count : faces
      }
      pairs.wrappingAdd(faces, ordering: .relaxed)
    }
    let sums = try world.allReduce(
      [pairs.load(ordering: .relaxed), counted.reduce(0) { $0 + groups[$1].count }], with: .sum)
    return Double(sums[0]) / Double(max(1, counting.count * sums[1]))
  }
}
