import Calibration
import Clustering

/// Joins faces that no other face links to, as one has whose similar faces all have `k` others that are more
/// similar, to the cluster that most of the weight of their links leads to.
///
/// The walker is at such a face by its link to itself only. The codelength is shorter with it alone, however much its
/// links weigh, since nothing leads back to it.
enum UnvisitedFaces {
  /// A link of a calibrated graph, without those of faces to themselves; of weight 0 where there is none.
  typealias Link = (source: UInt32, target: UInt32, weight: Float)

  /// The clusters with these faces in those of others, numbered anew if there are any.
  ///
  /// - Parameters:
  ///   - labels: the cluster of each face.
  ///   - links: their number.
  ///   - link: those of a face one after another.
  static func joined(
    _ labels: [Int], links: Int, _ link: (Int) -> Link, constraints: FaceConstraints?
  ) -> [Int] {
    var isCandidate = alone(labels)
    for index in 0..<links {
      let (_, target, weight) = link(index)
      if weight > 0 { isCandidate[Int(target)] = false }
    }
    var groups = constraints?.groups(ofClusters: labels) ?? [:]
    var joined = labels
    var index = 0
    while index < links {
      let face = link(index).source
      guard isCandidate[Int(face)] else {
        index += 1
        continue
      }
      var weights: [Int: Double] = [:]
      while index < links, link(index).source == face {
        weights[labels[Int(link(index).target)], default: 0] += Double(link(index).weight)
        index += 1
      }
      // Of equal ones the larger cluster, whose number is lower.
      let most = weights.max { ($0.value, $1.key) < ($1.value, $0.key) }!
      let own = groups[labels[Int(face)]] ?? []
      guard most.value > LinkWeightCurve.weightOfSelf,
        own.isDisjoint(with: groups[most.key] ?? [])
      else { continue }
      joined[Int(face)] = most.key
      groups[most.key, default: []].formUnion(own)
    }
    return joined == labels ? labels : Labels.numberedBySize(clusters: joined.map { UInt32($0) })
  }

  /// Which faces are the only one of their cluster.
  private static func alone(_ labels: [Int]) -> [Bool] {
    var sizes = [Int](repeating: 0, count: (labels.max() ?? -1) + 1)
    for label in labels { sizes[label] += 1 }
    return labels.map { sizes[$0] == 1 }
  }
}
