import Embeddings

/// Exact nearest neighbors of faces that one process has in memory, without MPI.
///
///     let faces = EmbeddingMatrix([[3, 4], [4, 3], [-1, 0]])
///     try faces.normalize(path: "three faces", firstRow: 0)
///     let search = LocalSearch(SearchSettings(k: 2, minSimilarity: 0, threads: 1))
///     search.neighbors(of: faces)[0].first?.index  // 1
///
/// It finds what `RingSearch` finds on any number of ranks. It compares every two faces: beyond a
/// hundred thousand the ring, which rules out whole groups of faces, takes less time.
public struct LocalSearch {
  /// What is searched, and by what means.
  public let settings: SearchSettings

  /// A search by these settings.
  public init(_ settings: SearchSettings) { self.settings = settings }

  /// Searches the neighbors of every face among all others.
  ///
  /// - Parameter faces: rows, normalized.
  /// - Returns: for each face no more than `k - 1` others, best first, numbered by their rows.
  public func neighbors(of faces: EmbeddingMatrix) -> NeighborLists {
    let rows = FaceRows(faces)
    let lists = CandidateLists(
      rowCount: faces.rows, capacity: settings.k - 1, minSimilarity: settings.minSimilarity)
    let block = block(rows, k: settings.k - 1)
    let all = 0..<faces.rows
    block.compare(
      PairRectangle(rows: all, columns: all), lists, with: block.columns(rows, all), lists,
      onlyAboveDiagonal: true
    ) { _ in }
    return NeighborLists(lists, firstFace: 0)
  }

  /// Searches the neighbors of some faces among others.
  ///
  /// - Parameters:
  ///   - queries: rows, normalized.
  ///   - faces: rows of the same dimension, normalized.
  /// - Returns: for each query no more than `k` faces, best first, numbered by their rows.
  public func neighbors(of queries: EmbeddingMatrix, among faces: EmbeddingMatrix) -> NeighborLists
  {
    precondition(queries.dimension == faces.dimension, "rows of different dimension")
    let lists = CandidateLists(
      rowCount: queries.rows, capacity: settings.k, minSimilarity: settings.minSimilarity)
    block(FaceRows(faces), k: settings.k).findNeighbors(of: FaceRows(queries), lists)
    return NeighborLists(lists, firstFace: 0)
  }

  private func block(_ rows: FaceRows, k: Int) -> BlockSearch {
    BlockSearch(
      rows: rows, keeping: KeptPairs(minSimilarity: settings.minSimilarity, perFace: k),
      threads: settings.threads, kernel: settings.kernel)
  }
}
