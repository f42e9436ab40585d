import CSimilarity

/// Screens with a kernel that compares codes of the faces.
final class ScreeningTileWorker: TileWorker {
  /// The size of a tile: multiples of every kernel's tile, also when halved. The codes of the rows stay in the
  /// second-level cache while panels of columns, each in the first-level cache, pass by.
  static let tileSize = (rows: 960, columns: 960)

  private let quantization: Quantization
  private let rows: PackedCodes
  private let columns: PackedCodes
  private let faces: FacePairs
  private let panelWidth: Int
  /// For each row of the tile, the similarity that a pair must reach to get into the row's list.
  private let listThresholds: UnsafeMutablePointer<Float>
  /// For each row of the tile, its error bound and the margin.
  private let rowErrorBounds: UnsafeMutablePointer<Float>
  /// For each row of the tile, what a score must reach so that one of the two lists can accept its pair.
  private let scoreThresholds: UnsafeMutablePointer<Float>
  /// For each column of the panel, its error bound, less what its list asks for beyond the panel's threshold.
  private let columnErrorBounds: UnsafeMutablePointer<Float>
  /// For each column of the panel, the similarity that a pair must reach to get into the column's list.
  private let columnThresholds: UnsafeMutablePointer<Float>
  private let hits: UnsafeMutablePointer<packed_hit>
  private let similarities: UnsafeMutablePointer<Float>

  init(
    _ quantization: Quantization, rows: PackedCodes, columns: PackedCodes, _ faces: FacePairs
  ) {
    self.quantization = quantization
    self.rows = rows
    self.columns = columns
    self.faces = faces
    panelWidth = columns.panelSize
    let mostRows = Self.tileSize.rows + 2 * rows.panelSize
    listThresholds = .allocate(capacity: mostRows)
    rowErrorBounds = .allocate(capacity: mostRows)
    scoreThresholds = .allocate(capacity: mostRows)
    columnErrorBounds = .allocate(capacity: panelWidth)
    columnThresholds = .allocate(capacity: panelWidth)
    hits = .allocate(capacity: mostRows * panelWidth)
    similarities = .allocate(capacity: mostRows * panelWidth)
  }

  deinit {
    listThresholds.deallocate()
    rowErrorBounds.deallocate()
    scoreThresholds.deallocate()
    columnErrorBounds.deallocate()
    columnThresholds.deallocate()
    hits.deallocate()
    similarities.deallocate()
  }

  func process(_ tile: Tile) {
    // Whole panels of rows; no score reaches the thresholds of rows outside the tile.
    let firstPlace = (tile.rows.lowerBound - rows.firstFace) / rows.panelSize * rows.panelSize
    let firstRow = rows.firstFace + firstPlace
    let rowPanels = (tile.rows.upperBound - firstRow + rows.panelSize - 1) / rows.panelSize
    var leastOfRows = Float.infinity
    for line in 0..<rowPanels * rows.panelSize {
      let isInside = tile.rows.contains(firstRow + line)
      listThresholds[line] = isInside ? faces.rowLists.threshold(firstRow + line) : .infinity
      leastOfRows = min(leastOfRows, listThresholds[line])
      rowErrorBounds[line] =
        isInside ? rows.errorBounds[firstPlace + line] + quantization.margin : -.infinity
    }

    let firstPanel = (tile.columns.lowerBound - columns.firstFace) / panelWidth * panelWidth
    let end = tile.columns.upperBound - columns.firstFace
    var lastThreshold = Float.nan
    for place in stride(from: firstPanel, to: end, by: panelWidth) {
      let firstColumn = columns.firstFace + place
      let threshold = readColumns(tile, place: place, leastOfRows: leastOfRows)
      // Rows from the diagonal on have no partners here.
      let rowsLeft =
        tile.onlyAboveDiagonal
        ? min(rowPanels * rows.panelSize, firstColumn + panelWidth - 1 - firstRow)
        : rowPanels * rows.panelSize
      guard rowsLeft > 0 else { continue }
      let rowCount = (rowsLeft + rows.panelSize - 1) / rows.panelSize * rows.panelSize
      if threshold != lastThreshold || tile.onlyAboveDiagonal {
        for line in 0..<rowCount {
          scoreThresholds[line] = min(listThresholds[line], threshold) - rowErrorBounds[line]
        }
        lastThreshold = threshold
      }
      var block = screening_block()
      block.rows = rows.panel(startingAt: firstPlace)
      block.row_count = rowCount
      block.panel = columns.panel(startingAt: place)
      block.depth = quantization.projection.depth
      block.row_initial_sums = UnsafePointer(rows.initialSums + firstPlace)
      block.row_thresholds = UnsafePointer(scoreThresholds)
      block.column_error_bounds = UnsafePointer(columnErrorBounds)
      block.scale = quantization.rows.unit * quantization.columns.unit
      let found = quantization.kernel.screen(&block, hits)
      if found > 0 {
        offer(
          found, firstRow: firstRow, firstColumn: firstColumn,
          onlyAboveDiagonal: tile.onlyAboveDiagonal)
      }
    }
  }

  /// Reads what the columns of a panel ask for.
  ///
  /// A pair is of use if it reaches the threshold of its row or of its column. Where rows ask for more than the
  /// column, so does the column for more than its panel: a pair of it can be ruled out by as much more.
  ///
  /// - Parameter leastOfRows: the lowest threshold of the rows.
  /// - Returns: the threshold of the panel, the lowest of its columns.
  private func readColumns(_ tile: Tile, place: Int, leastOfRows: Float) -> Float {
    let firstColumn = columns.firstFace + place
    var threshold = Float.infinity
    for slot in 0..<panelWidth {
      let isInside = tile.columns.contains(firstColumn + slot)
      columnThresholds[slot] =
        isInside ? faces.columnLists.threshold(firstColumn + slot) : .infinity
      columnErrorBounds[slot] = isInside ? columns.errorBounds[place + slot] : -.infinity
      threshold = min(threshold, columnThresholds[slot])
    }
    guard leastOfRows > threshold else { return threshold }
    for slot in 0..<panelWidth where columnThresholds[slot] < .infinity {
      let more = min(columnThresholds[slot], leastOfRows) - threshold
      if more > 0 { columnErrorBounds[slot] = (columnErrorBounds[slot] - more).nextUp }
    }
    return threshold
  }

  private func offer(_ found: Int, firstRow: Int, firstColumn: Int, onlyAboveDiagonal: Bool) {
    var count = found
    if onlyAboveDiagonal {
      count = 0
      for hit in 0..<found {
        let (row, column) = (firstRow + Int(hits[hit].row), firstColumn + Int(hits[hit].column))
        guard row < column else { continue }
        hits[count] = hits[hit]
        count += 1
      }
    }
    similarity_of_hits(
      faces.rows[firstRow], faces.columns[firstColumn], faces.rows.dimension, hits, count,
      similarities)
    for hit in 0..<count {
      faces.offer(
        row: firstRow + Int(hits[hit].row), column: firstColumn + Int(hits[hit].column),
        similarity: similarities[hit])
    }
  }
}
