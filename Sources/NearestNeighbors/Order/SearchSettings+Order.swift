import MPI

extension SearchSettings {
  /// Fewer faces are compared before an order of them is found.
  private static let leastFacesInOrder = 20_000
  /// The least similarity of neighbors below which too few groups of faces can be ruled out for an order to help an
  /// exact search, unless lists are full of more similar ones. Faces below it never share a group.
  static let leastSimilarityInOrder: Float = 0.3
  /// Faces that tell whether lists are full.
  private static let sampledFaces = 64
  /// How many standard deviations above the mean of all pairs are so similar that hardly any two faces of millions are
  /// by chance.
  private static let deviationsOfAlike = 6.0

  /// Whether there are so many faces that they may be brought into an order of their own before they are compared.
  package func mayBringInOrder(faces: Int) -> Bool { faces >= Self.leastFacesInOrder }

  /// Whether faces are brought into an order of their own before they are compared. Collective; the answer is the same
  /// for any ranks and kernels, since a checkpoint goes by the order.
  func bringsInOrder(
    _ shards: Shards, isApproximate: Bool, world: Communicator
  ) throws(MPIError) -> Bool {
    guard mayBringInOrder(faces: shards.layout.faces) else { return false }
    if isApproximate || minSimilarity >= Self.leastSimilarityInOrder { return true }
    return try fillsLists(of: shards, world: world)
  }

  /// Whether at least half of some faces have as many neighbors as are searched that are far more similar than other
  /// faces are: then lower similarities are asked for only by the few faces whose lists are not full. Collective.
  private func fillsLists(of shards: Shards, world: Communicator) throws(MPIError) -> Bool {
    let layout = shards.layout
    let some = RecallSample.faces(of: layout.faces, count: Self.sampledFaces)
    let values = try shards.rowsAsGiven(of: world.rank).gathered(
      some, layout: layout, world: world)
    let pairs = values.withUnsafeBufferPointer {
      Similarity.ofAllPairs(of: $0, dimension: shards.own.dimension)
    }
    let mean = pairs.reduce(0) { $0 + Double($1) } / Double(pairs.count)
    let variance = pairs.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let deviation = (variance / Double(pairs.count)).squareRoot()
    var settings = self
    settings.usualSimilarity = max(
      Self.leastSimilarityInOrder, Float(mean + Self.deviationsOfAlike * deviation))
    let full = try RecallSample.compared(some, of: shards, settings, world: world)
      .count { $0.neighbors.count == k - 1 }
    return 2 * full >= some.count
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
