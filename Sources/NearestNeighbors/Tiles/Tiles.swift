/// A part of a block that one thread works on at a time.
struct Tile: Sendable {
  let rows: Range<Int>
  let columns: Range<Int>
  /// Whether only pairs with row < column count: the tile meets the diagonal of a symmetric block.
  let onlyAboveDiagonal: Bool

  var pairs: Int { rows.count * columns.count }
}

/// Where tiles are cut.
struct TileCuts: Sendable {
  /// The most rows, or columns, of a tile.
  var most: Int
  /// Where cuts are best, rising; none: at multiples of `most`.
  var preferred: [Int] = []

  /// Cuts a range.
  func cut(_ range: Range<Int>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(end(from: start), range.upperBound)
      parts.append(start..<end)
      start = end
    }
    return parts
  }

  private func end(from start: Int) -> Int {
    guard !preferred.isEmpty else { return (start / most + 1) * most }
    let last = preferred.count(upTo: start + most)
    return last > 0 && preferred[last - 1] > start ? preferred[last - 1] : start + most
  }
}

/// How a block is cut into tiles.
struct Tiles: Sendable {
  private let tiles: [Tile]

  var count: Int { tiles.count }
  subscript(index: Int) -> Tile { tiles[index] }

  /// The tiles in runs that follow each other, of at least so many pairs but for the last.
  func runs(ofPairs least: Int) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var (start, pairs) = (0, 0)
    for (index, tile) in tiles.enumerated() {
      pairs += tile.pairs
      guard pairs >= least || index + 1 == tiles.count else { continue }
      runs.append(start..<index + 1)
      (start, pairs) = (index + 1, 0)
    }
    return runs
  }

  /// The fewest tiles for each thread, so that none waits long for the last tile of another.
  private static let tilesPerThread = 8

  /// Cuts the pairs of some rectangles into tiles. Halves their height up to twice where there would be few for each
  /// thread.
  init(
    _ rectangles: [PairRectangle], onlyAboveDiagonal: Bool, rowCuts: TileCuts,
    columnCuts: TileCuts, threads: Int
  ) {
    var rowCuts = rowCuts
    let enough = Self.tilesPerThread * threads
    let pairs = rectangles.reduce(0) { $0 + $1.count(aboveDiagonal: false) }
    for _ in 0..<2 where pairs / (rowCuts.most * columnCuts.most) < enough { rowCuts.most /= 2 }
    var tiles: [Tile] = []
    for rectangle in rectangles {
      let columns = rectangle.columns
      for rowRange in rowCuts.cut(rectangle.rows) {
        let first = max(columns.lowerBound, onlyAboveDiagonal ? rowRange.lowerBound : 0)
        guard first < columns.upperBound else { break }
        for columnRange in columnCuts.cut(first..<columns.upperBound) {
          tiles.append(
            Tile(
              rows: rowRange, columns: columnRange,
              onlyAboveDiagonal: onlyAboveDiagonal
                && columnRange.lowerBound < rowRange.upperBound))
        }
      }
    }
    // Those on the diagonal first: faces alike follow each other where faces are in order, so that the others are
    // compared when many lists are full and ask for more.
    self.tiles = tiles.filter(\.onlyAboveDiagonal) + tiles.filter { !$0.onlyAboveDiagonal }
  }
}
