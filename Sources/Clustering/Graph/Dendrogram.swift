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
  package init(_ graph: NeighborGraph, least: Double = -.infinity, threads: Int = 1) {
    var forest = KruskalForest(faces: graph.nodeCount)
    let falling = FallingEdges(graph, least: least, threads: threads)
    var above = Float.nan
    for floor in falling.floors {
      var edges = falling.edges(below: above, downTo: floor, between: forest.trees())
      forest.grow(by: &edges)
      above = floor
    }
    self.init(forest)
  }

  /// The tree of some edges.
  package init(faces: Int, _ edges: [WeightedEdge]) {
    var forest = KruskalForest(faces: faces)
    var edges = edges
    forest.grow(by: &edges)
    self.init(forest)
  }

  private init(_ forest: KruskalForest) {
    faces = forest.faces
    merges = forest.merges
    edges = forest.edges
  }

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
