import Calibration
import ClusterTables
import Foundation
import NearestNeighbors

/// A threshold in place of a calibrated one that the clusters contradict.
///
/// Where identities are made of groups of faces alike (bursts of a video, one word by one speaker), a calibration may
/// take pairs within the groups for all pairs of an identity. Its threshold is too high then, and yet groups hang
/// together in chains of pairs: faces have many more others in their clusters than it expects. As many pairs as these
/// are then taken for pairs of one identity, the most similar ones, and so on until clusters are as large as expected.
package struct LoweredThreshold: Codable, Sendable, Equatable {
  package let minSimilarity: Float
  /// The other faces that are so similar to a face, on the average of faces.
  let otherFaces: Double
  /// The threshold before, which is gone back to if nearly all faces become one cluster; nil where clusters are not
  /// asked again, as of a run whose record says what it took.
  var former: Float?

  private enum CodingKeys: CodingKey { case minSimilarity, otherFaces }

  /// Why it is taken.
  ///
  /// - Parameters:
  ///   - former: the threshold of the clusters that contradict it.
  ///   - found: the other faces of a face in its cluster, on the average of faces.
  ///   - expected: those that are as similar to it as the threshold was calibrated for.
  func text(insteadOf former: Float, found: Double, expected: Double) -> String {
    guard self.former != nil else {
      return
        "at --min-sim \(former) nearly all faces are in one cluster, so --min-sim \(minSimilarity) is kept"
    }
    return
      String(
        format:
          "at --min-sim %.4g a face has %.1f others in its cluster on average, but only %.1f were expected: what "
          + "the calibration took for identities seem to be groups within them, ",
        Double(former), found, expected)
      + "so --min-sim \(minSimilarity) is taken, which as many pairs reach, and edges weigh their cosine"
  }
}

extension CalibrationRecord {
  /// The threshold that clusters lead to when they contradict the present one; nil when they do not.
  ///
  /// - Parameter labels: of all faces.
  func lowered(by labels: [Int]) -> LoweredThreshold? {
    guard let histogram, let current = chosenSimilarity, let expected = facesExpected else {
      return nil
    }
    let found = Labels.otherFaces(labels)
    guard ThresholdCalibration.Fit.isContradicted(expecting: expected, byOtherFaces: found) else {
      return nil
    }
    // Nearly all in one cluster: the threshold is too low rather than too high.
    if found > Self.mostOfAll * Double(labels.count) {
      return lowered?.former.map { LoweredThreshold(minSimilarity: $0, otherFaces: expected) }
    }
    let similarity = AngleHistogram(histogram).similarity(
      reachedByPairs: found, ofEachOf: cohort)
    guard similarity < current else { return nil }
    return LoweredThreshold(minSimilarity: similarity, otherFaces: found, former: current)
  }

  /// How many other faces a face was expected to have at the present threshold, on average; nil where clusters are not
  /// checked.
  ///
  /// Before any lowering they are those above even odds: how many of an identity are below is a guess of the fit.
  fileprivate var facesExpected: Double? {
    if let lowered { return lowered.former == nil ? nil : lowered.otherFaces }
    return fit?.similarFaces
  }

  /// Clusters in which a face has more than this share of all faces, on average, are one big cluster.
  private static let mostOfAll = 0.5
}

extension ClusteringOptions {
  /// Takes a threshold in place of the calibrated one, whose weights are not relied on either.
  mutating func take(_ lowered: LoweredThreshold) {
    minSimilarity = lowered.minSimilarity
    leastSimilarityOfEdges = nil
    calibration = nil
    weights = .cosine
  }
}

extension CalibrationRecord {
  /// The similarity that as many pairs reach as are in clusters.
  fileprivate func similarity(reachedByPairsOf labels: [Int]) -> Float? {
    histogram.map {
      AngleHistogram($0).similarity(
        reachedByPairs: Labels.otherFaces(labels), ofEachOf: cohort)
    }
  }
}

extension Pipeline {
  /// What clusters say of the calibration.
  enum Answer {
    /// It holds.
    case holds
    /// They contradict it, and yet are the best that is known.
    case isKept
    /// Something else is to be clustered.
    case asksFor(Outcome)
  }

  /// Asks clusters whether they contradict the threshold that this run was calibrated to. Collective.
  ///
  /// Then there may be a lower one. But chains of pairs of different identities hang together, too, where many faces are
  /// hard to tell apart: larger clusters ask for a still lower threshold then, until all are one. So similarities must
  /// agree with clusters, as they do where groups of one identity have been joined; else the calibration is gone back to.
  ///
  /// - Parameter found: labels on rank 0.
  func asked(
    _ found: FoundClusters, _ plan: RunPlan, _ calibration: CalibrationRecord?
  ) throws -> Answer {
    guard options.calibratesSimilarity, method.name == ClusteringMethods.defaultName,
      var record = calibration, record.isKept != true
    else { return .holds }
    let own = isRoot ? record.lowered(by: found.labels) : nil
    let told = try world.broadcast(
      own.map { [Double($0.minSimilarity), $0.otherFaces] } ?? [], from: 0)
    // Not where nothing was lowered, or where that went too far; only rank 0 knows what was before.
    let asked = own ?? record.lowered
    let isAsked = try world.broadcast([asked?.former != nil ? 1 : 0], from: 0)[0] == 1
    if isAsked {
      let agreement = try agreement(of: found.labels, record, plan)
      let least = told.isEmpty ? record.leastAgreement ?? 0 : 0
      guard agreement.supportsLowering(from: least) else {
        if isRoot { session.warn(record.text(agreeing: agreement, at: options.minSimilarity)) }
        let isAsFound = record.lowered == nil && options.weights == .cosine
        return isAsFound ? .isKept : .asksFor(.refuted)
      }
    }
    guard !told.isEmpty else { return .holds }
    if try world.allReduce(found.doubted != nil, with: .logicalOr) {
      record.leastAgreement = try agreement(of: found.doubted ?? [], record, plan).ofPairs
    }
    if let own {
      session.warn(
        own.text(
          insteadOf: options.minSimilarity, found: Labels.otherFaces(found.labels),
          expected: record.facesExpected ?? 0))
    }
    // Only rank 0 has labels to ask once more.
    let lowered =
      own ?? LoweredThreshold(minSimilarity: Float(told[0]), otherFaces: told[1])
    return .asksFor(.lowered(try run(record, lowered, plan)))
  }

  /// The shares of the pairs within clusters that are among the most similar pairs, as many as these; the same on all
  /// ranks. Collective.
  ///
  /// - Parameter labels: on rank 0.
  private func agreement(
    of labels: [Int], _ record: CalibrationRecord, _ plan: RunPlan
  ) throws -> PairsAbove {
    let similarity = try world.broadcast(
      [isRoot ? record.similarity(reachedByPairsOf: labels) ?? 0 : 0], from: 0)[0]
    let rows = try plan.source.readAgain(plan.layout, nodes: plan.nodes, threads: plan.threads)
    let members = try ClusterMembers(labels: labels, layout: plan.layout, world: world)
    let search = ClusterTableSearch(
      SearchSettings(
        k: plan.search.k, minSimilarity: similarity, threads: plan.threads,
        kernel: plan.search.kernel), nodes: plan.nodes)
    let shares = try search.pairsAbove(of: rows, members)
    try rows.free()
    return shares
  }

  /// A run with a lower threshold, for which nothing has been searched yet. Collective.
  private func run(
    _ record: CalibrationRecord, _ lowered: LoweredThreshold, _ plan: RunPlan
  ) throws -> CalibratedRun {
    var record = record
    record.lowered = lowered
    var options = options
    options.take(lowered)
    if let folder = options.checkpoint {
      // Each search has a checkpoint of its own.
      let inner = "\(folder)/lowered"
      try world.agree(.whileRunning) { if isRoot { try Checkpoint.prepare(inner) } }
      options.checkpoint = inner
    }
    let search = SearchSettings(
      k: plan.search.k, minSimilarity: options.minSimilarity, threads: plan.threads,
      kernel: plan.search.kernel)
    return CalibratedRun(run: with(options), plan: plan.searching(search), record: record)
  }
}

extension PairsAbove {
  /// Whether similarities agree with clusters that are larger than was calibrated for.
  ///
  /// Most pairs must be among the most similar ones, and most of a face on the average of faces: else a clump of faces,
  /// which has most of the pairs, would decide for all others.
  ///
  /// - Parameter least: how many of the pairs must be, if more than half.
  func supportsLowering(from least: Double = 0) -> Bool {
    ofPairs >= max(least, Self.most) && ofFaces >= Self.most
  }

  private static let most = 0.5
}

extension CalibrationRecord {
  /// Why the calibration is kept, or gone back to.
  ///
  /// - Parameters:
  ///   - shares: of the pairs within clusters that are among as many most similar pairs.
  ///   - similarity: the threshold of the clusters.
  fileprivate func text(agreeing shares: PairsAbove, at similarity: Float) -> String {
    let kept = minSimilarity.map { "--min-sim \($0) is kept" } ?? "the threshold is kept"
    let pairs =
      shares.ofFaces < shares.ofPairs
      ? "the pairs of a face within them, on average," : "the pairs within them"
    return String(
      format: "at --min-sim %.4g clusters are larger than was expected, but only %.0f %% of ",
      Double(similarity), 100 * min(shares.ofFaces, shares.ofPairs))
      + pairs + " are among the most similar pairs, as many as these: "
      + "faces that are hard to tell apart seem to hang together in chains, so " + kept
  }
}
