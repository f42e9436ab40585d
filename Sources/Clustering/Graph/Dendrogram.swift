import BinarySearch

/// The tree of single linkage: which faces become connected with which others as the similarity that
/// connects them falls. Faces that no edge connects are in trees of their own.
///
/// Every node is a cluster. Nodes are numbered as in scipy: the faces first, then the merges in their
/// order.
package struct Dendrogram: Sendable {
  /// Two clusters that become one.
  package struct Merge: Sendable, Equatable {
    /// The nodes that merge, the lower number first.
    package let left: Int
    package let right: Int
    /// The similarity of the edge that connects them.
    package let weight: Float
    /// How many faces the new cluster has.
    package let size: Int
  }

  /// The number of faces.
  package let faces: Int
  /// By falling weight.
  package let merges: [Merge]
  /// The edge that makes each merge: together a spanning forest of the greatest weight.
  package let edges: [WeightedEdge]

  /// The tree of a graph (Kruskal: "On the shortest spanning subtree of a graph", 1956).
  ///
  /// Of edges of equal weight the first in the order of the rows merges first, so that the tree does not
  /// depend on anything else. Edges of less than `least` are left out.
  ///
  /// The greatest weights come first. When the forest of these is known, most others connect faces of the same tree and
  /// need not be sorted.
  package init(_ graph: NeighborGraph, least: Double = -.infinity) {
    var forest = GrowingForest(faces: graph.nodeCount)
    // What was at least so great has been in the forest; nothing before the first edges.
    var above = Float.nan
    for floor in Self.floors(of: graph) + [-Float.infinity] {
      let trees = forest.trees()
      var edges: [WeightedEdge] = []
      for face in 0..<graph.nodeCount {
        let tree = trees[face]
        for entry in graph.row(face) {
          let weight = graph.weights[entry]
          guard weight >= floor, !(weight >= above), Double(weight) >= least else { continue }
          let other = graph.targets[entry]
          guard trees[Int(other)] != tree else { continue }
          edges.append(WeightedEdge(source: UInt32(face), target: other, weight: weight))
        }
      }
      forest.grow(by: &edges)
      above = floor
    }
    self.init(forest)
  }

  /// The tree of some edges.
  package init(faces: Int, _ edges: [WeightedEdge]) {
    var forest = GrowingForest(faces: faces)
    var edges = edges
    forest.grow(by: &edges)
    self.init(forest)
  }

  private init(_ forest: GrowingForest) {
    faces = forest.faces
    merges = forest.merges
    edges = forest.edges
  }

  /// Weights that about these shares of the edges reach, by a sample of them; none where there are few edges.
  private static func floors(of graph: NeighborGraph) -> [Float] {
    guard graph.entryCount >= fewEdges else { return [] }
    var sample = (0..<mostSampled).map { graph.weights[$0 * graph.entryCount / mostSampled] }
    sample.sort(by: >)
    return sharesAtFirst.map { sample[Int($0 * Double(mostSampled))] }
  }

  private static let (fewEdges, mostSampled) = (1 << 16, 1 << 13)
  private static let sharesAtFirst = [1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2]

  /// How many trees there are.
  package var trees: Int { faces - merges.count }

  /// The clusters that edges of some weight and more connect, by their smallest faces.
  package func labels(least: Double) -> [UInt32] {
    labels(merges: merges.partitioningIndex { Double($0.weight) < least })
  }

  /// How many merges to make for a number of clusters: the fewest after which there are no more, and
  /// which leave none of equal weight out. There are more clusters where there are more trees.
  package func merges(forClusters count: Int) -> Int {
    let wanted = min(max(0, faces - count), merges.count)
    guard wanted > 0 else { return 0 }
    let least = merges[wanted - 1].weight
    return merges.partitioningIndex { $0.weight < least }
  }

  /// The clusters after so many merges, by their smallest faces.
  package func labels(merges count: Int) -> [UInt32] {
    var components = Components(count: faces)
    for edge in edges[..<count] { components.join(Int(edge.source), Int(edge.target)) }
    return components.labels()
  }

  /// The bytes that a tree of a graph needs while it is made.
  package static func bytes(faces: Int, edges: Int) -> Int {
    2 * edges * MemoryLayout<WeightedEdge>.stride
      + faces * (2 * MemoryLayout<UInt32>.size + MemoryLayout<Int>.size)
      + faces * 2 * (MemoryLayout<Merge>.stride + MemoryLayout<WeightedEdge>.stride)
  }
}

extension Array {
  /// The first index from which on a condition holds, where it holds for all behind it too.
  func partitioningIndex(where holds: (Element) -> Bool) -> Int {
    indices.partitioningIndex { holds(self[$0]) }
  }
}
