import Embeddings

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
