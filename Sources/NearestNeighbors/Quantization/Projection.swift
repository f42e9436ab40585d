import COpenBLAS
import Threads

/// The projection of faces on what the kernels compare of them: their components in `depth` orthonormal
/// directions, be they the first coordinates or others.
///
/// What it leaves out, the tail, is bounded instead. With R the map of a face to its projection,
/// x·y = Rx·Ry + t_x·t_y for the tails t, and t_x·t_y <= (|t_x|² + |t_y|²) / 2 with |t_x|² = |x|² - |Rx|².
/// Where the similarities of most pairs are far below the least one that is wanted, a projection on
/// about two thirds of the coordinates already shows it, even when all coordinates weigh the same;
/// leading directions show it sooner where faces lie near a subspace.
package struct Projection: Sendable {
  /// A multiple of `depthMultiple`; components past the dimension are zeros.
  package let depth: Int
  /// The directions, one after another; nil: those of the first coordinates.
  private let directions: [Float]?
  /// How much the similarity of a pair can exceed what follows from its computed projections.
  package let margin: Float

  /// What the kernels ask for.
  package static let depthMultiple = 8

  package static func fullDepth(dimension: Int) -> Int {
    (dimension + depthMultiple - 1) / depthMultiple * depthMultiple
  }

  /// A projection on the first coordinates.
  package init(depth: Int) {
    precondition(depth > 0 && depth % Self.depthMultiple == 0)
    self.depth = depth
    directions = nil
    margin = 0
  }

  /// A projection on any directions that are about orthonormal.
  ///
  /// Let g be the Frobenius norm of RR' - I, so that M = I - R'R + g I has no negative eigenvalue. By
  /// Cauchy and Schwarz for M, x'My <= (x'Mx + y'My) / 2, and so x·y exceeds Rx·Ry and the halves of
  /// |x|² - |Rx|² and |y|² - |Ry|² by no more than g (|x|² + |y|²) / 2 + g |x·y|, which is at most 2 g.
  /// Besides, each component is a float32 sum, off by at most `float32ScreeningBound`; so the
  /// projection is off by at most sqrt(depth) times that, which counts at most once in either factor of Rx·Ry and
  /// once in each square.
  package init(directions: [Float], depth: Int, dimension: Int) {
    precondition(depth % Self.depthMultiple == 0 && directions.count == depth * dimension)
    BLASThreads.keepToCaller()
    self.depth = depth
    self.directions = directions
    let exact = directions.map(Double.init)
    var products = [Double](repeating: 0, count: depth * depth)
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, blasint(depth), blasint(depth), blasint(dimension),
      1,
      exact, blasint(dimension), exact, blasint(dimension), 0, &products, blasint(depth))
    for i in 0..<depth { products[i * depth + i] -= 1 }
    let g = products.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let rounding = Double(float32ScreeningBound(dimension: dimension)) * Double(depth).squareRoot()
    margin = Float((2 * g + 4 * rounding) * 1.01).nextUp
  }

  /// Whether nothing is left out.
  func isWhole(dimension: Int) -> Bool { directions == nil && depth >= dimension }

  /// Whether projections lie in the faces themselves, at their start.
  func isInPlace(dimension: Int) -> Bool { directions == nil && depth <= dimension }

  /// Writes the projections of a range of faces one after another.
  package func write(
    _ faces: FaceRows, _ range: Range<Int>, to projections: UnsafeMutablePointer<Float>
  ) {
    guard !range.isEmpty else { return }
    let dimension = faces.dimension
    if let directions {
      WorkInProgress.ofProcess.perform(multiplications: range.count * depth * dimension) {
        cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasTrans, blasint(range.count), blasint(depth),
          blasint(dimension), 1, faces[range.lowerBound], blasint(dimension), directions,
          blasint(dimension), 0, projections, blasint(depth))
      }
      return
    }
    let copied = min(depth, dimension)
    for (place, face) in range.enumerated() {
      let projection = projections + place * depth
      projection.update(from: faces[face], count: copied)
      for coordinate in copied..<max(depth, copied) { projection[coordinate] = 0 }
    }
  }
}
