import COpenBLAS
import Threads

/// The portable screening kernel: blocks of similarities by the BLAS routine SGEMM.
package struct BLASKernel: Sendable {
  /// How far a score can be from the similarity of the same pair.
  package let bound: Float

  /// Readies the BLAS library. The search brings its own threads, so the library must not.
  package init(dimension: Int) {
    BLASThreads.keepToCaller()
    bound = float32ScreeningBound(dimension: dimension)
  }

  /// Writes the scores of some rows with some columns, row after row, to `scores`.
  package func scores(
    of rows: FaceRows, _ rowRange: Range<Int>, with columns: FaceRows, _ columnRange: Range<Int>,
    into scores: UnsafeMutablePointer<Float>
  ) {
    let dimension = blasint(rows.dimension)
    let multiplications = rowRange.count * columnRange.count * rows.dimension
    WorkInProgress.ofProcess.perform(multiplications: multiplications) {
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, blasint(rowRange.count),
        blasint(columnRange.count),
        dimension, 1, rows[rowRange.lowerBound], dimension, columns[columnRange.lowerBound],
        dimension, 0, scores, blasint(columnRange.count))
    }
  }
}
