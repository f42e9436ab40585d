/// One thread's comparison of a face's list of neighbors with theirs.
final class ListComparison: @unchecked Sendable {
  private let inList: FaceMarks
  private let inOther: FaceMarks

  init(faces: Int) {
    inList = FaceMarks(faces: faces)
    inOther = FaceMarks(faces: faces)
  }

  /// Calls `body` with each place in the list of a face, from 0, and whether the rank-order distance to the
  /// face there is at most so much; it is infinite where that does not list this face.
  func compare(
    _ face: Int, _ graph: NeighborGraph, most: Double,
    _ body: (_ place: Int, _ isNear: Bool) -> Void
  ) {
    inList.clear()
    inList.insert(face)
    graph.forEachNeighbor(of: face) { other, _ in inList.insert(other) }
    var place = 0
    graph.forEachNeighbor(of: face) { other, _ in
      body(place, isNear(face, other, at: place + 1, graph, most: most))
      place += 1
    }
  }

  /// - Parameter rank: the place of the other face in the list of this one, which is itself at 0.
  private func isNear(
    _ face: Int, _ other: Int, at rank: Int, _ graph: NeighborGraph, most: Double
  ) -> Bool {
    let (list, otherList) = (graph.row(face), graph.row(other))
    guard let end = otherList.first(where: { graph.targets[$0] == face }) else { return false }
    let lesser = Double(min(rank, end - otherList.lowerBound + 2))
    func isNear(_ missing: Int) -> Bool { Double(missing) / lesser <= most }
    // The other face itself is in the list of this one.
    var missing = 0
    for entry in otherList.lowerBound..<end where !inList.contains(Int(graph.targets[entry])) {
      missing += 1
    }
    guard isNear(missing), rank > 1 else { return isNear(missing) }
    inOther.clear()
    inOther.insert(other)
    for entry in otherList { inOther.insert(Int(graph.targets[entry])) }
    // This face itself is in the list of the other.
    for entry in list.lowerBound..<list.lowerBound + rank - 1
    where !inOther.contains(Int(graph.targets[entry])) {
      missing += 1
    }
    return isNear(missing)
  }
}
