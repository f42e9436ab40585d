/// Pairs of faces: every face of `rows` with every face of `columns`, both in rows of the whole
/// input.
///
/// A pair has no order and no face pairs with itself, so a rectangle and its transpose hold the same
/// pairs.
public struct PairRectangle: Hashable, Sendable {
  /// The faces on one side, by their positions in the search.
  public let rows: Range<Int>
  /// The faces on the other side.
  public let columns: Range<Int>

  /// All pairs of one of `rows` with one of `columns`.
  public init(rows: Range<Int>, columns: Range<Int>) {
    self.rows = rows
    self.columns = columns
  }

  package var isEmpty: Bool { rows.isEmpty || columns.isEmpty }

  var transposed: PairRectangle { PairRectangle(rows: columns, columns: rows) }

  /// Whether the pair of these two faces is one of its pairs.
  package func contains(_ face: Int, _ other: Int) -> Bool {
    (rows.contains(face) && columns.contains(other))
      || (rows.contains(other) && columns.contains(face))
  }

  /// The rectangle cut down to where a row can be less than a column.
  ///
  /// Read as pairs without order, it then holds the same as its part above the diagonal, since what
  /// it has below the diagonal mirrors that.
  package var trimmedToDiagonal: PairRectangle {
    let last = min(rows.upperBound, columns.upperBound)
    let first = max(columns.lowerBound, rows.lowerBound)
    return PairRectangle(
      rows: min(rows.lowerBound, last)..<last,
      columns: min(first, columns.upperBound)..<columns.upperBound)
  }

  /// The number of places, or, of a rectangle trimmed to the diagonal, of those with row < column.
  package func count(aboveDiagonal: Bool) -> Int {
    guard aboveDiagonal else { return rows.count * columns.count }
    let full = max(0, min(rows.upperBound, columns.lowerBound) - rows.lowerBound)
    // Each further row loses one column more.
    let longest = columns.upperBound - max(rows.lowerBound, columns.lowerBound) - 1
    let shortest = columns.upperBound - rows.upperBound
    let rest = rows.count - full
    return full * columns.count + (rest > 0 ? rest * (longest + shortest) / 2 : 0)
  }

  /// What remains of the places of this rectangle without those of another, as rectangles.
  func places(outside other: PairRectangle) -> [PairRectangle] {
    let sharedRows = rows.clamped(to: other.rows)
    let sharedColumns = columns.clamped(to: other.columns)
    guard !sharedRows.isEmpty, !sharedColumns.isEmpty else { return [self] }
    return [
      PairRectangle(rows: rows.lowerBound..<sharedRows.lowerBound, columns: columns),
      PairRectangle(rows: sharedRows, columns: columns.lowerBound..<sharedColumns.lowerBound),
      PairRectangle(rows: sharedRows, columns: sharedColumns.upperBound..<columns.upperBound),
      PairRectangle(rows: sharedRows.upperBound..<rows.upperBound, columns: columns),
    ].filter { !$0.isEmpty }
  }
}

extension PairRectangle {
  func shifted(rows rowOffset: Int, columns columnOffset: Int) -> PairRectangle {
    PairRectangle(rows: rows.shifted(by: rowOffset), columns: columns.shifted(by: columnOffset))
  }
}

extension Range<Int> {
  func shifted(by offset: Int) -> Range<Int> { lowerBound + offset..<upperBound + offset }
}
