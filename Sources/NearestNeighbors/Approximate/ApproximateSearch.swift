import Embeddings
import MPI
import Synchronization
import Threads

/// Nearest neighbors that are nearly all found, for so many faces that comparing every two of them is
/// too much.
///
/// Faces are brought into the order of the exact search (see `FaceOrder`), and of two groups in it the
/// faces are compared only if the centers of the groups are similar. Of millions of faces all pairs of
/// centers would be too many: only those are compared that have a coarse cell of the order in common, among
/// the few that each is nearest to. How similar, and how few, follows from a sample of faces that are
/// compared with all others first: so that enough of their neighbors are in such groups, of one half of the
/// sample with a margin, and of the other half, on which the recall is measured, without. Where cells rule
/// out little, all centers are compared; where too many pairs of faces would be left, and with few faces,
/// all are searched exactly.
/// Nothing depends on the number of ranks or threads.
public struct ApproximateSearch {
  /// What is searched, and by what means.
  public let settings: SearchSettings
  /// The share of the neighbors that is to be found, 0…1.
  public let recall: Double

  /// Faces to which the search is fitted, and as many others on which the recall is measured.
  private static let sampleSize = 1000
  /// How many of these faces go to each one that tells how many pairs there are to compare.
  private static let countingStride = 10
  /// The share of all pairs beyond which the exact search takes less time: tiles of two groups are small.
  private static let mostPairs = 0.1
  /// Two centers that are chosen cost so many times what two of all do, since their codes are copied first. An
  /// estimate, not measured.
  private static let costOfChosen = 2.0
  /// By cells there must be less to do than this share of comparing all centers.
  private static let mostOfAll = 0.5
  /// A cell that so many times more groups are near to than to others tells nothing, as that of faces of which
  /// little can be seen, which are all alike. Only its own groups have it.
  private static let mostCrowded = 8.0

  /// What an approximate search found, measured on a sample of the faces.
  public struct Outcome: Sendable, Codable {
    /// The share of the sampled faces' neighbors that were found.
    public let recall: Double
    /// The neighbors of the sampled faces.
    public let sampledNeighbors: Int
    /// The pairs of faces that were compared; nil if all faces were searched exactly.
    public let comparedPairs: Int?
  }

  /// A search by these settings that is to find this share of the neighbors, 0…1.
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
  ///   - progress: told now and then which share of a phase is done on this rank, 0…1.
  public func neighbors(
    of shards: Shards, world: Communicator,
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) throws(MPIError) -> (lists: NeighborLists, cost: SearchCost, outcome: Outcome) {
    var cost = SearchCost()
    let sample = try RecallSample(of: shards, settings, world: world, size: Self.sampleSize)
    let faces =
      settings.bringsInOrder(faces: shards.layout.faces, isApproximate: recall < 1)
      ? try RingFaces(
        reordering: shards, world: world, settings: settings, cost: &cost
      ) { progress(.ordering, $0) } : RingFaces(asGiven: shards)
    let similar = recall < 1 ? try similarGroups(of: faces, sample, world) : nil
    let lists = try Ring.neighbors(
      of: faces, settings, similar.map { .ofSimilarGroups($0) } ?? .all, world: world, cost: &cost
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
  /// - Returns: nil, on all ranks, if they have too many pairs or the faces are in no order.
  private func similarGroups(
    of faces: RingFaces, _ sample: RecallSample, _ world: Communicator
  ) throws(MPIError) -> SimilarGroups? {
    guard let order = faces.order else { return nil }
    let layout = faces.shards.layout
    let own = layout.range(of: world.rank)
    let rows = faces.rows(in: faces.shards.own, of: world.rank)
    let groups = try GroupCenters(
      order.groups, rows, layout: layout, world: world, threads: settings.threads)
    let cells = try nearestCells(to: groups, rows, order, layout, world)
    let positions = order.positions()
    let fitted = try NeighborGroups(
      sample.fitted, groups, cells, positions, own: own, world: world)
    let measured = try NeighborGroups(
      sample.measured, groups, cells, positions, own: own, world: world)
    for cells in [cells, nil] {
      let thresholds = GroupThresholds(
        fitted: fitted, measured: measured, recall: recall, usesCells: cells != nil,
        fallback: settings.minSimilarity)
      guard let thresholds,
        try share(of: fitted, thresholds, groups.own, world) <= Self.mostPairs
      else { continue }
      var groupCells: SimilarGroups.GroupCells?
      if let cells, let count = thresholds.cellsPerGroup {
        let members = try members(of: cells, first: count, order, own, world)
        guard Self.isWorthwhile(members, groups: order.groups.count) else { continue }
        groupCells = SimilarGroups.GroupCells(
          cellCount: order.cells.count, perGroup: count,
          numbers: try world.allGather(varying: cells.first(count)))
      }
      return SimilarGroups(
        groups, leastSimilarity: thresholds.similarity, cells: groupCells, rank: world.rank,
        settings: settings)
    }
    return nil
  }

  /// The cells that this rank's groups are nearest to; nil, on all ranks, where there are too few groups for
  /// them to help. Collective.
  private func nearestCells(
    to groups: GroupCenters, _ rows: FaceRows, _ order: FaceOrder, _ layout: ShardLayout,
    _ world: Communicator
  ) throws(MPIError) -> NearestCells? {
    guard Double(order.cells.count) < Self.mostOfAll * Double(order.groups.count) / 2 else {
      return nil
    }
    let cells = try CellDirections(
      order.cells, rows, layout: layout, world: world, threads: settings.threads)
    let own = layout.range(of: world.rank)
    let nearest = NearestCells(
      of: groups.own, firstPosition: own.lowerBound, cells, settings: settings)
    let members = try members(of: nearest, first: nearest.perGroup, order, own, world)
    let usual = Double(members.reduce(0, +)) / Double(members.count)
    return nearest.without(members.map { Double($0) > Self.mostCrowded * usual })
  }

  /// How many groups of all ranks have each cell among their first. Collective.
  private func members(
    of nearest: NearestCells, first count: Int, _ order: FaceOrder, _ own: Range<Int>,
    _ world: Communicator
  ) throws(MPIError) -> [Int] {
    // A group that began on an earlier rank counts there.
    let groups = order.groups.runs(of: own)
    let continued =
      !groups.isEmpty && order.groups[groups.lowerBound].lowerBound < own.lowerBound ? 1 : 0
    return try world.allReduce(
      nearest.memberCounts(
        continued..<max(continued, nearest.groupCount), first: count, cellCount: order.cells.count),
      with: .sum)
  }

  /// Whether it takes less time to compare the groups that have a common cell than to compare all.
  private static func isWorthwhile(_ members: [Int], groups: Int) -> Bool {
    let pairs = members.reduce(0.0) { $0 + Double($1) * Double($1) }
    return costOfChosen * pairs < mostOfAll * Double(groups) * Double(groups)
  }

  /// The share of all faces that are in groups similar to that of a face, by some of the sample. Collective.
  private func share(
    of sample: NeighborGroups, _ thresholds: GroupThresholds, _ groups: GroupCenters.Groups,
    _ world: Communicator
  ) throws(MPIError) -> Double {
    let faces = sample.centers.count / groups.centers.dimension
    let counting = Array(stride(from: 0, to: faces, by: Self.countingStride))
    let pairs = Atomic(0)
    Workers(count: settings.threads).forEach(counting.count) { index, _ in
      let faces = (0..<groups.count).reduce(0) { faces, group in
        let similarity = groups.centers.similarity(
          of: group, to: counting[index], in: sample.centers)
        return similarity >= thresholds.similarity ? faces + groups[group].count : faces
      }
      pairs.wrappingAdd(faces, ordering: .relaxed)
    }
    let counted = try world.allReduce(
      [pairs.load(ordering: .relaxed), groups.faceCount], with: .sum)
    return Double(counted[0]) / Double(max(1, counting.count * counted[1]))
  }
}
