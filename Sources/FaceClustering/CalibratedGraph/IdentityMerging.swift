import MPI
import NearestNeighbors

/// Finds clusters that are parts of one identity, as of one with many more faces than neighbors are searched,
/// and joins them: clusters whose faces are, but for what faces have in common, about as similar to those of
/// the other as to their own, with no gap between the faces of one and the other.
struct IdentityMerging {
  /// The least ratio of the centered similarity between two clusters to that within them.
  private static let leastLikeness = 0.75
  /// Clusters further apart along the line through their means, in standard deviations, are not joined.
  static let largestGap = 7.0
  /// Smaller clusters tell neither ratio nor gap.
  static let leastSize = 8
  private static let mostRounds = 8

  private let team: ClusteringTeam
  private let faces: FacesReadAgain
  private let evenOdds: Double

  private var world: Communicator { team.world }
  private var isRoot: Bool { team.world.rank == 0 }

  /// - Parameter evenOdds: the similarity from which on a pair is more likely of the same identity than not.
  init(_ team: ClusteringTeam, _ faces: FacesReadAgain, evenOdds: Double) {
    self.team = team
    self.faces = faces
    self.evenOdds = evenOdds
  }

  /// The bytes of a node: the faces, and sums of clusters.
  static func bytes(_ load: ClusteringLoad) -> Int {
    let ranks = load.ranksOfNode.count
    return (load.faces * ranks / load.ranks + ranks) * load.dimension * MemoryLayout<Float>.size
      + ranks * 3 * ClusterSums.mostBytes + load.faces * MemoryLayout<Int>.size * 2
  }

  /// Joins clusters. The faces are read, if any are near each other. Collective.
  ///
  /// - Parameters:
  ///   - labels: on rank 0, the cluster of each face.
  ///   - edges: of similar faces, on rank 0.
  /// - Returns: on rank 0, the labels and how many clusters were joined to others; no labels elsewhere.
  func joined(
    _ labels: [Int], linkedBy edges: SharedEdges
  ) throws -> (labels: [Int], count: Int) {
    var labels = labels
    var sum: SumOfFaces?
    var count = 0
    for _ in 0..<Self.mostRounds {
      let own = isRoot ? linkedPairs(labels, edges) : []
      try world.sleepingBarrier()
      let pairs = try world.broadcast(own, from: 0)
      guard !pairs.isEmpty else { break }
      let rows = try faces.rows()
      let all = try sum ?? SumOfFaces(of: rows, among: team)
      sum = all
      let joins = try joins(pairs, rows, all, labels)
      guard !joins.isEmpty else { break }
      guard isRoot else { continue }
      let joined = joining(labels, joins)
      count += (labels.max() ?? 0) - (joined.max() ?? 0)
      labels = joined
    }
    return (labels, count)
  }

  /// The pairs of clusters of some size between which there is a link of at least even odds, rising.
  private func linkedPairs(_ labels: [Int], _ edges: SharedEdges) -> [UInt32] {
    var sizes = [Int](repeating: 0, count: (labels.max() ?? -1) + 1)
    for label in labels { sizes[label] += 1 }
    var found: Set<UInt64> = []
    let (sources, targets, weights) = (edges.sources.span, edges.targets.span, edges.weights.span)
    for edge in 0..<edges.count where Double(weights[edge]) >= evenOdds {
      let (a, b) = (labels[Int(sources[edge])], labels[Int(targets[edge])])
      guard a != b, sizes[a] >= Self.leastSize, sizes[b] >= Self.leastSize else { continue }
      found.insert(UInt64(min(a, b)) << 32 | UInt64(max(a, b)))
    }
    var pairs = found.sorted().map { ClusterPair(UInt32($0 >> 32), UInt32(truncatingIfNeeded: $0)) }
    if let constraints = team.constraints {
      // Once for a pair, however many edges it has.
      let groups = constraints.groups(ofClusters: labels)
      pairs.removeAll { pair in
        guard let own = groups[Int(pair.first)], let others = groups[Int(pair.second)] else {
          return false
        }
        return !own.isDisjoint(with: others)
      }
    }
    return pairs.flatMap { [$0.first, $0.second] }
  }

  /// The pairs of clusters to be joined: the first is the most alike of the second, and has none that is larger and more
  /// alike; the same on all ranks. Collective.
  private func joins(
    _ numbers: [UInt32], _ rows: FaceRows, _ all: SumOfFaces, _ labels: [Int]
  ) throws -> [ClusterPair] {
    let own = FacesByCluster(try faces.own(labels))
    var best: [UInt32: (likeness: Double, other: UInt32)] = [:]
    let pairs = stride(from: 0, to: numbers.count, by: 2).map {
      ClusterPair(numbers[$0], numbers[$0 + 1])
    }
    for batch in ClusterSums.batches(of: pairs, dimension: rows.dimension) {
      let sums = try ClusterSums(of: pairs[batch], rows, own, among: all, team)
      var alike: [ClusterPair] = []
      var likenesses: [Double] = []
      for pair in pairs[batch] {
        guard let likeness = sums.likeness(of: pair, least: evenOdds),
          likeness >= Self.leastLikeness
        else { continue }
        alike.append(pair)
        likenesses.append(likeness)
      }
      let gaps = try sums.gaps(between: alike, rows, among: team) {
        (own[$0.first], own[$0.second])
      }
      for (place, pair) in alike.enumerated() where gaps[place] < Self.largestGap {
        let likeness = likenesses[place]
        for (cluster, other) in [(pair.first, pair.second), (pair.second, pair.first)]
        where best[cluster].map({ likeness > $0.likeness }) ?? true {
          best[cluster] = (likeness, other)
        }
      }
    }
    return pairs.filter {
      // Numbers rise with falling size.
      guard best[$0.second]?.other == $0.first, let other = best[$0.first]?.other else {
        return false
      }
      return other > $0.first
    }
  }

  /// The labels with each pair's clusters as one, but for those that must be apart from others which joined before.
  private func joining(_ labels: [Int], _ joins: [ClusterPair]) -> [Int] {
    var target = Array(0...UInt32(labels.max() ?? 0))
    var groups = team.constraints?.groups(ofClusters: labels) ?? [:]
    for pair in joins {
      let (first, second) = (Int(pair.first), Int(pair.second))
      let own = groups[second] ?? []
      guard own.isDisjoint(with: groups[first] ?? []) else { continue }
      target[second] = pair.first
      groups[first, default: []].formUnion(own)
    }
    return Labels.numberedBySize(clusters: labels.map { target[$0] })
  }
}

/// Two clusters, by their numbers.
struct ClusterPair: Sendable {
  /// The lower of the two.
  let first: UInt32
  let second: UInt32

  init(_ first: UInt32, _ second: UInt32) {
    self.first = first
    self.second = second
  }
}
