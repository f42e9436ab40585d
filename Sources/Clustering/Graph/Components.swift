/// Which faces are connected with each other, found by joining sets of faces (union-find with path
/// halving; Tarjan and van Leeuwen, "Worst-case analysis of set union algorithms", 1984).
struct Components {
  private var parents: [UInt32]

  /// Every face alone.
  init(count: Int) { parents = (0..<count).map { UInt32($0) } }

  /// The smallest face that is connected with this one so far.
  mutating func root(of node: Int) -> Int {
    var node = node
    while parents[node] != node {
      parents[node] = parents[Int(parents[node])]
      node = Int(parents[node])
    }
    return node
  }

  /// Connects two faces.
  mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (root(of: a), root(of: b))
    if a < b { parents[b] = UInt32(a) } else if b < a { parents[a] = UInt32(b) }
  }

  /// The smallest face of the component of each face.
  mutating func labels() -> [UInt32] { parents.indices.map { UInt32(root(of: $0)) } }
}
