/// One thread's comparison of a face's list of neighbors with theirs.
final class ListComparison: @unchecked Sendable {
  /// For which face, plus 1, another was last seen in the list.
  private var inList: [UInt32]
  /// For which comparison a face was last seen in the list of the neighbor.
  private var inOther: [UInt32]
  private var comparison: UInt32 = 0

  init(faces: Int) {
    inList = [UInt32](repeating: 0, count: faces)
    inOther = [UInt32](repeating: 0, count: faces)
  }

  /// Calls `body` with each place in the list of a face, from 0, and the rank-order distance to the face
  /// there; infinite where that does not list this face.
  func compare(_ face: Int, _ graph: NeighborGraph, _ body: (_ place: Int, Double) -> Void) {
    let mark = UInt32(face) + 1
    inList[face] = mark
    graph.forEachNeighbor(of: face) { other, _ in inList[other] = mark }
    var place = 0
    graph.forEachNeighbor(of: face) { other, _ in
      body(place, distance(from: face, to: other, at: place + 1, mark, graph))
      place += 1
    }
  }

  /// - Parameter rank: the place of the other face in the list of this one, which is itself at 0.
  private func distance(
    from face: Int, to other: Int, at rank: Int, _ mark: UInt32, _ graph: NeighborGraph
  ) -> Double {
    if comparison == .max {
      for face in inOther.indices { inOther[face] = 0 }
      comparison = 0
    }
    comparison += 1
    var rankOfFace: Int?
    // The other face itself is in the list of this one.
    var (place, missingSoFar, missing) = (0, 0, 0)
    inOther[other] = comparison
    graph.forEachNeighbor(of: other) { listed, _ in
      place += 1
      inOther[listed] = comparison
      if inList[listed] != mark { missingSoFar += 1 }
      if listed == face {
        rankOfFace = place
        missing = missingSoFar
      }
    }
    guard let rankOfFace else { return .infinity }
    place = 0
    // This face itself is in the list of the other.
    graph.forEachNeighbor(of: face) { listed, _ in
      place += 1
      if place < rank, inOther[listed] != comparison { missing += 1 }
    }
    return Double(missing) / Double(min(rank, rankOfFace + 1))
  }
}
