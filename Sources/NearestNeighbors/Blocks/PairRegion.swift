/// Pairs that are still to be compared, as rectangles of which no two hold the same pair.
package struct PairRegion {
  package private(set) var rectangles: [PairRectangle]
  /// Whether the faces meet themselves. Then only the places with row < column count, and every
  /// rectangle is trimmed to the diagonal.
  package let isTriangle: Bool

  /// Every face of `rows` with every face of `columns`, which are others.
  package init(rows: Range<Int>, columns: Range<Int>) {
    precondition(!rows.overlaps(columns), "faces meet themselves")
    rectangles = [PairRectangle(rows: rows, columns: columns)].filter { !$0.isEmpty }
    isTriangle = false
  }

  /// Every two faces of a range.
  package init(triangleOf faces: Range<Int>) {
    rectangles = [PairRectangle(rows: faces, columns: faces)].filter { !$0.isEmpty }
    isTriangle = true
  }

  package var count: Int {
    rectangles.reduce(0) { $0 + $1.count(aboveDiagonal: isTriangle) }
  }

  /// The columns from the first to the last one; nil if there are no pairs.
  var columns: Range<Int>? {
    guard let first = rectangles.map(\.columns.lowerBound).min() else { return nil }
    return first..<rectangles.map(\.columns.upperBound).max()!
  }

  /// The region without the pairs of some rectangles.
  ///
  /// Takes a time in proportion to their number as long as no two hold the same pairs, as what runs have
  /// saved never does.
  package func subtracting(_ compared: [PairRectangle]) -> PairRegion {
    let parts = compared.flatMap {
      $0.rows == $0.columns ? [$0] : [$0, $0.transposed]
    }
    var region = self
    region.rectangles = rectangles.flatMap { left(of: $0, without: parts) }
    return region
  }

  /// What remains of a rectangle without the places of some others.
  private func left(of whole: PairRectangle, without parts: [PairRectangle]) -> [PairRectangle] {
    let parts = parts.filter(whole.overlaps)
    if parts.contains(where: { $0.covers(whole) }) { return [] }
    guard parts.count > Self.mostAtOnce, let (first, second) = whole.halved(byEdgesOf: parts)
    else {
      // A half of a rectangle that is trimmed need not be.
      var left = [isTriangle ? whole.trimmedToDiagonal : whole].filter { !$0.isEmpty }
      for part in parts {
        left = left.flatMap { $0.places(outside: part) }
        if isTriangle { left = left.map(\.trimmedToDiagonal).filter { !$0.isEmpty } }
      }
      return left
    }
    return left(of: first, without: parts) + left(of: second, without: parts)
  }

  /// The most rectangles that are taken away one after another, which takes a time in proportion to the
  /// square of their number; of more, each half of the region has its own.
  static let mostAtOnce = 100
}

extension PairRectangle {
  fileprivate func overlaps(_ other: PairRectangle) -> Bool {
    rows.overlaps(other.rows) && columns.overlaps(other.columns)
  }

  /// Whether all places of another rectangle are places of this one.
  fileprivate func covers(_ other: PairRectangle) -> Bool {
    rows.clamped(to: other.rows) == other.rows
      && columns.clamped(to: other.columns) == other.columns
  }

  /// Two parts of this rectangle that have about equally many of the edges of others inside; nil if it
  /// has none inside.
  fileprivate func halved(
    byEdgesOf others: [PairRectangle]
  ) -> (PairRectangle, PairRectangle)? {
    func edges(in whole: Range<Int>, _ ranges: [Range<Int>]) -> [Int] {
      ranges.flatMap { [$0.lowerBound, $0.upperBound] }
        .filter { $0 > whole.lowerBound && $0 < whole.upperBound }.sorted()
    }
    let rowEdges = edges(in: rows, others.map(\.rows))
    let columnEdges = edges(in: columns, others.map(\.columns))
    guard rowEdges.count + columnEdges.count > 0 else { return nil }
    if rowEdges.count >= columnEdges.count {
      let cut = rowEdges[rowEdges.count / 2]
      return (
        PairRectangle(rows: rows.lowerBound..<cut, columns: columns),
        PairRectangle(rows: cut..<rows.upperBound, columns: columns)
      )
    }
    let cut = columnEdges[columnEdges.count / 2]
    return (
      PairRectangle(rows: rows, columns: columns.lowerBound..<cut),
      PairRectangle(rows: rows, columns: cut..<columns.upperBound)
    )
  }
}
