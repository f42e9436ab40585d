import CSimilarity

/// Screens with blocks of similarities by BLAS.
final class BLASTileWorker: TileWorker {
  /// The size of a tile, so small that its scores stay in the second-level cache between the
  /// multiplication and the scan.
  static let tileSize = (rows: 256, columns: 1024)

  private let kernel: BLASKernel
  private let faces: FacePairs
  private let scores: UnsafeMutablePointer<Float>
  private let columnThresholds: UnsafeMutablePointer<Float>
  private let hitColumns: UnsafeMutablePointer<UInt32>

  init(_ kernel: BLASKernel, _ faces: FacePairs) {
    self.kernel = kernel
    self.faces = faces
    scores = .allocate(capacity: Self.tileSize.rows * Self.tileSize.columns)
    columnThresholds = .allocate(capacity: Self.tileSize.columns)
    hitColumns = .allocate(capacity: Self.tileSize.columns)
  }

  deinit {
    scores.deallocate()
    columnThresholds.deallocate()
    hitColumns.deallocate()
  }

  func process(_ tile: Tile) {
    let width = tile.columns.count
    kernel.scores(of: faces.rows, tile.rows, with: faces.columns, tile.columns, into: scores)
    for (slot, column) in tile.columns.enumerated() {
      columnThresholds[slot] = screening(faces.columnLists.threshold(column))
    }
    for (line, row) in tile.rows.enumerated() {
      let skipped = tile.onlyAboveDiagonal ? max(0, row + 1 - tile.columns.lowerBound) : 0
      guard skipped < width else { continue }
      let found = similarity_scan(
        scores + line * width + skipped, width - skipped,
        screening(faces.rowLists.threshold(row)), columnThresholds + skipped, hitColumns)
      for hit in 0..<found {
        let column = tile.columns.lowerBound + skipped + Int(hitColumns[hit])
        let similarity = Similarity.of(
          faces.rows[row], faces.columns[column], dimension: faces.rows.dimension)
        faces.offer(row: row, column: column, similarity: similarity)
      }
    }
  }

  /// What an approximate score must reach so that the similarity can reach `threshold`.
  private func screening(_ threshold: Float) -> Float { (threshold - kernel.bound).nextDown }
}
