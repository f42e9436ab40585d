import Embeddings
import Threads

/// Copies rows with several threads; `ends` says from where and where to.
func copyRows(
  _ count: Int, dimension: Int, threads: Int,
  _ ends: @Sendable (Int) -> (from: UnsafeMutablePointer<Float>, to: UnsafeMutablePointer<Float>)
) {
  let rowsAtATime = 1024
  Workers(count: threads).forEach(0..<count, by: rowsAtATime) { rows, _, _ in
    for row in rows {
      let ends = ends(row)
      ends.to.update(from: ends.from, count: dimension)
    }
  }
}

extension EmbeddingMatrix {
  /// Writes some coordinates of some rows, given one row after another.
  func write(
    _ values: [Float], _ coordinates: Range<Int>, of rows: some Sequence<Int>
  ) {
    values.withUnsafeBufferPointer { values in
      for (place, row) in rows.enumerated() {
        (self.values + row * dimension + coordinates.lowerBound)
          .update(from: values.baseAddress! + place * coordinates.count, count: coordinates.count)
      }
    }
  }
}
