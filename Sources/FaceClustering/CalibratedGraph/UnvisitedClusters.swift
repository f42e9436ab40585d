import Calibration
import Clustering

/// Joins small clusters to which hardly a link leads, as those of faces whose similar faces all have `k` others that
/// are more similar, to the cluster that most of the weight of their links leads to.
///
/// The walker is in such a cluster by the links of its faces to themselves and each other only. The codelength says next
/// to nothing of it, however much its links weigh, since hardly anything leads back to it.
struct UnvisitedClusters {
  /// Of the weight that leads from a cluster to the one it joins, the share that may lead into it.
  private static let mostLeadingBack = 0.5

  private let labels: [Int]
  private let sizes: [Int]
  /// Of each small cluster the weight of the links within it, those of its faces to themselves too.
  private var within: [Double]
  /// Of each small cluster the weight that leads into it from others, and to others from it.
  private var leadingIn, leadingOut: [Double]

  /// The clusters with these in others, numbered anew if there are any.
  ///
  /// - Parameters:
  ///   - labels: the cluster of each face, the largest cluster first.
  ///   - links: the number of links of a calibrated graph, without those of faces to themselves.
  ///   - ends: of each link its source and target; those of a face one after another.
  ///   - weight: of each link; 0 where there is none.
  static func joined(
    _ labels: [Int], links: Int, _ ends: (Int) -> (source: UInt32, target: UInt32),
    _ weight: (Int) -> Float, constraints: FaceConstraints?
  ) -> [Int] {
    let clusters = UnvisitedClusters(labels, links: links, ends, weight)
    let targets = clusters.targets(links: links, ends, weight, constraints)
    guard targets.indices.contains(where: { targets[$0] != $0 }) else { return labels }
    return Labels.numberedBySize(clusters: labels.map { UInt32(targets[$0]) })
  }

  private init(
    _ labels: [Int], links: Int, _ ends: (Int) -> (source: UInt32, target: UInt32),
    _ weight: (Int) -> Float
  ) {
    self.labels = labels
    var sizes = [Int](repeating: 0, count: (labels.max() ?? -1) + 1)
    for label in labels { sizes[label] += 1 }
    self.sizes = sizes
    within = sizes.map { Double($0) * LinkWeightCurve.weightOfSelf }
    leadingIn = [Double](repeating: 0, count: sizes.count)
    leadingOut = leadingIn
    let isInSmall = labels.map { Self.isSmall(sizes[$0]) }
    for link in 0..<links {
      let (source, target) = ends(link)
      // Of larger clusters nothing is asked.
      guard isInSmall[Int(source)] || isInSmall[Int(target)] else { continue }
      let (from, to) = (labels[Int(source)], labels[Int(target)])
      let weight = Double(weight(link))
      if from == to {
        within[from] += weight
      } else {
        leadingOut[from] += weight
        leadingIn[to] += weight
      }
    }
  }

  /// Larger clusters are compared by their faces (`IdentityMerging`).
  private static func isSmall(_ size: Int) -> Bool { size < IdentityMerging.leastSize }

  /// Whether so much weight to one other cluster makes this one a part of it.
  private func isPart(_ cluster: Int, byWeight weight: Double) -> Bool {
    Self.isSmall(sizes[cluster]) && weight > within[cluster]
      && leadingIn[cluster] < Self.mostLeadingBack * weight
  }

  /// Where the faces of each cluster go.
  private func targets(
    links: Int, _ ends: (Int) -> (source: UInt32, target: UInt32), _ weight: (Int) -> Float,
    _ constraints: FaceConstraints?
  ) -> [Int] {
    var weights: [Int: [Int: Double]] = [:]
    let mayBePart = sizes.indices.map { isPart($0, byWeight: leadingOut[$0]) }
    for link in mayBePart.contains(true) ? 0..<links : 0..<0 {
      let (source, target) = ends(link)
      let from = labels[Int(source)]
      guard mayBePart[from] else { continue }
      let to = labels[Int(target)]
      guard from != to else { continue }
      weights[from, default: [:]][to, default: 0] += Double(weight(link))
    }
    var groups = constraints?.groups(ofClusters: labels) ?? [:]
    var targets = Array(sizes.indices)
    // The larger ones first, so that none goes where nobody is any more.
    for cluster in weights.keys.sorted() {
      // Of equal ones the larger cluster, whose number is lower.
      let most = weights[cluster]!.max { ($0.value, $1.key) < ($1.value, $0.key) }!
      guard isPart(cluster, byWeight: most.value), most.key < cluster else { continue }
      let target = targets[most.key]
      let own = groups[cluster] ?? []
      guard own.isDisjoint(with: groups[target] ?? []) else { continue }
      targets[cluster] = target
      groups[target, default: []].formUnion(own)
    }
    return targets
  }
}
