/// Squares along the diagonal of a triangle of pairs, which are compared before all others where faces are in order and
/// the others come band by band.
///
/// A face has most of its neighbors near to it in the order. A band of rows meets all columns, whose lists would be
/// empty yet without these squares: then hardly a pair could be ruled out.
struct DiagonalSquares {
  /// The faces of the triangle, which the squares divide.
  let faces: Range<Int>
  /// How many faces a square has; the last one may have fewer.
  let side: Int

  /// The parts of a rectangle that lie in squares.
  func parts(of rectangle: PairRectangle) -> [PairRectangle] {
    squares(of: rectangle.rows).map { square in
      PairRectangle(
        rows: rectangle.rows.clamped(to: square), columns: rectangle.columns.clamped(to: square))
    }.filter { $0.count(aboveDiagonal: true) > 0 }
  }

  /// The parts of a rectangle above the diagonal that lie in no square.
  func places(outsideIn rectangle: PairRectangle) -> [PairRectangle] {
    squares(of: rectangle.rows).map { square in
      PairRectangle(
        rows: rectangle.rows.clamped(to: square),
        columns: rectangle.columns.clamped(to: square.upperBound..<faces.upperBound))
    }.filter { !$0.isEmpty }
  }

  /// The faces of the squares that have some rows.
  private func squares(of rows: Range<Int>) -> [Range<Int>] {
    guard !rows.isEmpty else { return [] }
    let first = (rows.lowerBound - faces.lowerBound) / side
    let last = (rows.upperBound - 1 - faces.lowerBound) / side
    return (first...last).map { number in
      let start = faces.lowerBound + number * side
      return start..<min(start + side, faces.upperBound)
    }
  }
}
