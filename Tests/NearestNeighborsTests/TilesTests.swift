import Testing

@testable import NearestNeighbors

@Suite struct TilesTests {
  /// The tiles of some rectangles, however many there are at a time.
  private func tiles(
    _ rectangles: [PairRectangle], onlyAboveDiagonal: Bool, most: (rows: Int, columns: Int),
    preferred: [Int] = [], threads: Int = 1, leastAtATime: Int
  ) -> [Tile] {
    TileCutting(
      rectangles, onlyAboveDiagonal: onlyAboveDiagonal,
      rowCuts: TileCuts(most: most.rows, preferred: preferred),
      columnCuts: TileCuts(most: most.columns, preferred: preferred), threads: threads,
      leastAtATime: leastAtATime
    ).flatMap { tiles in (0..<tiles.count).map { tiles[$0] } }
  }

  /// Of places every so often, or none.
  @Test(arguments: [0, 3, 13, 99, 500])
  func everyPairIsInOneTile(distance: Int) {
    let preferred = distance == 0 ? [] : Array(stride(from: 0, to: 300, by: distance))
    for (rows, columns, isTriangle) in [
      (0..<300, 0..<300, true), (10..<235, 5..<290, false), (7..<8, 0..<300, false),
      (150..<260, 150..<300, true), (5..<5, 0..<10, false),
    ] {
      let tiles = self.tiles(
        [PairRectangle(rows: rows, columns: columns)], onlyAboveDiagonal: isTriangle,
        most: (40, 30), preferred: preferred, threads: 2, leastAtATime: 7)
      var covered = [Int](repeating: 0, count: 300 * 300)
      for tile in tiles {
        #expect(tile.rows.count <= 40 && tile.columns.count <= 30)
        for row in tile.rows {
          for column in tile.columns where !tile.onlyAboveDiagonal || row < column {
            covered[row * 300 + column] += 1
          }
        }
      }
      for row in rows {
        for column in columns where !isTriangle || row < column {
          #expect(covered[row * 300 + column] == 1)
        }
      }
      let wanted = PairRectangle(rows: rows, columns: columns).count(aboveDiagonal: isTriangle)
      #expect(covered.reduce(0, +) == wanted)
    }
  }

  /// What faces alike ask for is known first.
  @Test func tilesOnTheDiagonalComeFirst() {
    let squares = [0..<300, 400..<450].map { PairRectangle(rows: $0, columns: $0) }
    let tiles = self.tiles(squares, onlyAboveDiagonal: true, most: (40, 30), leastAtATime: 5)
    let areOnDiagonal = tiles.map(\.onlyAboveDiagonal)
    #expect(areOnDiagonal.contains(false))
    #expect(areOnDiagonal.drop { $0 }.allSatisfy { !$0 })
  }

  @Test(arguments: [true, false])
  func howManyThereAreAtATimeChangesNothing(isTriangle: Bool) {
    let rectangles = [
      PairRectangle(rows: 0..<300, columns: 0..<300), PairRectangle(rows: 5..<5, columns: 0..<9),
      PairRectangle(rows: 310..<350, columns: 100..<500),
    ]
    let cut = [1, 3, 20, 1000].map {
      tiles(
        rectangles, onlyAboveDiagonal: isTriangle, most: (40, 30), preferred: [17, 90, 111],
        leastAtATime: $0
      ).map { [$0.rows, $0.columns] }
    }
    #expect(cut[0].count > 30 && cut.allSatisfy { $0 == cut[0] })
  }

  /// Of ten million faces there are 100 million tiles of these.
  @Test func thereAreNeverManyTilesAtATime() {
    let faces = 0..<10_000_000
    var cutting = TileCutting(
      [PairRectangle(rows: faces, columns: faces)], onlyAboveDiagonal: true,
      rowCuts: TileCuts(most: 960), columnCuts: TileCuts(most: 480), threads: 8)
    // The first are those on the diagonal and more.
    for _ in 0..<3 { #expect((1..<300_000).contains(cutting.next()?.count ?? 0)) }
  }

  @Test func tilesEndWhereTheySuitTheKernel() {
    let cuts = TileCuts(most: 100, preferred: [0, 40, 90, 130, 300, 320])
    // Before 300 there is none within reach.
    #expect(cuts.cut(0..<330) == [0..<90, 90..<130, 130..<230, 230..<320, 320..<330])
    #expect(cuts.cut(10..<95) == [10..<90, 90..<95])
    #expect(TileCuts(most: 100).cut(30..<250) == [30..<100, 100..<200, 200..<250])
  }

  /// Small tiles are taken together, large ones alone.
  @Test func runsHaveAllTilesInTurn() {
    let rectangles = [(1, 2), (3, 3), (1, 1), (40, 30), (2, 2), (1, 4)].map {
      PairRectangle(rows: 0..<$0, columns: 50..<50 + $1)
    }
    let tiles = Tiles(
      self.tiles(rectangles, onlyAboveDiagonal: false, most: (960, 960), leastAtATime: 10))
    #expect(tiles.runs(ofPairs: 10) == [0..<2, 2..<4, 4..<6])
    #expect(tiles.runs(ofPairs: 1) == (0..<6).map { $0..<$0 + 1 })
    #expect(tiles.runs(ofPairs: 5000) == [0..<6])
    #expect(Tiles([]).runs(ofPairs: 10).isEmpty)
    #expect(self.tiles([], onlyAboveDiagonal: true, most: (960, 960), leastAtATime: 10).isEmpty)
  }
}
