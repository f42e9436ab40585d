import CSimilarity
import Dispatch
import Synchronization

/// Compares two sets of faces, every face of the one with every face of the other, and offers each
/// pair to the lists of both, with several threads that share the work tile by tile.
///
/// A screening kernel computes approximate similarities of a tile. Pairs that its error bound
/// proves to be below what both lists still accept are skipped; the others, few, get their exact
/// similarity and go to the lists. The lists therefore do not depend on the kernel, on the tiles or
/// on the threads.
package struct BlockSearch {
  package let threads: Int
  package let kernel: BLASKernel

  package init(threads: Int, kernel: BLASKernel) {
    self.threads = threads
    self.kernel = kernel
  }

  /// Rows of a tile. With `tileColumns`, small enough that the scores of a tile stay in the
  /// second-level cache between the multiplication and the scan.
  package static let tileRows = 256
  package static let tileColumns = 1024

  /// Compares the faces `rowRange` of `rows` with the faces `columnRange` of `columns` and fills the
  /// lists of both.
  ///
  /// - Parameters:
  ///   - onlyAboveDiagonal: `rows` and `columns` are the same faces, and so are their lists; only
  ///     pairs with row < column are compared.
  ///   - betweenTiles: called on the calling thread after each tile that it finished, with the
  ///     number of pairs that all threads have compared so far.
  package func compare(
    _ rows: FaceRows, _ rowRange: Range<Int>, _ rowLists: CandidateLists,
    with columns: FaceRows, _ columnRange: Range<Int>, _ columnLists: CandidateLists,
    onlyAboveDiagonal: Bool = false, betweenTiles: (Int) throws -> Void
  ) rethrows {
    try run(
      Tiles(rows: rowRange, columns: columnRange, onlyAboveDiagonal: onlyAboveDiagonal),
      rows, rowLists, columns, columnLists, betweenTiles: betweenTiles)
  }

  /// Compares every two different faces of `rows` once.
  package func compareAll(
    _ rows: FaceRows, _ lists: CandidateLists, betweenTiles: (Int) throws -> Void
  ) rethrows {
    try compare(
      rows, 0..<rows.count, lists, with: rows, 0..<rows.count, lists, onlyAboveDiagonal: true,
      betweenTiles: betweenTiles)
  }

  private func run(
    _ tiles: Tiles, _ rows: FaceRows, _ rowLists: CandidateLists,
    _ columns: FaceRows, _ columnLists: CandidateLists, betweenTiles: (Int) throws -> Void
  ) rethrows {
    guard tiles.count > 0 else { return }
    let progress = Progress()
    let workers = min(threads, tiles.count)
    let group = DispatchGroup()
    for _ in 1..<max(workers, 1) {
      DispatchQueue.global().async(group: group) {
        let worker = TileWorker(
          kernel: kernel, rows: rows, rowLists: rowLists, columns: columns, columnLists: columnLists
        )
        while let tile = progress.next(of: tiles) {
          worker.process(tile)
          progress.finished(tile)
        }
      }
    }
    // The closures above borrow the rows: never leave before they have ended.
    defer { group.wait() }
    let worker = TileWorker(
      kernel: kernel, rows: rows, rowLists: rowLists, columns: columns, columnLists: columnLists)
    while let tile = progress.next(of: tiles) {
      worker.process(tile)
      progress.finished(tile)
      try betweenTiles(progress.pairs)
    }
  }
}

/// How a block is cut into tiles.
struct Tiles: Sendable {
  struct Tile: Sendable {
    let rows: Range<Int>
    let columns: Range<Int>
    /// Only pairs with row < column count: the tile meets the diagonal of a symmetric block.
    let onlyAboveDiagonal: Bool

    var pairs: Int { rows.count * columns.count }
  }

  private let tiles: [Tile]

  var count: Int { tiles.count }
  subscript(index: Int) -> Tile { tiles[index] }

  init(rows: Range<Int>, columns: Range<Int>, onlyAboveDiagonal: Bool) {
    var tiles: [Tile] = []
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: BlockSearch.tileRows) {
      let rowRange = row..<min(row + BlockSearch.tileRows, rows.upperBound)
      let firstColumn = max(columns.lowerBound, onlyAboveDiagonal ? row : 0)
      for column in stride(from: firstColumn, to: columns.upperBound, by: BlockSearch.tileColumns) {
        let columnRange = column..<min(column + BlockSearch.tileColumns, columns.upperBound)
        tiles.append(
          Tile(
            rows: rowRange, columns: columnRange,
            onlyAboveDiagonal: onlyAboveDiagonal && column < rowRange.upperBound))
      }
    }
    self.tiles = tiles
  }
}

/// Hands out tiles to the threads and counts what is done.
private final class Progress: Sendable {
  private let nextTile = Atomic(0)
  private let pairsDone = Atomic(0)

  func next(of tiles: Tiles) -> Tiles.Tile? {
    let index = nextTile.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < tiles.count ? tiles[index] : nil
  }

  func finished(_ tile: Tiles.Tile) {
    pairsDone.wrappingAdd(tile.pairs, ordering: .relaxed)
  }

  var pairs: Int { pairsDone.load(ordering: .relaxed) }
}

/// One thread's scratch memory and the work on one tile.
private final class TileWorker {
  private let kernel: BLASKernel
  private let rows: FaceRows
  private let rowLists: CandidateLists
  private let columns: FaceRows
  private let columnLists: CandidateLists
  private let scores: UnsafeMutablePointer<Float>
  private let columnThresholds: UnsafeMutablePointer<Float>
  private let hits: UnsafeMutablePointer<UInt32>

  init(
    kernel: BLASKernel, rows: FaceRows, rowLists: CandidateLists, columns: FaceRows,
    columnLists: CandidateLists
  ) {
    self.kernel = kernel
    self.rows = rows
    self.rowLists = rowLists
    self.columns = columns
    self.columnLists = columnLists
    scores = .allocate(capacity: BlockSearch.tileRows * BlockSearch.tileColumns)
    columnThresholds = .allocate(capacity: BlockSearch.tileColumns)
    hits = .allocate(capacity: BlockSearch.tileColumns)
  }

  deinit {
    scores.deallocate()
    columnThresholds.deallocate()
    hits.deallocate()
  }

  func process(_ tile: Tiles.Tile) {
    let width = tile.columns.count
    kernel.scores(of: rows, tile.rows, with: columns, tile.columns, into: scores)
    for (slot, column) in tile.columns.enumerated() {
      columnThresholds[slot] = screening(columnLists.threshold(column))
    }
    for (line, row) in tile.rows.enumerated() {
      let skipped = tile.onlyAboveDiagonal ? max(0, row + 1 - tile.columns.lowerBound) : 0
      guard skipped < width else { continue }
      let found = similarity_scan(
        scores + line * width + skipped, width - skipped, screening(rowLists.threshold(row)),
        columnThresholds + skipped, hits)
      for hit in 0..<found {
        offer(row: row, column: tile.columns.lowerBound + skipped + Int(hits[hit]))
      }
    }
  }

  /// What an approximate score must reach so that the similarity can reach `threshold`.
  private func screening(_ threshold: Float) -> Float { (threshold - kernel.bound).nextDown }

  private func offer(row: Int, column: Int) {
    let similarity = similarity_of_rows(rows[row], columns[column], rows.dimension)
    if similarity >= rowLists.threshold(row) {
      let face = UInt32(columns.firstFace + column)
      rowLists.insert(Neighbor(index: face, similarity: similarity), row: row)
    }
    if similarity >= columnLists.threshold(column) {
      let face = UInt32(rows.firstFace + row)
      columnLists.insert(Neighbor(index: face, similarity: similarity), row: column)
    }
  }
}
