/// Clusters changed so that constraints hold: first every set of faces that must be together goes to one
/// cluster, the one that it is most similar to in sum; then clusters with faces that must be apart are parted
/// along their weakest edges.
///
/// A cluster is parted by joining its faces along edges of falling similarity (Kruskal: "On the shortest
/// spanning subtree of a graph", 1956), but never two parts with faces that must be apart. Clusters in which all
/// may be together stay as they are.
package struct ConstrainedClusters {
  private let constraints: FaceConstraints
  private let graph: NeighborGraph
  /// The cluster of each face.
  private var labels: [UInt32]

  /// Changes clusters.
  ///
  /// - Parameters:
  ///   - labels: for each face any number that those of its cluster have, and no others.
  ///   - graph: of the faces.
  /// - Returns: the smallest face in the cluster of each face.
  package static func clusters(
    _ labels: [UInt32], holding constraints: FaceConstraints, on graph: NeighborGraph
  ) -> [UInt32] {
    precondition(labels.count == constraints.faces && graph.nodeCount == constraints.faces)
    var clusters = Self(constraints: constraints, graph: graph, labels: labels)
    clusters.bringSetsTogether()
    clusters.part()
    precondition(constraints.areHeld(by: clusters.labels), "constraints do not hold")
    return clusters.labels
  }

  private init(constraints: FaceConstraints, graph: NeighborGraph, labels: [UInt32]) {
    (self.constraints, self.graph, self.labels) = (constraints, graph, labels)
  }

  private struct SetInCluster: Hashable {
    let set: UInt32
    let label: UInt32
  }

  /// Brings the faces of each set that is in several clusters to one: the one that its edges to other faces have
  /// the greatest sum to, or, without any, the one that most of its faces are in; of equal ones to the lowest
  /// number.
  private mutating func bringSetsTogether() {
    let scattered = constraints.sets.filter { faces in
      faces.contains { labels[Int($0)] != labels[Int(faces[0])] }
    }
    guard !scattered.isEmpty else { return }
    let sets = Set(scattered.map { $0[0] })
    var sums: [SetInCluster: Double] = [:]
    let setOf = constraints.setOf
    for face in setOf.indices {
      graph.forEachNeighbor(of: face) { other, weight in
        guard setOf[face] != setOf[other] else { return }
        for (end, outside) in [(face, other), (other, face)] where sets.contains(setOf[end]) {
          sums[SetInCluster(set: setOf[end], label: labels[outside]), default: 0] += Double(weight)
        }
      }
    }
    var best: [UInt32: (label: UInt32, sum: Double)] = [:]
    for (place, sum) in sums {
      if let known = best[place.set], (known.sum, place.label) > (sum, known.label) { continue }
      best[place.set] = (place.label, sum)
    }
    for faces in scattered {
      let target = best[faces[0]]?.label ?? mostFrequent(faces.map { labels[Int($0)] })
      for face in faces { labels[Int(face)] = target }
    }
  }

  private func mostFrequent(_ labels: [UInt32]) -> UInt32 {
    var counts: [UInt32: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key
  }

  /// Parts the clusters that have faces which must be apart, and names all clusters by their smallest faces.
  private mutating func part() {
    let conflicts = constraints.clustersWithConflicts(labels)
    var components = Components(count: labels.count)
    for faces in constraints.sets {
      for face in faces { components.join(Int(faces[0]), Int(face)) }
    }
    var first: [UInt32: Int] = [:]
    for (face, label) in labels.enumerated() where !conflicts.contains(label) {
      if let other = first[label] { components.join(other, face) } else { first[label] = face }
    }
    var groups = GroupsOfParts()
    constraints.forEachSetInGroups { set, own in
      guard conflicts.contains(labels[Int(set)]) else { return }
      groups[components.root(of: Int(set))] = Set(own)
    }
    for edge in edges(within: conflicts) {
      Self.join(Int(edge.source), Int(edge.target), &components, &groups)
    }
    joinParts(of: conflicts, &components, &groups)
    labels = components.labels()
  }

  /// The edges within some clusters, by falling weight.
  private func edges(within clusters: Set<UInt32>) -> [WeightedEdge] {
    guard !clusters.isEmpty else { return [] }
    var edges: [WeightedEdge] = []
    for face in labels.indices where clusters.contains(labels[face]) {
      graph.forEachNeighbor(of: face) { other, weight in
        guard labels[other] == labels[face] else { return }
        edges.append(WeightedEdge(source: UInt32(face), target: UInt32(other), weight: weight))
      }
    }
    WeightedEdge.sort(&edges)
    return edges
  }

  /// Joins two parts unless they have sets that must be apart.
  private static func join(
    _ a: Int, _ b: Int, _ components: inout Components, _ groups: inout GroupsOfParts
  ) {
    let (a, b) = (components.root(of: a), components.root(of: b))
    guard a != b, groups.areDisjoint(a, b) else { return }
    components.join(a, b)
    groups.unite(max(a, b), into: min(a, b))
  }

  /// Joins the parts of clusters that no edge connects as far as they may be together: the largest first, each
  /// to the first that it may be with.
  private func joinParts(
    of clusters: Set<UInt32>, _ components: inout Components, _ groups: inout GroupsOfParts
  ) {
    var sizes: [Int: Int] = [:]
    for face in labels.indices where clusters.contains(labels[face]) {
      sizes[components.root(of: face), default: 0] += 1
    }
    let parts = sizes.keys.sorted {
      (labels[$0], sizes[$1]!, $0) < (labels[$1], sizes[$0]!, $1)
    }
    var firsts: [Int] = []
    for part in parts {
      if let last = firsts.last, labels[last] != labels[part] { firsts = [] }
      guard let match = firsts.first(where: { groups.areDisjoint(part, components.root(of: $0)) })
      else {
        firsts.append(part)
        continue
      }
      Self.join(match, part, &components, &groups)
    }
  }
}
