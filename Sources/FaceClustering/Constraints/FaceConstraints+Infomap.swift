import Clustering
import Infomap

extension FaceConstraints {
  /// Which nodes of a network must be apart, whose links are those of sets of faces; nil where none must.
  func apartNodes(of network: Network) -> ApartNodes? {
    var groups: [UInt32: [UInt32]] = [:]
    for (node, id) in network.nodeIDs.enumerated() {
      if let own = groupsOf[id] { groups[UInt32(node)] = own }
    }
    return groups.isEmpty ? nil : ApartNodes(groupsOf: groups)
  }
}

extension Labels {
  /// The labels where each face is in the cluster of its set, numbered anew by falling size.
  static func spread(_ labels: [Int], over constraints: FaceConstraints) -> [Int] {
    numberedBySize(clusters: constraints.setOf.map { UInt32(labels[Int($0)]) })
  }
}
