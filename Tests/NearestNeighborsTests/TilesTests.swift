import Testing

@testable import NearestNeighbors

@Suite struct TilesTests {
  /// Of places every so often, or none.
  @Test(arguments: [0, 7, 130, 999, 5000])
  func everyPairIsInOneTile(distance: Int) {
    let preferred = distance == 0 ? [] : Array(stride(from: 0, to: 3000, by: distance))
    for (rows, columns, isTriangle) in [
      (0..<3000, 0..<3000, true), (100..<2345, 50..<2900, false), (7..<8, 0..<3000, false),
      (1500..<2600, 1500..<3000, true), (5..<5, 0..<10, false),
    ] {
      let tiles = Tiles(
        rows: rows, columns: columns, onlyAboveDiagonal: isTriangle,
        rowCuts: TileCuts(most: 400, preferred: preferred),
        columnCuts: TileCuts(most: 300, preferred: preferred), threads: 2)
      var covered = [Int](repeating: 0, count: 3000 * 3000)
      for index in 0..<tiles.count {
        let tile = tiles[index]
        #expect(tile.rows.count <= 400 && tile.columns.count <= 300)
        for row in tile.rows {
          for column in tile.columns where !tile.onlyAboveDiagonal || row < column {
            covered[row * 3000 + column] += 1
          }
        }
      }
      for row in rows {
        for column in columns where !isTriangle || row < column {
          #expect(covered[row * 3000 + column] == 1)
        }
      }
      let wanted = PairRectangle(rows: rows, columns: columns).count(aboveDiagonal: isTriangle)
      #expect(covered.reduce(0, +) == wanted)
    }
  }

  @Test func tilesEndWhereTheySuitTheKernel() {
    let cuts = TileCuts(most: 100, preferred: [0, 40, 90, 130, 300, 320])
    // Before 300 there is none within reach.
    #expect(cuts.cut(0..<330) == [0..<90, 90..<130, 130..<230, 230..<320, 320..<330])
    #expect(cuts.cut(10..<95) == [10..<90, 90..<95])
    #expect(TileCuts(most: 100).cut(30..<250) == [30..<100, 100..<200, 200..<250])
  }
}
