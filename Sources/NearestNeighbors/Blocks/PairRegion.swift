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

  /// From the first to the last column; nil if there are no pairs.
  var columns: Range<Int>? {
    guard let first = rectangles.map(\.columns.lowerBound).min() else { return nil }
    return first..<rectangles.map(\.columns.upperBound).max()!
  }

  /// The region without the pairs of some rectangles.
  package func subtracting(_ compared: [PairRectangle]) -> PairRegion {
    var region = self
    for rectangle in compared {
      for part in Set([rectangle, rectangle.transposed]) {
        region.rectangles = region.rectangles.flatMap { $0.places(outside: part) }
      }
      if isTriangle {
        region.rectangles = region.rectangles.map(\.trimmedToDiagonal).filter { !$0.isEmpty }
      }
    }
    return region
  }
}
