import COpenBLAS
import Foundation
import Randomness
import Threads

/// The orthonormal directions of a sample of faces, those with the most of its squared length first.
package struct LeadingDirections {
  package let dimension: Int
  /// `dimension` directions, one after another.
  package let directions: [Float]

  /// The eigenvectors of the sample's matrix of second moments; nil if LAPACK finds none.
  package init?(of values: [Float], dimension: Int) {
    BLASThreads.keepToCaller()
    self.dimension = dimension
    var order = blasint(dimension)
    let exact = values.map(Double.init)
    var moments = [Double](repeating: 0, count: dimension * dimension)
    WorkInProgress.ofProcess.perform(multiplications: values.count * dimension) {
      cblas_dgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, order, order, blasint(values.count / dimension),
        1, exact, order, exact, order, 0, &moments, order)
    }
    var eigenvalues = [Double](repeating: 0, count: dimension)
    var workSize = 34 * order
    var work = [Double](repeating: 0, count: Int(workSize))
    var info: blasint = 0
    var stride = order
    let iterations = 30
    WorkInProgress.ofProcess.perform(
      multiplications: iterations * dimension * dimension * dimension
    ) {
      dsyev_("V", "U", &order, &moments, &stride, &eigenvalues, &work, &workSize, &info, 1, 1)
    }
    guard info == 0 else { return nil }
    // By rising eigenvalue.
    directions = (0..<dimension).reversed().flatMap { index in
      moments[index * dimension..<(index + 1) * dimension].map { Float($0) }
    }
  }

  /// The components of faces in all directions.
  func components(of values: [Float]) -> [Float] {
    var components = [Float](repeating: 0, count: values.count)
    let width = blasint(dimension)
    WorkInProgress.ofProcess.perform(multiplications: values.count * dimension) {
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, blasint(values.count / dimension), width, width,
        1, values, width, directions, width, 0, &components, width)
    }
    return components
  }

  /// A projection of the leading directions, mixed.
  ///
  /// The leading components of a face are much larger than the others, and the largest decides how
  /// coarse the codes are. A cosine transform of the components with random signs spreads them evenly
  /// and leaves their subspace as it is.
  package func projection(depth: Int) -> Projection {
    var mixing = [Double](repeating: 0, count: depth * depth)
    var signs = SplitMix64(seed: 1)
    let sign = (0..<depth).map { _ in signs.next() % 2 == 0 ? 1.0 : -1.0 }
    for row in 0..<depth {
      let scale = ((row == 0 ? 1 : 2) / Double(depth)).squareRoot()
      for coordinate in 0..<depth {
        let angle = Double.pi * (Double(coordinate) + 0.5) * Double(row) / Double(depth)
        mixing[row * depth + coordinate] = scale * sign[coordinate] * cos(angle)
      }
    }
    let leading = directions.prefix(depth * dimension).map(Double.init)
    var mixed = [Double](repeating: 0, count: depth * dimension)
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(depth), blasint(dimension), blasint(depth),
      1, mixing, blasint(depth), leading, blasint(dimension), 0, &mixed, blasint(dimension))
    return Projection(directions: mixed.map { Float($0) }, depth: depth, dimension: dimension)
  }
}
