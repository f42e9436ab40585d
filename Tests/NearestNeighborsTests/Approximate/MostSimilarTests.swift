import Embeddings
import Testing

@testable import NearestNeighbors

/// The columns that are most similar to rows, where what most rows ask for is learned from some of them.
@Suite struct MostSimilarTests {
  private static let kernels = SearchKernel.all.filter(\.isSupported)

  /// A tenth of the rows is so far from all columns that what is learned from the others asks too much of them.
  @Test(arguments: [100, 5000])
  func rowsHaveTheirMostSimilarColumns(rowCount: Int) {
    let columns = RandomFaces(count: 60, dimension: 16, seed: 2)
    let rows = RandomFaces(count: rowCount, dimension: 16, seed: 3).rows.enumerated().map {
      (index, row) in
      index % 10 == 7 ? columns.rows[index % 60].map { -$0 } : row
    }
    let (rowMatrix, columnMatrix) = (EmbeddingMatrix(rows), EmbeddingMatrix(columns.rows))
    defer { withExtendedLifetime((rowMatrix, columnMatrix)) {} }
    let (rowFaces, columnFaces) = (FaceRows(rowMatrix), FaceRows(columnMatrix))
    let expected = (0..<rowCount).map { row in
      (0..<60).map { column in
        Neighbor(
          index: UInt32(column),
          similarity: Similarity.of(rowFaces[row], columnFaces[column], dimension: 16))
      }.sorted(by: >).prefix(5)
    }
    for kernel in Self.kernels {
      let similar = MostSimilar(
        of: BlockSearch(rows: rowFaces, minSimilarity: -1, threads: 2, kernel: kernel),
        in: columnFaces, count: 5)
      #expect((0..<rowCount).allSatisfy { Array(similar[$0]) == Array(expected[$0]) })
    }
  }

  @Test func rowsCanHaveNoColumns() {
    let matrix = EmbeddingMatrix(RandomFaces(count: 20, dimension: 8, seed: 1).rows)
    defer { withExtendedLifetime(matrix) {} }
    let similar = MostSimilar(
      of: BlockSearch(rows: FaceRows(matrix), minSimilarity: -1, threads: 1, kernel: .blas),
      in: FaceRows(values: matrix.values, count: 0, dimension: 8, firstFace: 0), count: 0)
    #expect((0..<20).allSatisfy { similar[$0].isEmpty })
  }
}
