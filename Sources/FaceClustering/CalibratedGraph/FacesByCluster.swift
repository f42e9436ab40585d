import BinarySearch

/// The faces of this rank by their clusters.
struct FacesByCluster {
  /// Those of one cluster, rising, after those of another.
  private let faces: [UInt32]
  /// The clusters that have any, rising.
  private let clusters: [UInt32]
  /// Where the faces of each of these begin, and where those of the last one end.
  private let starts: [Int]

  /// - Parameter labels: the cluster of each face.
  init(_ labels: [UInt32]) {
    var sorted = labels.enumerated().map { UInt64($1) << 32 | UInt64($0) }
    sorted.sort()
    var clusters: [UInt32] = []
    var starts: [Int] = []
    for (place, entry) in sorted.enumerated() {
      let cluster = UInt32(entry >> 32)
      guard clusters.last != cluster else { continue }
      clusters.append(cluster)
      starts.append(place)
    }
    starts.append(sorted.count)
    faces = sorted.map { UInt32(truncatingIfNeeded: $0) }
    (self.clusters, self.starts) = (clusters, starts)
  }

  /// The faces of a cluster; none of one that has none here.
  subscript(cluster: UInt32) -> ArraySlice<UInt32> {
    let place = clusters.indices.partitioningIndex { clusters[$0] >= cluster }
    guard place < clusters.count, clusters[place] == cluster else { return [] }
    return faces[starts[place]..<starts[place + 1]]
  }
}
