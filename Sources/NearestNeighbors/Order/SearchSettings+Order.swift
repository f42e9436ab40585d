import MPI

extension SearchSettings {
  /// Fewer faces are compared before an order of them is found.
  private static let leastFacesInOrder = 20_000
  /// The least similarity of neighbors below which too few groups of faces can be ruled out for an order to help an
  /// exact search, unless lists are full of more similar ones. Faces below it never share a group.
  static let leastSimilarityInOrder: Float = 0.3
  /// Faces that tell whether lists are full.
  private static let sampledFaces = 64

  /// Whether there are so many faces that they may be brought into an order of their own before they are compared.
  package func mayBringInOrder(faces: Int) -> Bool { faces >= Self.leastFacesInOrder }

  /// Whether faces are brought into an order of their own before they are compared. Collective; the answer is the same
  /// for any ranks and kernels, since a checkpoint goes by the order.
  func bringsInOrder(
    _ shards: Shards, isApproximate: Bool, world: Communicator
  ) throws(MPIError) -> Bool {
    guard mayBringInOrder(faces: shards.layout.faces) else { return false }
    return try isApproximate || minSimilarity >= Self.leastSimilarityInOrder
      || fillsLists(of: shards, world: world)
  }

  /// Whether at least half of some faces have as many neighbors as are searched that are similar enough for groups to
  /// be ruled out: then lower similarities are asked for only by the few faces whose lists are not full. Collective.
  private func fillsLists(of shards: Shards, world: Communicator) throws(MPIError) -> Bool {
    var settings = self
    settings.usualSimilarity = Self.leastSimilarityInOrder
    let sample = try RecallSample(
      of: shards, settings, world: world, size: Self.sampledFaces / 2)
    let faces = sample.fitted + sample.measured
    return 2 * faces.count { $0.neighbors.count == k - 1 } >= faces.count
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
