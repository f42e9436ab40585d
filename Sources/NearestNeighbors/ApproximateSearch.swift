import Embeddings
import Foundation
import MPI

/// Nearest neighbors that are nearly all found, for so many faces that comparing every two of them is
/// too much.
///
/// Faces are put into buckets, each face into that of its nearest center (see `BucketCenters`), and
/// faces of the same bucket are compared exactly. That is done in rounds, each with centers of its
/// own, so that most neighbors that one round puts into different buckets meet in another one. How
/// many of the neighbors that an exact search would keep are found is measured after each round, on
/// faces that are compared with all others, and rounds go on until the wanted share is reached.
/// Where rounds do not lead there, all faces are searched exactly. Nothing depends on the number of
/// ranks or threads.
public struct ApproximateSearch {
  public let exact: RingSearch
  /// The share of the neighbors that is to be found, 0…1.
  public let recall: Double

  /// After so many rounds, or when more of them seem to be needed, the search is exact.
  static let mostRounds = 16
  /// Faces on which the recall is measured.
  static let sampleSize = 1000

  public struct Outcome: Sendable, Codable {
    /// The share of the sampled faces' neighbors that were found.
    public let recall: Double
    /// The neighbors of the sampled faces.
    public let sampledNeighbors: Int
    /// The rounds that were needed; nil if in the end all faces were searched exactly.
    public let rounds: Int?
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
    let lists = CandidateLists(rowCount: rows.count, capacity: exact.k - 1) { _ in
      exact.minSimilarity
    }
    var cost = RingSearch.Cost()
    let sample = try RecallSample(
      of: rows, search: exact, layout: layout, world: world, size: Self.sampleSize)
    let bucketSearch = BucketSearch(rows: rows, search: exact, layout: layout, world: world)
    for round in 1...Self.mostRounds {
      guard try bucketSearch.run(round: round, lists, cost: &cost) else { break }
      let found = try sample.found(in: lists, world: world)
      let share = sample.count == 0 ? 1 : Double(found) / Double(sample.count)
      if share >= recall {
        return (
          NeighborLists(lists, firstFace: range.lowerBound), cost,
          Outcome(recall: share, sampledNeighbors: sample.count, rounds: round)
        )
      }
      let needed = Self.roundsNeeded(missing: 1 - share, after: round, toMiss: 1 - recall)
      if needed > Double(Self.mostRounds) { break }
      progress(Double(round) / max(needed, Double(round + 1)))
    }
    let all = try exact.neighbors(of: shard, layout: layout, world: world) { phase, share in
      if phase == .comparing { progress(share) }
    }
    guard let all else { preconditionFailure("nothing could stop the search") }
    cost.bytes += all.cost.bytes
    cost.waitingSeconds += all.cost.waitingSeconds
    cost.usedGroups = all.cost.usedGroups
    return (all.lists, cost, Outcome(recall: 1, sampledNeighbors: sample.count, rounds: nil))
  }

  /// The rounds that are needed if every round finds an equal part of what is missing. Later rounds
  /// find less, so that this is too few rather than too many.
  private static func roundsNeeded(
    missing: Double, after rounds: Int, toMiss wanted: Double
  ) -> Double {
    guard wanted > 0, missing < 1 else { return .infinity }
    return Double(rounds) * (log(wanted) / log(missing))
  }
}
