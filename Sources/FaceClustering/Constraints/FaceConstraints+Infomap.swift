import Clustering
import Infomap

extension FaceConstraints {
  /// Which nodes of a network must be apart, whose links are those of sets of faces; nil where none must.
  func apartNodes(of network: Network) -> ApartNodes? {
    let nodeIDs = network.nodeIDs
    let apart = ApartNodes(nodeCount: nodeIDs.count) { groups(of: nodeIDs[Int($0)]) }
    return apart.isEmpty ? nil : apart
  }
}

extension Labels {
  /// The labels where each face is in the cluster of its set, numbered anew by falling size.
  static func spread(_ labels: [Int], over constraints: FaceConstraints) -> [Int] {
    numberedBySize(clusters: constraints.setOf.map { UInt32(labels[Int($0)]) })
  }
}
