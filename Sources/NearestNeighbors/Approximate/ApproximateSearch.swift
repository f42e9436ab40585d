import Embeddings
import MPI
import Synchronization
import Threads

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
  /// The share of what may be missing that is left out of the faces fitted to: others may miss more.
  private static let missingInSample = 0.5

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
    let groups = try GroupCenters(
      order, faces.rows(in: faces.shards.own, of: world.rank), layout: layout, world: world,
      threads: settings.threads)
    let positions = order.positions()
    let own = layout.range(of: world.rank)
    let fitted = try NeighborGroups(sample.fitted, groups, positions, own: own, world: world)
    let measured = try NeighborGroups(sample.measured, groups, positions, own: own, world: world)
    let least =
      [
        fitted.similarity(missing: (1 - recall) * Self.missingInSample),
        measured.similarity(missing: 1 - recall),
      ].compactMap(\.self).min() ?? settings.minSimilarity

    let counting = Array(stride(from: 0, to: sample.fitted.count, by: Self.countingStride))
    let pairs = Atomic(0)
    Workers(count: settings.threads).forEach(counting.count) { index, _ in
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
    return SimilarGroups(groups, leastSimilarity: least, settings: settings)
  }
}

extension GroupCenters.Groups {
  /// The similarity of a center here and one of several that lie one after another.
  func similarity(of group: Int, to other: Int, in centers: [Float]) -> Float {
    centers.withUnsafeBufferPointer {
      Similarity.of(
        self.centers[group], $0.baseAddress! + other * self.centers.dimension,
        dimension: self.centers.dimension)
    }
  }
}
