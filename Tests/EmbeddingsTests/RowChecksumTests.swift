import Embeddings
import Testing

/// The checksum by which a checkpoint knows its input.
@Suite struct RowChecksumTests {
  private let faces = SyntheticFaces(faces: 50, dimension: 7, seed: 3)

  private func checksum(_ rows: Range<Int>) -> UInt64 {
    faces.matrix(rows: rows).checksum(firstRow: rows.lowerBound)
  }

  @Test func theShardsMayBeCutAnywhere() {
    let whole = checksum(0..<50)
    for cut in 0...50 { #expect(checksum(0..<cut) &+ checksum(cut..<50) == whole) }
  }

  /// Checkpoints and records of earlier versions hold such sums.
  @Test func theHashOfARowStaysWhatItIs() {
    let row = EmbeddingMatrix([[1, -0.5, 3]])
    #expect(row.checksum(firstRow: 7) == 0x70E1_0D44_57E1_1563)
    let rows = EmbeddingMatrix([[Float]](repeating: [1, -0.5, 3], count: 6))
    let single = (0..<6).map { row.checksum(firstRow: 7 + $0) }
    #expect(rows.checksum(firstRow: 7) == single.reduce(0, &+))
  }

  @Test func thePlaceOfARowCounts() {
    let rows = faces.matrix(rows: 0..<50)
    #expect(rows.checksum(firstRow: 1) != rows.checksum(firstRow: 0))
  }

  @Test func everyValueCounts() {
    let original = checksum(0..<50)
    for row in 0..<50 {
      for column in 0..<7 {
        let rows = faces.matrix(rows: 0..<50)
        // The least change that there is.
        rows.values[row * 7 + column] = rows.values[row * 7 + column].nextUp
        #expect(rows.checksum(firstRow: 0) != original)
      }
    }
  }
}
