import Embeddings

/// Screens copies of faces with blocks of similarities by BLAS.
final class ScatteredBLASWorker: ScatteredWorker {
  private static let tileSize = BLASTileWorker.tileSize

  private let kernel: BLASKernel
  private let faces: (rows: FaceRows, columns: FaceRows)
  private let rows: EmbeddingMatrix
  private let columns: EmbeddingMatrix
  private let scores: UnsafeMutablePointer<Float>

  init(_ kernel: BLASKernel, rows: FaceRows, columns: FaceRows) {
    self.kernel = kernel
    faces = (rows, columns)
    self.rows = EmbeddingMatrix(rows: Self.tileSize.rows, dimension: rows.dimension)
    self.columns = EmbeddingMatrix(rows: Self.tileSize.columns, dimension: rows.dimension)
    scores = .allocate(capacity: Self.tileSize.rows * Self.tileSize.columns)
  }

  deinit { scores.deallocate() }

  func compare(
    _ choice: ScatteredSearch.Choice, leastSimilarity: Float,
    isToldOf: (_ row: Int, _ column: Int) -> Bool,
    found: (_ row: Int, _ column: Int, _ similarity: Float) -> Void
  ) {
    // What an approximate score must reach so that the similarity can.
    let leastScore = (leastSimilarity - kernel.bound).nextDown
    var left = choice.columns
    while !left.isEmpty {
      let chosenColumns = left.prefix(Self.tileSize.columns)
      left = left.dropFirst(Self.tileSize.columns)
      copy(chosenColumns, of: faces.columns, to: columns)
      var rowsLeft = choice.rows.prefix(choice.count(of: choice.rows, pairedWith: chosenColumns))
      while !rowsLeft.isEmpty {
        let chosenRows = rowsLeft.prefix(Self.tileSize.rows)
        rowsLeft = rowsLeft.dropFirst(Self.tileSize.rows)
        copy(chosenRows, of: faces.rows, to: rows)
        kernel.scores(
          of: FaceRows(rows), 0..<chosenRows.count, with: FaceRows(columns),
          0..<chosenColumns.count, into: scores)
        for (line, row) in chosenRows.enumerated() {
          for (slot, column) in chosenColumns.enumerated()
          // A score that is no number is not ruled out.
          where !(scores[line * chosenColumns.count + slot] < leastScore)
            && choice.hasPair(row, column) && isToldOf(Int(row), Int(column))
          {
            let similarity = Similarity.of(
              faces.rows[Int(row)], faces.columns[Int(column)], dimension: rows.dimension)
            if similarity >= leastSimilarity { found(Int(row), Int(column), similarity) }
          }
        }
      }
    }
  }

  private func copy(
    _ chosen: ArraySlice<UInt32>, of faces: FaceRows, to matrix: EmbeddingMatrix
  ) {
    for (place, face) in chosen.enumerated() {
      (matrix.values + place * matrix.dimension).update(
        from: faces[Int(face)], count: matrix.dimension)
    }
  }
}
