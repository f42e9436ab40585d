import Calibration
import Clustering
import MPI
import NearestNeighbors

/// Splits clusters that are two identities which look alike: those with two parts and a gap between them that is too wide
/// for parts of one identity (see ``IdentityMerging``).
///
/// Three things look like that and are not split: a burst, whose faces are more similar to each other, while the others are
/// as similar to it as to each other, so that there is no gap on their side; two bursts, whose faces are more alike than
/// those of an identity; and groups such as the tracks of videos, whose parts have gaps again. Where more than a few
/// clusters have gaps, all stay whole.
struct LookAlikeSplitting {
  /// The share of the clusters that may have gaps between identities.
  private static let mostApart = 0.2
  /// The share of the distance between two parts by which the faces of either are nearer to their own.
  private static let leastSide = 0.25
  /// How many standard deviations the pairs within a part may be above the mean of pairs of one identity.
  private static let mostAlike = 3.0
  /// Clusters of fewer faces have no two parts of which a gap can be told.
  private static let leastSize = 2 * IdentityMerging.leastSize

  /// What became of clusters.
  struct Found {
    /// On rank 0.
    let labels: [Int]
    /// On rank 0, how many clusters there are more than before.
    var count = 0
    /// Why clusters with gaps are as they were, if they are.
    var warning: String?
  }

  private let team: ClusteringTeam
  private let faces: FacesReadAgain
  /// The most similar that pairs within a part are on average.
  private let mostWithin: Double

  private var world: Communicator { team.world }
  private var isRoot: Bool { team.world.rank == 0 }

  init(_ team: ClusteringTeam, _ faces: FacesReadAgain, _ fit: ThresholdCalibration.Fit) {
    self.team = team
    self.faces = faces
    let angle = fit.meanAngle + Self.mostAlike * 2 * fit.tau
    mostWithin = ElementaryFunctions.sin(min(angle, .pi / 2))
  }

  /// The bytes of a node for labels, parts and the order of its faces; sums are as many as ``IdentityMerging`` has.
  static func bytes(_ load: ClusteringLoad) -> Int {
    let bytesOfFace = 4 * MemoryLayout<UInt32>.size + 3 * MemoryLayout<Int>.size
    return (load.faces * load.ranksOfNode.count / load.ranks + load.ranksOfNode.count)
      * bytesOfFace
  }

  /// Splits clusters. The faces are read, if a cluster has enough of them. Collective.
  ///
  /// - Parameter labels: on rank 0, the cluster of each face.
  func split(_ labels: [Int]) throws -> Found {
    var sizes = [Int](repeating: 0, count: (labels.max() ?? -1) + 1)
    for label in labels { sizes[label] += 1 }
    let large = sizes.indices.filter { sizes[$0] >= Self.leastSize }.map { UInt32($0) }
    let clusters = try world.broadcast(large, from: 0)
    guard !clusters.isEmpty else { return Found(labels: labels) }
    let rows = try faces.rows()
    var own = try faces.own(labels)
    let next = UInt32(try world.broadcast(sizes.count, from: 0))
    let parts = try halve(clusters, rows, &own, numberedFrom: next, mostWithin: mostWithin)
    guard Double(parts.count) <= Self.mostApart * Double(clusters.count) else {
      return Found(labels: labels, warning: Self.text(apart: parts.count, of: clusters.count))
    }
    try joinGroups(parts, rows, &own, numberedFrom: next + UInt32(parts.count))
    let all = try world.gather(varying: own, to: 0)?.elements ?? []
    let split = isRoot ? joiningSets(all, labels) : []
    let count = (split.max() ?? 0) - (labels.max() ?? 0)
    return Found(labels: count > 0 ? split : labels, count: count)
  }

  /// Two parts of a cluster with a gap between them, of which the second has a number of its own.
  private struct Parts {
    var pair: ClusterPair
    let sizes: [Double]
  }

  /// Splits clusters that are of two parts with a gap between them. Collective.
  ///
  /// - Parameters:
  ///   - rows: the faces of this rank.
  ///   - own: the cluster of each.
  ///   - next: the number of the first part that gets one.
  ///   - mostWithin: how similar the faces of a part may be to each other, on average.
  /// - Returns: what was split; the same on all ranks.
  private func halve(
    _ clusters: [UInt32], _ rows: FaceRows, _ own: inout [UInt32], numberedFrom next: UInt32,
    mostWithin: Double
  ) throws -> [Parts] {
    var found: [Parts] = []
    let faces = FacesByCluster(own)
    for batch in ClusterHalves.batches(of: clusters, dimension: rows.dimension) {
      let halves = try ClusterHalves(of: batch, rows, faces, among: team)
      let first = next + UInt32(found.count)
      // The numbers of second parts follow each other without those that are none.
      for parts in try apart(halves, secondFrom: first, rows, mostWithin) {
        let number = next + UInt32(found.count)
        for face in halves.faces(Int(parts.pair.second - first)).second {
          own[Int(face)] = number
        }
        found.append(Parts(pair: ClusterPair(parts.pair.first, number), sizes: parts.sizes))
      }
    }
    return found
  }

  /// Joins parts of which one has a gap within it, too: more than two parts are groups of one identity. Collective.
  private func joinGroups(
    _ parts: [Parts], _ rows: FaceRows, _ own: inout [UInt32], numberedFrom next: UInt32
  ) throws {
    let large = parts.flatMap { part in
      zip([part.pair.first, part.pair.second], part.sizes)
        .filter { $0.1 >= Double(Self.leastSize) }.map(\.0)
    }
    var parted = own
    let again = Set(
      try halve(large, rows, &parted, numberedFrom: next, mostWithin: .infinity).map(\.pair.first))
    let groups = parts.map(\.pair).filter { again.contains($0.first) || again.contains($0.second) }
    let whole = Dictionary(uniqueKeysWithValues: groups.map { ($0.second, $0.first) })
    own = own.map { whole[$0] ?? $0 }
  }

  /// Which of some clusters have a gap between their parts. Collective.
  ///
  /// - Parameter number: of the second part of the first cluster; that of the next one follows.
  private func apart(
    _ halves: ClusterHalves, secondFrom number: UInt32, _ rows: FaceRows, _ mostWithin: Double
  ) throws(MPIError) -> [Parts] {
    let pairs = halves.clusters.enumerated().map { ClusterPair($1, number + UInt32($0)) }
    let sums = halves.sums(secondFrom: number)
    let large = pairs.filter { pair in
      guard sums.sizes(of: pair).min()! >= Double(IdentityMerging.leastSize) else { return false }
      let (within, between) = sums.similarities(of: pair)
      let sides = within.map { $0 - between }
      return within.max()! <= mostWithin
        && sides.min()! >= Self.leastSide * max(0, sides[0] + sides[1])
    }
    let gaps = try sums.gaps(between: large, rows, among: team) {
      halves.faces(Int($0.second - number))
    }
    return zip(large, gaps).filter { $0.1 >= IdentityMerging.largestGap }.map {
      Parts(pair: $0.0, sizes: sums.sizes(of: $0.0))
    }
  }

  /// The labels of split clusters by falling size, where clusters stay whole in which faces that must be together would
  /// not be.
  private func joiningSets(_ split: [UInt32], _ labels: [Int]) -> [Int] {
    let torn = Set(
      (team.constraints?.sets ?? []).filter { set in
        set.contains { split[Int($0)] != split[Int(set[0])] }
      }.map { labels[Int($0[0])] })
    return Labels.numberedBySize(
      clusters: labels.indices.map { torn.contains(labels[$0]) ? UInt32(labels[$0]) : split[$0] })
  }

  private static func text(apart: Int, of tested: Int) -> String {
    "\(apart) of the \(tested) clusters of \(leastSize) faces or more are of two parts with a gap between "
      + "them: identities seem to be made of groups, and clusters stay whole; if many identities look alike, "
      + "try a higher --min-sim"
  }
}
