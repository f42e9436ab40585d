extension SearchSettings {
  /// Fewer faces are compared before an order of them is found.
  private static let leastFacesInOrder = 20_000
  /// The least similarity of neighbors below which too few groups of faces can be ruled out for an order to help an
  /// exact search. Faces below it never share a group.
  static let leastSimilarityInOrder: Float = 0.3

  /// Whether an exact search has an order only since lists are expected to be full: then so low a similarity is asked
  /// for only by the few faces whose lists are not.
  package var isOrderedForFullLists: Bool {
    expectsFullLists && minSimilarity < Self.leastSimilarityInOrder
  }

  /// Whether so many faces are brought into an order of their own before they are compared. The
  /// answer is the same for all ranks and kernels, since a checkpoint goes by the order.
  package func bringsInOrder(faces: Int, isApproximate: Bool = false) -> Bool {
    faces >= Self.leastFacesInOrder
      && (isApproximate || minSimilarity >= Self.leastSimilarityInOrder
        || isOrderedForFullLists)
  }

  /// The bytes that every rank needs, besides rows, to bring faces into order: for the centers of the
  /// cells themselves, their codes, and the sums of their faces, its own and those of all ranks. An approximate
  /// search has fewer.
  package func orderBytes(faces: Int, dimension: Int) -> Int {
    CellCenters.Effort(faces: faces, isApproximate: false).centers * dimension
      * (2 * MemoryLayout<Float>.size + 2 * MemoryLayout<Int>.size)
  }

  /// The bytes of shared memory that ranks of one node need, besides the rows, to bring faces into
  /// order: for the centers of the cells, and then to move the faces.
  package func sharedOrderBytes(faces: Int, dimension: Int) -> Int {
    max(
      CellCenters.Effort(faces: faces, isApproximate: false).centers * dimension
        * MemoryLayout<Float>.size,
      Self.bytesOfReordering(faces: faces, dimension: dimension))
  }

  /// The bytes that moving all faces to their positions takes besides the faces, where they are within reach of
  /// each other.
  package static func bytesOfReordering(faces: Int, dimension: Int) -> Int {
    RowReordering.bytes(count: faces, dimension: dimension)
  }
}
