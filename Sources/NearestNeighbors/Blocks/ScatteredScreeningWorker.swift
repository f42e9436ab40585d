import CSimilarity

/// Screens copies of codes with a kernel.
final class ScatteredScreeningWorker: ScatteredWorker {
  /// How many rows are compared with a panel of columns at a time: their codes stay in the second-level
  /// cache. A multiple of every kernel's tile.
  private static let mostRows = 960

  private let quantization: Quantization
  private let codes: (rows: PackedCodes, columns: PackedCodes)
  private let faces: (rows: FaceRows, columns: FaceRows)
  private let rows: PackedCodes
  private let panel: PackedCodes
  private let thresholds: UnsafeMutablePointer<Float>
  private let hits: UnsafeMutablePointer<packed_hit>

  init(
    _ quantization: Quantization, _ codes: (rows: PackedCodes, columns: PackedCodes),
    faces: (rows: FaceRows, columns: FaceRows)
  ) {
    (self.quantization, self.codes, self.faces) = (quantization, codes, faces)
    let (kernel, depth) = (quantization.kernel, quantization.projection.depth)
    rows = PackedCodes(
      0..<Self.mostRows, panelSize: kernel.tile_rows, depth: depth,
      codeBytes: quantization.codeBytes)
    panel = PackedCodes(
      0..<kernel.tile_columns, panelSize: kernel.tile_columns, depth: depth,
      codeBytes: quantization.codeBytes)
    // Read where places have no faces, though without a consequence.
    rows.clear()
    panel.clear()
    thresholds = .allocate(capacity: rows.panelCount * rows.panelSize)
    hits = .allocate(capacity: rows.panelCount * rows.panelSize * panel.panelSize)
  }

  deinit {
    thresholds.deallocate()
    hits.deallocate()
  }

  func compare(
    _ choice: ScatteredSearch.Choice, leastSimilarity: Float,
    isToldOf: (_ row: Int, _ column: Int) -> Bool,
    found: (_ row: Int, _ column: Int, _ similarity: Float) -> Void
  ) {
    var left = choice.rows
    while !left.isEmpty {
      let chosen = left.prefix(Self.mostRows)
      left = left.dropFirst(Self.mostRows)
      takeRows(chosen, leastSimilarity: leastSimilarity)
      for start in stride(
        from: choice.columns.startIndex, to: choice.columns.endIndex, by: panel.panelSize)
      {
        let columns = choice.columns[start...].prefix(panel.panelSize)
        let paired = choice.count(of: chosen, pairedWith: columns)
        guard paired > 0 else { continue }
        panel.copy(columns, from: codes.columns)
        for hit in 0..<screen(wholePanels(paired)) {
          let row = chosen[chosen.startIndex + Int(hits[hit].row)]
          let column = columns[start + Int(hits[hit].column)]
          guard choice.hasPair(row, column), isToldOf(Int(row), Int(column)) else { continue }
          let similarity = Similarity.of(
            faces.rows[Int(row)], faces.columns[Int(column)], dimension: faces.rows.dimension)
          if similarity >= leastSimilarity { found(Int(row), Int(column), similarity) }
        }
      }
    }
  }

  private func takeRows(_ chosen: ArraySlice<UInt32>, leastSimilarity: Float) {
    rows.copy(chosen, from: codes.rows)
    for place in 0..<wholePanels(chosen.count) {
      thresholds[place] =
        place < chosen.count
        ? leastSimilarity - rows.errorBounds[place] - quantization.margin : .infinity
    }
  }

  /// The rows of the panels that have so many.
  private func wholePanels(_ rowCount: Int) -> Int {
    (rowCount + rows.panelSize - 1) / rows.panelSize * rows.panelSize
  }

  private func screen(_ rowCount: Int) -> Int {
    var block = screening_block()
    block.rows = rows.panel(startingAt: 0)
    block.row_count = rowCount
    block.panel = panel.panel(startingAt: 0)
    block.depth = quantization.projection.depth
    block.row_initial_sums = UnsafePointer(rows.initialSums)
    block.row_thresholds = UnsafePointer(thresholds)
    block.column_error_bounds = UnsafePointer(panel.errorBounds)
    block.scale = quantization.rows.unit * quantization.columns.unit
    return quantization.kernel.screen(&block, hits)
  }
}
