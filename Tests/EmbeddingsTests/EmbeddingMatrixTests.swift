import Embeddings
import Testing

/// Rows in memory.
@Suite struct EmbeddingMatrixTests {
  /// Small ones get memory that has been used before, large ones that of the system.
  @Test(arguments: [0, 1, 37, 300_000])
  func aNewMatrixIsOfAlignedZeros(rows: Int) {
    for _ in 0..<3 {
      let matrix = EmbeddingMatrix(rows: rows, dimension: 5)
      #expect(Int(bitPattern: matrix.values) % 64 == 0)
      #expect((0..<rows * 5).allSatisfy { matrix.values[$0] == 0 })
      for place in 0..<rows * 5 { matrix.values[place] = 1 }
    }
  }

  @Test func partsOfAMatrixOutliveIt() {
    var matrix: EmbeddingMatrix? = EmbeddingMatrix(rows: 100_000, dimension: 5)
    matrix?.values[5] = 7
    let part = matrix?.part(1..<100_000)
    matrix = nil
    #expect(part?[0][0] == 7 && part?[99_998][4] == 0)
  }
}
