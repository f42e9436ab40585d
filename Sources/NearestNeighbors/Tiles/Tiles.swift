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
    forEachPart(of: range) { parts.append($0) }
    return parts
  }

  /// Calls `body` with one part of a range after another.
  func forEachPart(of range: Range<Int>, _ body: (Range<Int>) -> Void) {
    var left = range
    while !left.isEmpty {
      let part = firstPart(of: left)
      body(part)
      left = part.upperBound..<left.upperBound
    }
  }

  /// The part that is cut off first.
  func firstPart(of range: Range<Int>) -> Range<Int> {
    range.lowerBound..<min(end(from: range.lowerBound), range.upperBound)
  }

  private func end(from start: Int) -> Int {
    guard !preferred.isEmpty else { return (start / most + 1) * most }
    let last = preferred.count(upTo: start + most)
    return last > 0 && preferred[last - 1] > start ? preferred[last - 1] : start + most
  }
}

/// Tiles that are compared together.
struct Tiles: Sendable {
  private let tiles: [Tile]

  var count: Int { tiles.count }
  subscript(index: Int) -> Tile { tiles[index] }

  init(_ tiles: [Tile]) { self.tiles = tiles }

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
}

/// Cuts the pairs of some rectangles into tiles, of which there are only some at a time: their number grows with the
/// square of that of the faces.
///
/// Those on the diagonal come first: faces alike follow each other where faces are in order, so that the others are
/// compared when many lists are full and ask for more.
struct TileCutting: Sequence, IteratorProtocol {
  private let rectangles: [PairRectangle]
  private let rowCuts: TileCuts
  private let columnCuts: TileCuts
  /// How many tiles there are at a time, at least, but for the last.
  private let leastAtATime: Int
  /// Whether those on the diagonal are cut, or the others.
  private var isOnDiagonal: Bool
  private let onlyAboveDiagonal: Bool
  /// The rectangle at hand, and its first row that is not cut.
  private var rectangle = 0
  private var row: Int?

  /// The fewest tiles for each thread, so that none waits long for the last tile of another.
  private static let tilesPerThread = 8
  /// So many that threads seldom wait for each other's last tile; they take 10 MiB.
  private static let atATime = 1 << 18

  /// Cuts the pairs of some rectangles. Halves the height of tiles up to twice where there would be few for each thread.
  init(
    _ rectangles: [PairRectangle], onlyAboveDiagonal: Bool, rowCuts: TileCuts,
    columnCuts: TileCuts, threads: Int, leastAtATime: Int = Self.atATime
  ) {
    self.rectangles = rectangles
    self.onlyAboveDiagonal = onlyAboveDiagonal
    isOnDiagonal = onlyAboveDiagonal
    self.columnCuts = columnCuts
    self.leastAtATime = leastAtATime
    var rowCuts = rowCuts
    let enough = Self.tilesPerThread * threads
    let pairs = rectangles.reduce(0) { $0 + $1.count(aboveDiagonal: false) }
    for _ in 0..<2 where pairs / (rowCuts.most * columnCuts.most) < enough { rowCuts.most /= 2 }
    self.rowCuts = rowCuts
  }

  /// The next tiles; nil if there are no more.
  mutating func next() -> Tiles? {
    var tiles: [Tile] = []
    while tiles.count < leastAtATime {
      guard rectangle < rectangles.count else {
        guard isOnDiagonal else { break }
        (isOnDiagonal, rectangle) = (false, 0)
        continue
      }
      cutRows(of: rectangles[rectangle], &tiles)
    }
    return tiles.isEmpty ? nil : Tiles(tiles)
  }

  /// Cuts the tiles of the next rows of the rectangle at hand.
  private mutating func cutRows(of whole: PairRectangle, _ tiles: inout [Tile]) {
    let left = (row ?? whole.rows.lowerBound)..<whole.rows.upperBound
    guard !left.isEmpty, !isOnDiagonal || whole.columns.lowerBound < left.upperBound else {
      (rectangle, row) = (rectangle + 1, nil)
      return
    }
    let rows = rowCuts.firstPart(of: left)
    row = rows.upperBound
    let first = onlyAboveDiagonal ? rows.lowerBound : whole.columns.lowerBound
    var columns = (first..<Int.max).clamped(to: whole.columns)
    while !columns.isEmpty {
      let part = columnCuts.firstPart(of: columns)
      let meetsDiagonal = onlyAboveDiagonal && part.lowerBound < rows.upperBound
      if isOnDiagonal && !meetsDiagonal { return }
      if isOnDiagonal == meetsDiagonal {
        tiles.append(Tile(rows: rows, columns: part, onlyAboveDiagonal: meetsDiagonal))
      }
      columns = part.upperBound..<columns.upperBound
    }
  }
}
