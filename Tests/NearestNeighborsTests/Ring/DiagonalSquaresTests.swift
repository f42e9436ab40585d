import Testing

@testable import NearestNeighbors

/// Squares and what lies outside of them are all pairs.
@Suite struct DiagonalSquaresTests {
  @Test(arguments: [1, 7, 30, 100])
  func everyPairIsInASquareOrOutside(side: Int) {
    let squares = DiagonalSquares(faces: 10..<103, side: side)
    for whole in [
      PairRectangle(rows: 10..<103, columns: 10..<103),
      PairRectangle(rows: 24..<52, columns: 24..<103),
      PairRectangle(rows: 17..<18, columns: 20..<60),
      PairRectangle(rows: 10..<40, columns: 60..<103),
    ] {
      let (inside, outside) = (squares.parts(of: whole), squares.places(outsideIn: whole))
      for row in whole.rows {
        for column in whole.columns where row < column {
          let areTogether = (row - 10) / side == (column - 10) / side
          func count(_ parts: [PairRectangle]) -> Int {
            parts.count { $0.rows.contains(row) && $0.columns.contains(column) }
          }
          #expect(count(inside) == (areTogether ? 1 : 0))
          #expect(count(outside) == (areTogether ? 0 : 1))
        }
      }
      let counts = (inside + outside).map { $0.count(aboveDiagonal: true) }
      #expect(counts.reduce(0, +) == whole.count(aboveDiagonal: true))
    }
  }
}
