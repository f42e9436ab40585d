/// Pairs that have been compared, and all that is known of the neighbors among them.
public struct ComparedPairs: Sendable {
  /// The pairs, which have all been compared.
  public let rectangle: PairRectangle
  /// The faces that have found `neighbors`, one for each of those.
  public private(set) var faces: [UInt32] = []
  /// What was found for them, one neighbor for each entry of `faces`.
  public private(set) var neighbors: [Neighbor] = []

  /// Collects from two sets of lists, the first that of the rectangle's rows, the second that of
  /// its columns, what they hold of its pairs.
  ///
  /// - Parameter positions: where each face is in the order that the rectangle refers to; nil: at its
  ///   own number.
  ///
  /// Neighbors that the lists have dropped meanwhile cannot be among the best of all pairs and need
  /// not be known.
  init(
    _ rectangle: PairRectangle, _ rowLists: CandidateLists, firstRow: Int,
    _ columnLists: CandidateLists, firstColumn: Int, positions: [UInt32]?
  ) {
    self.rectangle = rectangle
    func forEach(_ body: (_ face: Int, Neighbor) -> Void) {
      func visit(_ face: Int, _ list: UnsafeBufferPointer<Neighbor>) {
        for neighbor in list
        where rectangle.contains(face, Int(positions?[Int(neighbor.index)] ?? neighbor.index)) {
          body(face, neighbor)
        }
      }
      for face in rectangle.rows { visit(face, rowLists.neighbors(face - firstRow)) }
      // On the diagonal a face can be in both, and both lists are the same.
      for face in rectangle.columns where !rectangle.rows.contains(face) {
        visit(face, columnLists.neighbors(face - firstColumn))
      }
    }
    // There may be nearly as many as in all lists, so arrays that double would be large.
    var count = 0
    forEach { _, _ in count += 1 }
    faces.reserveCapacity(count)
    neighbors.reserveCapacity(count)
    forEach { face, neighbor in
      faces.append(UInt32(face))
      neighbors.append(neighbor)
    }
  }
}
