import CSimilarity

/// Screens rows with panels of columns by a kernel that compares codes, and offers the pairs that are left to the
/// lists of both faces; with the scratch memory of one thread.
///
/// The codes of rows and columns lie where they were encoded or are copies of some of them: `row` and `column` say
/// which face a place of the codes belongs to.
final class PanelScreening {
  let panelWidth: Int
  private let quantization: Quantization
  private let faces: FacePairs
  /// The codes of the rows, and the place of the first.
  private var rowCodes: PackedCodes?
  private var firstPlace = 0
  /// For each row, its number, the similarity that a pair must reach to get into its list, and its error bound and
  /// the margin.
  private let rowNumbers: UnsafeMutablePointer<Int>
  private let listThresholds: UnsafeMutablePointer<Float>
  private let rowErrorBounds: UnsafeMutablePointer<Float>
  /// The lowest threshold of the rows.
  private var leastOfRows = Float.infinity
  /// For each row, what a score must reach so that one of the two lists can accept its pair, with the panel's
  /// threshold for which that holds.
  private let scoreThresholds: UnsafeMutablePointer<Float>
  private var panelThreshold = Float.nan
  private var linesWithThresholds = 0
  /// For each column of the panel, its number, its error bound, less what its list asks for beyond the panel's
  /// threshold, and the similarity that a pair must reach to get into its list.
  private let columnNumbers: UnsafeMutablePointer<Int>
  private let columnErrorBounds: UnsafeMutablePointer<Float>
  private let columnThresholds: UnsafeMutablePointer<Float>
  private let hits: UnsafeMutablePointer<packed_hit>
  private let similarities: UnsafeMutablePointer<Float>

  /// - Parameter mostRows: how many rows there can be at a time, those of incomplete panels counted.
  init(_ quantization: Quantization, _ faces: FacePairs, mostRows: Int) {
    self.quantization = quantization
    self.faces = faces
    panelWidth = quantization.kernel.tile_columns
    rowNumbers = .allocate(capacity: mostRows)
    listThresholds = .allocate(capacity: mostRows)
    rowErrorBounds = .allocate(capacity: mostRows)
    scoreThresholds = .allocate(capacity: mostRows)
    columnNumbers = .allocate(capacity: panelWidth)
    columnErrorBounds = .allocate(capacity: panelWidth)
    columnThresholds = .allocate(capacity: panelWidth)
    hits = .allocate(capacity: mostRows * panelWidth)
    similarities = .allocate(capacity: mostRows * panelWidth)
  }

  deinit {
    rowNumbers.deallocate()
    columnNumbers.deallocate()
    for values in [
      listThresholds, rowErrorBounds, scoreThresholds, columnErrorBounds, columnThresholds,
      similarities,
    ] {
      values.deallocate()
    }
    hits.deallocate()
  }

  /// Takes the rows of some whole panels of codes.
  ///
  /// - Parameter row: the face of each place; nil: none that is compared.
  func takeRows(_ codes: PackedCodes, places: Range<Int>, row: (Int) -> Int?) {
    rowCodes = codes
    firstPlace = places.lowerBound
    panelThreshold = .nan
    leastOfRows = .infinity
    for (line, place) in places.enumerated() {
      // No score reaches the threshold of a place without a face.
      guard let number = row(place) else {
        listThresholds[line] = .infinity
        rowErrorBounds[line] = -.infinity
        continue
      }
      rowNumbers[line] = number
      listThresholds[line] = faces.rowLists.threshold(number)
      leastOfRows = min(leastOfRows, listThresholds[line])
      rowErrorBounds[line] = codes.errorBounds[place] + quantization.margin
    }
  }

  /// Compares the rows that were taken with all columns of a tile.
  ///
  /// - Parameter rows: the number of the first, where they follow each other, how many there are, and how many a
  ///   panel has.
  func compare(
    _ tile: Tile, rows: (first: Int, count: Int, panelSize: Int), with columns: PackedCodes
  ) {
    let firstPanel = (tile.columns.lowerBound - columns.firstFace) / panelWidth * panelWidth
    let end = tile.columns.upperBound - columns.firstFace
    for place in stride(from: firstPanel, to: end, by: panelWidth) {
      let firstColumn = columns.firstFace + place
      // Rows from the diagonal on have no partners here.
      let left =
        tile.onlyAboveDiagonal
        ? min(rows.count, firstColumn + panelWidth - 1 - rows.first) : rows.count
      guard left > 0 else { continue }
      let lines = (left + rows.panelSize - 1) / rows.panelSize * rows.panelSize
      compare(lines: lines, withPanelAt: place, of: columns, in: tile) { place in
        let column = columns.firstFace + place
        return tile.columns.contains(column) ? column : nil
      }
    }
  }

  /// Compares the first rows with a panel of columns.
  ///
  /// - Parameters:
  ///   - lines: how many rows; whole panels of them.
  ///   - place: that of the panel's first column.
  ///   - tile: the rows and columns that can be faces of the pairs.
  ///   - column: the face of each place; nil: none that is compared.
  func compare(
    lines: Int, withPanelAt place: Int, of columns: PackedCodes, in tile: Tile,
    column: (Int) -> Int?
  ) {
    guard let rowCodes, lines > 0 else { return }
    let threshold = readColumns(columns, place: place, column: column)
    if threshold != panelThreshold || lines > linesWithThresholds {
      for line in 0..<lines {
        scoreThresholds[line] = min(listThresholds[line], threshold) - rowErrorBounds[line]
      }
      panelThreshold = threshold
      linesWithThresholds = lines
    }
    var block = screening_block()
    block.rows = rowCodes.panel(startingAt: firstPlace)
    block.row_count = lines
    block.panel = columns.panel(startingAt: place)
    block.depth = quantization.projection.depth
    block.row_initial_sums = UnsafePointer(rowCodes.initialSums + firstPlace)
    block.row_thresholds = UnsafePointer(scoreThresholds)
    block.column_error_bounds = UnsafePointer(columnErrorBounds)
    block.scale = quantization.rows.unit * quantization.columns.unit
    let found = quantization.kernel.screen(&block, hits)
    if found > 0 { offer(found, tile) }
  }

  /// Reads what the columns of a panel ask for.
  ///
  /// A pair is of use if it reaches the threshold of its row or of its column. Where rows ask for more than the
  /// column, so does the column for more than its panel: a pair of it can be ruled out by as much more.
  ///
  /// - Returns: the threshold of the panel, the lowest of its columns.
  private func readColumns(
    _ columns: PackedCodes, place: Int, column: (Int) -> Int?
  ) -> Float {
    var threshold = Float.infinity
    for slot in 0..<panelWidth {
      guard let number = column(place + slot) else {
        columnThresholds[slot] = .infinity
        columnErrorBounds[slot] = -.infinity
        continue
      }
      columnNumbers[slot] = number
      columnThresholds[slot] = faces.columnLists.threshold(number)
      columnErrorBounds[slot] = columns.errorBounds[place + slot]
      threshold = min(threshold, columnThresholds[slot])
    }
    guard leastOfRows > threshold else { return threshold }
    for slot in 0..<panelWidth where columnThresholds[slot] < .infinity {
      let more = min(columnThresholds[slot], leastOfRows) - threshold
      if more > 0 { columnErrorBounds[slot] = (columnErrorBounds[slot] - more).nextUp }
    }
    return threshold
  }

  /// Compares the pairs of a small tile, all of them, without a kernel.
  func compareAll(of tile: Tile) {
    var count = 0
    for row in tile.rows {
      for column in tile.columns where !tile.onlyAboveDiagonal || row < column {
        count = take(row: row, column: column, of: tile, as: count)
      }
    }
    offer(count, of: tile)
  }

  /// Offers the pairs that the kernel has left.
  private func offer(_ found: Int, _ tile: Tile) {
    var count = 0
    for hit in 0..<found {
      let (row, column) = (rowNumbers[Int(hits[hit].row)], columnNumbers[Int(hits[hit].column)])
      if tile.onlyAboveDiagonal, row >= column { continue }
      count = take(row: row, column: column, of: tile, as: count)
    }
    offer(count, of: tile)
  }

  /// Makes a pair hit number `count` if it is of use.
  ///
  /// - Returns: how many hits there are then.
  private func take(row: Int, column: Int, of tile: Tile, as count: Int) -> Int {
    guard faces.isOfUse(row: row, column: column) else { return count }
    hits[count] = packed_hit(
      row: UInt16(row - tile.rows.lowerBound), column: UInt16(column - tile.columns.lowerBound))
    return count + 1
  }

  /// Offers the pairs of the first hits, whose rows and columns are counted from the first of the tile.
  private func offer(_ count: Int, of tile: Tile) {
    let (firstRow, firstColumn) = (tile.rows.lowerBound, tile.columns.lowerBound)
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
