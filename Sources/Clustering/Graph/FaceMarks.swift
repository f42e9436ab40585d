/// One thread's set of faces, which can be emptied at once.
final class FaceMarks: @unchecked Sendable {
  private let faces: Int
  /// For which set a face was marked last.
  private let marked: UnsafeMutablePointer<UInt32>
  private var set: UInt32 = 1

  init(faces: Int) {
    self.faces = faces
    marked = .allocate(capacity: max(1, faces))
    marked.initialize(repeating: 0, count: max(1, faces))
  }

  deinit { marked.deallocate() }

  /// Begins with an empty set.
  func clear() {
    if set == .max {
      marked.update(repeating: 0, count: faces)
      set = 0
    }
    set += 1
  }

  @inline(__always)
  func insert(_ face: Int) { marked[face] = set }

  @inline(__always)
  func contains(_ face: Int) -> Bool { marked[face] == set }

  /// How many entries of the row of a face are in the set.
  @inline(__always)
  func count(inRowOf face: Int, _ graph: NeighborGraph) -> Int {
    let (marked, set) = (marked, set)
    var count = 0
    graph.forEachNeighbor(of: face) { other, _ in count += marked[other] == set ? 1 : 0 }
    return count
  }
}
