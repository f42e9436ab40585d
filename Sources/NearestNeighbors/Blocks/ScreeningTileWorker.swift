import CSimilarity

/// Screens with a kernel that compares codes of the faces.
final class ScreeningTileWorker: TileWorker {
  /// Multiples of every kernel's tile, also when halved. The codes of the rows stay in the
  /// second-level cache while panels of columns, each in the first-level cache, pass by.
  static let tileSize = (rows: 960, columns: 960)

  private let quantization: Quantization
  private let rows: PackedCodes
  private let columns: PackedCodes
  private let faces: FacePairs
  private let panelWidth: Int
  /// For each row of the tile: what a pair must reach by the row's list, and what of that its slack
  /// and the margin make up for.
  private let rowThresholds: UnsafeMutablePointer<Float>
  private let rowSlacks: UnsafeMutablePointer<Float>
  private let rowNeeds: UnsafeMutablePointer<Float>
  private let panelSlacks: UnsafeMutablePointer<Float>
  private let hits: UnsafeMutablePointer<UInt32>
  private let similarities: UnsafeMutablePointer<Float>

  init(
    _ quantization: Quantization, rows: PackedCodes, columns: PackedCodes, _ faces: FacePairs
  ) {
    self.quantization = quantization
    self.rows = rows
    self.columns = columns
    self.faces = faces
    panelWidth = columns.groupSize
    let mostRows = Self.tileSize.rows + 2 * rows.groupSize
    rowThresholds = .allocate(capacity: mostRows)
    rowSlacks = .allocate(capacity: mostRows)
    rowNeeds = .allocate(capacity: mostRows)
    panelSlacks = .allocate(capacity: panelWidth)
    hits = .allocate(capacity: mostRows * panelWidth)
    similarities = .allocate(capacity: mostRows * panelWidth)
  }

  deinit {
    rowThresholds.deallocate()
    rowSlacks.deallocate()
    rowNeeds.deallocate()
    panelSlacks.deallocate()
    hits.deallocate()
    similarities.deallocate()
  }

  func process(_ tile: Tile) {
    // Whole groups of rows; those outside the tile need too much to become hits.
    let firstPlace = (tile.rows.lowerBound - rows.firstFace) / rows.groupSize * rows.groupSize
    let firstRow = rows.firstFace + firstPlace
    let groups = (tile.rows.upperBound - firstRow + rows.groupSize - 1) / rows.groupSize
    for line in 0..<groups * rows.groupSize {
      let isInside = tile.rows.contains(firstRow + line)
      rowThresholds[line] = isInside ? faces.rowLists.threshold(firstRow + line) : .infinity
      rowSlacks[line] = isInside ? rows.slacks[firstPlace + line] + quantization.margin : -.infinity
    }

    let firstPanel = (tile.columns.lowerBound - columns.firstFace) / panelWidth * panelWidth
    let end = tile.columns.upperBound - columns.firstFace
    var lastThreshold = Float.nan
    for place in stride(from: firstPanel, to: end, by: panelWidth) {
      let firstColumn = columns.firstFace + place
      // The column with the lowest threshold speaks for its panel.
      var threshold = Float.infinity
      for slot in 0..<panelWidth {
        let isInside = tile.columns.contains(firstColumn + slot)
        panelSlacks[slot] = isInside ? columns.slacks[place + slot] : -.infinity
        if isInside { threshold = min(threshold, faces.columnLists.threshold(firstColumn + slot)) }
      }
      // Rows from the diagonal on have no partners here.
      let rowsLeft =
        tile.onlyAboveDiagonal
        ? min(groups * rows.groupSize, firstColumn + panelWidth - 1 - firstRow)
        : groups * rows.groupSize
      guard rowsLeft > 0 else { continue }
      let rowCount = (rowsLeft + rows.groupSize - 1) / rows.groupSize * rows.groupSize
      if threshold != lastThreshold || tile.onlyAboveDiagonal {
        for line in 0..<rowCount {
          rowNeeds[line] = min(rowThresholds[line], threshold) - rowSlacks[line]
        }
        lastThreshold = threshold
      }
      var block = screening_block()
      block.rows = rows.group(startingAt: firstPlace)
      block.row_count = rowCount
      block.panel = columns.group(startingAt: place)
      block.depth = quantization.head.depth
      block.row_starts = UnsafePointer(rows.starts + firstPlace)
      block.row_needs = UnsafePointer(rowNeeds)
      block.column_slacks = UnsafePointer(panelSlacks)
      block.scale = quantization.rows.unit * quantization.columns.unit
      let found = quantization.kernel.screen(&block, hits)
      if found > 0 {
        offer(
          found, firstRow: firstRow, firstColumn: firstColumn,
          onlyAboveDiagonal: tile.onlyAboveDiagonal)
      }
    }
  }

  private func offer(_ found: Int, firstRow: Int, firstColumn: Int, onlyAboveDiagonal: Bool) {
    var count = found
    if onlyAboveDiagonal {
      count = 0
      for hit in 0..<found {
        let (row, column) = (firstRow + Int(hits[hit] >> 16), firstColumn + Int(hits[hit] & 0xFFFF))
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
        row: firstRow + Int(hits[hit] >> 16), column: firstColumn + Int(hits[hit] & 0xFFFF),
        similarity: similarities[hit])
    }
  }
}
