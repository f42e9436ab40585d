/// Clusters by a search along directed edges from one face after another, as programs do it that go
/// through the lists in the order of the faces. The numbering of the faces matters to them.
struct DirectedReach {
  /// For each face the smallest expandable face from which a path of edges leads to it over expandable
  /// ones, or itself.
  let labels: [UInt32]

  /// - Parameters:
  ///   - isExpandable: whether the search starts from a face and goes on from it.
  ///   - follows: whether an edge leads anywhere, by its face, its place in the row and its weight.
  init(
    _ graph: NeighborGraph, isExpandable: (Int) -> Bool,
    follows: (_ face: Int, _ place: Int, _ weight: Float) -> Bool
  ) {
    let unlabeled = UInt32.max
    var labels = [UInt32](repeating: unlabeled, count: graph.nodeCount)
    var open: [Int] = []
    for start in 0..<graph.nodeCount where labels[start] == unlabeled && isExpandable(start) {
      labels[start] = UInt32(start)
      open.append(start)
      while let face = open.popLast() {
        var place = 0
        graph.forEachNeighbor(of: face) { other, weight in
          defer { place += 1 }
          guard labels[other] == unlabeled, follows(face, place, weight) else { return }
          labels[other] = UInt32(start)
          if isExpandable(other) { open.append(other) }
        }
      }
    }
    self.labels = labels.enumerated().map { $1 == unlabeled ? UInt32($0) : $1 }
  }
}
