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
    for first in stride(from: 0, to: choice.rows.count, by: Self.mostRows) {
      let chosen = choice.rows[first..<min(first + Self.mostRows, choice.rows.count)]
      rows.copy(chosen, from: codes.rows)
      let rowCount = (chosen.count + rows.panelSize - 1) / rows.panelSize * rows.panelSize
      for place in 0..<rowCount {
        thresholds[place] =
          place < chosen.count
          ? leastSimilarity - rows.errorBounds[place] - quantization.margin : .infinity
      }
      for start in stride(from: 0, to: choice.columns.count, by: panel.panelSize) {
        let columns = choice.columns[start..<min(start + panel.panelSize, choice.columns.count)]
        panel.copy(columns, from: codes.columns)
        for hit in 0..<screen(rowCount) {
          let row = Int(chosen[first + Int(hits[hit].row)])
          let column = Int(columns[start + Int(hits[hit].column)])
          guard isToldOf(row, column) else { continue }
          let similarity = Similarity.of(
            faces.rows[row], faces.columns[column], dimension: faces.rows.dimension)
          if similarity >= leastSimilarity { found(row, column, similarity) }
        }
      }
    }
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
