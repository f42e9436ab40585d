import CSimilarity

/// Scores of some rows with some columns in the memory of one thread.
///
/// The score of a pair, plus the error bound of its row and a margin, is not below the similarity (see
/// `Quantization`); the error bound of its column is part of it.
struct ScoreBlock {
  private var values: UnsafeMutablePointer<Float> = .allocate(capacity: 1)
  private var capacity = 1
  private var stride = 0
  private var first = 0

  /// The scores of a row, counted from the first.
  func row(_ row: Int) -> UnsafeMutablePointer<Float> { values + first + row * stride }

  func deallocate() { values.deallocate() }

  mutating func fill(
    _ quantization: Quantization, _ rows: PackedCodes, _ rowRange: Range<Int>,
    _ columns: PackedCodes,
    _ columnRange: Range<Int>
  ) {
    // Whole panels; what is outside the ranges is not read.
    func places(_ codes: PackedCodes, _ range: Range<Int>) -> Range<Int> {
      let size = codes.panelSize
      let start = (range.lowerBound - codes.firstFace) / size * size
      let end = (range.upperBound - codes.firstFace + size - 1) / size * size
      return start..<end
    }
    let (rowPlaces, columnPlaces) = (places(rows, rowRange), places(columns, columnRange))
    stride = columnPlaces.count
    first =
      (rowRange.lowerBound - rows.firstFace - rowPlaces.lowerBound) * stride
      + columnRange.lowerBound - columns.firstFace - columnPlaces.lowerBound
    // Rows are read in whole vectors.
    let room = rowPlaces.count * stride + ColumnRuns.longest
    if room > capacity {
      values.deallocate()
      capacity = room
      values = .allocate(capacity: capacity)
    }
    for place in Swift.stride(
      from: columnPlaces.lowerBound, to: columnPlaces.upperBound, by: columns.panelSize)
    {
      var block = screening_block()
      block.rows = rows.panel(startingAt: rowPlaces.lowerBound)
      block.row_count = rowPlaces.count
      block.panel = columns.panel(startingAt: place)
      block.depth = quantization.projection.depth
      block.row_initial_sums = UnsafePointer(rows.initialSums + rowPlaces.lowerBound)
      block.column_error_bounds = UnsafePointer(columns.errorBounds + place)
      block.scale = quantization.rows.unit * quantization.columns.unit
      quantization.kernel.write_scores(&block, values + place - columnPlaces.lowerBound, stride)
    }
  }
}
