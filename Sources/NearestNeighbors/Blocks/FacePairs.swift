import CMemory

/// The two sets of faces that are compared, and their lists.
struct FacePairs: Sendable {
  let rows: FaceRows
  let rowLists: CandidateLists
  let columns: FaceRows
  let columnLists: CandidateLists

  /// Whether one of the lists may take a pair if its faces are similar enough.
  func isOfUse(row: Int, column: Int) -> Bool {
    rowLists.capacity > 0 || !columnLists.excludes(rows.number(row), row: column)
  }

  /// Offers a pair to both lists.
  func offer(row: Int, column: Int, similarity: Float) {
    guard similarity >= leastOfOthers || areSame(row, column) else { return }
    if similarity >= rowLists.threshold(row) {
      let face = columns.number(column)
      if !rowLists.excludes(face, row: row) {
        rowLists.insert(Neighbor(index: face, similarity: similarity), row: row)
      }
    }
    if similarity >= columnLists.threshold(column) {
      let face = rows.number(row)
      if !columnLists.excludes(face, row: column) {
        columnLists.insert(Neighbor(index: face, similarity: similarity), row: column)
      }
    }
  }

  /// Asks for what tiles that are compared soon will need, where they are small: their columns lie anywhere.
  func prefetch(_ tiles: Tiles, after index: Int, until end: Int) {
    let (next, second) = (index + 1, index + 2)
    if second < end, tiles[second].columns.count <= Self.mostColumnsAhead {
      let range = tiles[second].columns
      CMemory.prefetch(
        columns[range.lowerBound], range.count * columns.dimension * MemoryLayout<Float>.stride)
      columnLists.prefetchStates(range)
    }
    if next < end, tiles[next].columns.count <= Self.mostColumnsAhead {
      columnLists.prefetchEnds(tiles[next].columns)
    }
  }

  /// More columns take their time anyhow.
  private static let mostColumnsAhead = 32

  private var leastOfOthers: Float { max(rowLists.leastOfOthers, columnLists.leastOfOthers) }

  private func areSame(_ row: Int, _ column: Int) -> Bool {
    Similarity.areSame(rows[row], columns[column], dimension: rows.dimension)
  }
}
