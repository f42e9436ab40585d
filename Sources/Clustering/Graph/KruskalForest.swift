/// A forest of the greatest weight while it grows edge by edge (see ``Dendrogram``).
struct KruskalForest {
  let faces: Int
  private(set) var merges: [Dendrogram.Merge] = []
  /// The edge of each merge.
  private(set) var edges: [WeightedEdge] = []
  private var components: Components
  /// The node of the tree that a component is, and its size, at its root.
  private var nodes: [Int]
  private var sizes: [UInt32]

  init(faces: Int) {
    self.faces = faces
    components = Components(count: faces)
    nodes = [Int](0..<faces)
    sizes = [UInt32](repeating: 1, count: faces)
  }

  /// The smallest face of the tree of each face.
  mutating func trees() -> [UInt32] { components.labels() }

  /// Takes those edges that connect trees, by falling weight, of equal ones the first.
  ///
  /// - Parameter edges: of less weight than those before, or as much; sorted afterwards.
  mutating func grow(by edges: inout [WeightedEdge]) {
    WeightedEdge.sort(&edges)
    for edge in edges {
      let a = components.root(of: Int(edge.source))
      let b = components.root(of: Int(edge.target))
      guard a != b else { continue }
      let size = sizes[a] + sizes[b]
      merges.append(
        Dendrogram.Merge(
          left: min(nodes[a], nodes[b]), right: max(nodes[a], nodes[b]), weight: edge.weight,
          size: Int(size)))
      self.edges.append(edge)
      components.join(a, b)
      // The smaller root stays one.
      nodes[min(a, b)] = faces + merges.count - 1
      sizes[min(a, b)] = size
    }
  }
}
