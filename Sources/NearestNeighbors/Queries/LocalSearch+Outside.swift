import Embeddings

extension LocalSearch {
  /// Searches for every face the most similar one of another group.
  ///
  /// - Parameters:
  ///   - sizes: the numbers of faces of the groups, whose rows follow each other.
  ///   - faces: rows, normalized.
  /// - Returns: for each face at most one other, of equal ones the first, none below `minSimilarity`,
  ///   numbered by their rows.
  package func nearestOutside(groups sizes: [Int], of faces: EmbeddingMatrix) -> NeighborLists {
    let rows = FaceRows(faces)
    let lists = CandidateLists(
      rowCount: faces.rows, capacity: 1, minSimilarity: settings.minSimilarity)
    let block = BlockSearch(
      rows: rows, minSimilarity: settings.minSimilarity, threads: settings.threads,
      kernel: settings.kernel)
    var pairs: [PairRectangle] = []
    var start = 0
    for size in sizes {
      let end = start + size
      pairs.append(PairRectangle(rows: start..<end, columns: end..<faces.rows))
      start = end
    }
    precondition(start == faces.rows, "groups of other faces")
    block.compare(
      pairs.filter { !$0.isEmpty }, lists, with: block.columns(rows, 0..<faces.rows), lists,
      onlyAboveDiagonal: false
    ) {}
    return NeighborLists(lists, firstFace: 0)
  }
}
