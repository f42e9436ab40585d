/// A tree of which only splits into two parts of some size count; from a part too small its faces fall.
///
/// The trees of a graph in several parts hang on one root, at density 0. The root itself is no cluster.
struct CondensedTree {
  /// A cluster of the condensed tree, numbered so that parents come before their children.
  private struct Cluster {
    /// Nil for the root.
    let parent: Int?
    /// The density, one over the distance, at which it is born.
    let birth: Double
    /// How much longer than its birth its faces stay, in sum.
    var stability = 0.0
  }

  private var clusters: [Cluster]
  /// The cluster from which each face falls.
  private var clusterOfFace: [Int]

  /// Distances below what the rounding of similarities lets through count as this one.
  private static let leastDistance = (2 * 0x1p-24).squareRoot()

  init(_ tree: Dendrogram, leastFaces: Int) {
    clusters = [Cluster(parent: nil, birth: 0)]
    clusterOfFace = [Int](repeating: 0, count: tree.faces)
    func size(_ node: Int) -> Int { node < tree.faces ? 1 : tree.merges[node - tree.faces].size }
    // Of each node the cluster whose faces it has, where it is not too small to count.
    var clusterOfNode = [Int?](repeating: nil, count: tree.faces + tree.merges.count)
    let large = tree.roots.filter { size($0) >= leastFaces }
    for root in large {
      clusterOfNode[root] = large.count == 1 ? 0 : addCluster(parent: 0, birth: 0)
    }
    // Later merges are of greater nodes.
    for (place, merge) in tree.merges.enumerated().reversed() {
      guard let own = clusterOfNode[tree.faces + place] else { continue }
      let density = 1 / max(Self.leastDistance, SingleLinkage.distance(of: merge.weight))
      let parts = tree.parts(ofMerge: place)
      let counting = parts.filter { size($0) >= leastFaces }
      for part in parts where size(part) < leastFaces {
        fall(size(part), from: own, at: density)
        for face in tree.faces(of: part) { clusterOfFace[face] = own }
      }
      for part in counting {
        if counting.count == 1 {
          clusterOfNode[part] = own
        } else {
          fall(size(part), from: own, at: density)
          clusterOfNode[part] = addCluster(parent: own, birth: density)
        }
      }
    }
  }

  private mutating func addCluster(parent: Int, birth: Double) -> Int {
    clusters.append(Cluster(parent: parent, birth: birth))
    return clusters.count - 1
  }

  /// Counts faces that leave a cluster.
  private mutating func fall(_ faces: Int, from cluster: Int, at density: Double) {
    clusters[cluster].stability += (density - clusters[cluster].birth) * Double(faces)
  }

  /// The most stable clusters, by their smallest faces; faces in none of them are alone.
  func labels() -> [UInt32] {
    // Whether a cluster is more stable than the best of those below it together.
    var isTaken = [Bool](repeating: true, count: clusters.count)
    var below = [Double](repeating: 0, count: clusters.count)
    isTaken[0] = false
    for cluster in clusters.indices.dropFirst().reversed() {
      isTaken[cluster] = below[cluster] <= clusters[cluster].stability
      below[clusters[cluster].parent!] += max(below[cluster], clusters[cluster].stability)
    }
    // The topmost one that is taken.
    var chosen = [Int?](repeating: nil, count: clusters.count)
    for cluster in clusters.indices.dropFirst() {
      chosen[cluster] = chosen[clusters[cluster].parent!] ?? (isTaken[cluster] ? cluster : nil)
    }
    var firstFace = [UInt32?](repeating: nil, count: clusters.count)
    return clusterOfFace.indices.map { face in
      guard let cluster = chosen[clusterOfFace[face]] else { return UInt32(face) }
      let first = firstFace[cluster] ?? UInt32(face)
      firstFace[cluster] = first
      return first
    }
  }
}

extension Dendrogram {
  /// What falls apart where a merge is undone with those below it of the same weight: which of these came
  /// first means nothing.
  fileprivate func parts(ofMerge place: Int) -> [Int] {
    let weight = merges[place].weight
    var parts: [Int] = []
    var open = [merges[place].right, merges[place].left]
    while let node = open.popLast() {
      if node >= faces, merges[node - faces].weight == weight {
        open += [merges[node - faces].right, merges[node - faces].left]
      } else {
        parts.append(node)
      }
    }
    return parts
  }
}
