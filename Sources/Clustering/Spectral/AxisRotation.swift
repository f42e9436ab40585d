import Threads

/// The rotation of rows that brings each as near to an axis as it goes (Yu and Shi 2003), and so the
/// cluster of each.
struct AxisRotation {
  private let rows: DoubleMatrix
  private let workers: Workers
  private var rotation: DoubleMatrix
  private(set) var improvements = 0

  private static let mostImprovements = 20

  /// - Parameter first: the row that becomes the first axis.
  init(_ embedding: DoubleMatrix, first: Int, _ workers: Workers) {
    self.workers = workers
    rows = Self.normalized(embedding)
    rotation = Self.start(rows, first: first)
  }

  /// Columns of the same length, whose first entries are negative, then rows of length 1.
  private static func normalized(_ embedding: DoubleMatrix) -> DoubleMatrix {
    var rows = embedding
    for column in 0..<rows.columns {
      let length = (0..<rows.rows).reduce(0) { $0 + rows[$1, column] * rows[$1, column] }
        .squareRoot()
      guard length > 0 else { continue }
      let scale = Double(rows.rows).squareRoot() / (rows[0, column] > 0 ? -length : length)
      for row in 0..<rows.rows { rows[row, column] *= scale }
    }
    for row in 0..<rows.rows {
      let length = (0..<rows.columns).reduce(0) { $0 + rows[row, $1] * rows[row, $1] }
        .squareRoot()
      guard length > 0 else { continue }
      for column in 0..<rows.columns { rows[row, column] /= length }
    }
    return rows
  }

  /// Rows that are as different from each other as can be found one after another.
  private static func start(_ rows: DoubleMatrix, first: Int) -> DoubleMatrix {
    let size = rows.columns
    var rotation = DoubleMatrix(rows: size, columns: size)
    var alike = [Double](repeating: 0, count: rows.rows)
    var chosen = first
    for axis in 0..<size {
      for column in 0..<size { rotation[column, axis] = rows[chosen, column] }
      rows.values.withUnsafeBufferPointer { values in
        let own = values.baseAddress! + chosen * size
        for row in 0..<rows.rows {
          let other = values.baseAddress! + row * size
          var product = 0.0
          for column in 0..<size { product += own[column] * other[column] }
          alike[row] += product.magnitude
        }
      }
      chosen = alike.indices.min { (alike[$0], $0) < (alike[$1], $1) }!
    }
    return rotation
  }

  /// The axis that each row is nearest to, after rotations that bring them nearer as long as that helps.
  mutating func labels() -> [Int] {
    var before = 0.0
    while true {
      let labels = nearestAxes()
      improvements += 1
      guard let (next, sum) = improved(by: labels) else { return labels }
      let objective = 2 * (Double(rows.rows) - sum)
      if (objective - before).magnitude < .ulpOfOne || improvements > Self.mostImprovements {
        return labels
      }
      before = objective
      rotation = next
    }
  }

  private func nearestAxes() -> [Int] {
    let turned = rows.times(rotation, workers)
    return (0..<turned.rows).map { row in
      (0..<turned.columns).max { (turned[row, $0], $1) < (turned[row, $1], $0) }!
    }
  }

  /// The rotation nearest to the one that takes the sums of the rows of each axis there, V Uᵀ of their
  /// singular value decomposition U S Vᵀ, and the sum of S.
  private func improved(by labels: [Int]) -> (DoubleMatrix, Double)? {
    // Axes without rows do not turn.
    let used = Array(Set(labels)).sorted()
    let size = rows.columns
    guard !used.isEmpty else { return nil }
    var places = [Int](repeating: 0, count: size)
    for (place, axis) in used.enumerated() { places[axis] = place }
    var sums = DoubleMatrix(rows: used.count, columns: size)
    for (row, axis) in labels.enumerated() {
      for column in 0..<size { sums[places[axis], column] += rows[row, column] }
    }
    // V Uᵀ = Tᵀ (T Tᵀ)^-1/2.
    let transposed = sums.transposed
    let found = SymmetricEigenvectors(
      sums.times(transposed, workers).values, n: used.count, workers)
    let vectors = found.vectors(found.values.indices)
    let most = max(found.values.last ?? 0, .leastNormalMagnitude)
    var inverse = DoubleMatrix(rows: used.count, columns: used.count)
    var right = DoubleMatrix(rows: used.count, columns: used.count)
    var total = 0.0
    for (place, value) in found.values.enumerated() {
      let isNothing = value <= most * Double(used.count) * .ulpOfOne
      total += isNothing ? 0 : value.squareRoot()
      for column in 0..<used.count {
        let part = vectors[place * used.count + column]
        right[place, column] = part
        inverse[column, place] = isNothing ? 0 : part / value.squareRoot()
      }
    }
    let turned = transposed.times(inverse.times(right, workers), workers)
    var next = DoubleMatrix(rows: size, columns: size)
    for (place, axis) in used.enumerated() {
      for column in 0..<size { next[column, axis] = turned[column, place] }
    }
    return (next, total)
  }
}
