/// A part of a block that one thread works on at a time.
struct Tile: Sendable {
  let rows: Range<Int>
  let columns: Range<Int>
  /// Only pairs with row < column count: the tile meets the diagonal of a symmetric block.
  let onlyAboveDiagonal: Bool

  var pairs: Int { rows.count * columns.count }
}

/// How a block is cut into tiles.
struct Tiles: Sendable {
  private let tiles: [Tile]

  var count: Int { tiles.count }
  subscript(index: Int) -> Tile { tiles[index] }

  /// - Parameter size: the largest tile; where there is little work for many threads, tiles are
  ///   smaller. Tiles start at multiples of their size.
  init(
    rows: Range<Int>, columns: Range<Int>, onlyAboveDiagonal: Bool, size: (rows: Int, columns: Int),
    threads: Int
  ) {
    var size = size
    let enough = 8 * threads
    for _ in 0..<2 where rows.count / size.rows * (columns.count / size.columns) < enough {
      size.rows /= 2
    }
    tiles = Self.tiles(rows, columns, onlyAboveDiagonal: onlyAboveDiagonal, size)
  }

  /// The tiles of some rectangles.
  init(_ rectangles: [PairRectangle], onlyAboveDiagonal: Bool, size: (rows: Int, columns: Int)) {
    tiles = rectangles.flatMap {
      Self.tiles($0.rows, $0.columns, onlyAboveDiagonal: onlyAboveDiagonal, size)
    }
  }

  private static func tiles(
    _ rows: Range<Int>, _ columns: Range<Int>, onlyAboveDiagonal: Bool,
    _ size: (rows: Int, columns: Int)
  ) -> [Tile] {
    var tiles: [Tile] = []
    for rowRange in cut(rows, size.rows) {
      let first = max(columns.lowerBound, onlyAboveDiagonal ? rowRange.lowerBound : 0)
      guard first < columns.upperBound else { break }
      for columnRange in cut(first..<columns.upperBound, size.columns) {
        tiles.append(
          Tile(
            rows: rowRange, columns: columnRange,
            onlyAboveDiagonal: onlyAboveDiagonal && columnRange.lowerBound < rowRange.upperBound))
      }
    }
    return tiles
  }

  private static func cut(_ range: Range<Int>, _ size: Int) -> [Range<Int>] {
    stride(from: range.lowerBound / size * size, to: range.upperBound, by: size).map {
      ($0..<$0 + size).clamped(to: range)
    }
  }
}
