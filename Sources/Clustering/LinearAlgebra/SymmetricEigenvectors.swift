import Threads

/// The eigenvalues and eigenvectors of a symmetric matrix of doubles, A = V Λ Vᵀ.
///
/// The matrix is reduced to three diagonals (`TridiagonalForm`) and these to one (`DiagonalForm`). V is never
/// written down: what of it is wanted comes from the reflections and rotations, O(n²) for each vector. All takes O(n³) time,
/// and only additions, multiplications, divisions and square roots in one order: the same bits on every machine.
struct SymmetricEigenvectors {
  private typealias Lanes = SIMD8<Double>

  /// Rising.
  let values: [Double]
  private let reflections: [TridiagonalForm.Reflection]
  private let diagonal: DiagonalForm
  /// Where on the diagonal each value is.
  private let order: [Int]

  /// - Parameter matrix: `n * n` numbers, equal on both sides of the diagonal.
  init(_ matrix: [Double], n: Int, _ workers: Workers) {
    let form = TridiagonalForm(matrix, n: n, workers)
    let diagonal = DiagonalForm(form)
    reflections = form.reflections
    self.diagonal = diagonal
    order = (0..<n).sorted {
      (diagonal.diagonal[$0], $0) < (diagonal.diagonal[$1], $1)
    }
    values = order.map { diagonal.diagonal[$0] }
  }

  /// The eigenvectors of some of the values, one after the other.
  func vectors(_ places: some Collection<Int>) -> [Double] {
    let (n, places) = (values.count, Array(places))
    var result = [Double](repeating: 0, count: places.count * n)
    for block in stride(from: 0, to: places.count, by: Lanes.scalarCount) {
      let count = min(Lanes.scalarCount, places.count - block)
      var vectors = [Lanes](repeating: .zero, count: n)
      for lane in 0..<count { vectors[order[places[block + lane]]][lane] = 1 }
      combine(&vectors)
      for lane in 0..<count {
        for row in 0..<n { result[(block + lane) * n + row] = vectors[row][lane] }
      }
    }
    return result
  }

  /// Vᵀ x: how much of each eigenvector a vector has.
  func coefficients(of vector: [Double]) -> [Double] {
    var lanes = vector.map { Lanes(repeating: $0) }
    for reflection in reflections { Self.reflect(&lanes, by: reflection) }
    diagonal.turn(&lanes)
    return order.map { lanes[$0][0] }
  }

  /// V y: the sum of the eigenvectors, each times its coefficient.
  func combination(_ coefficients: [Double]) -> [Double] {
    var lanes = [Lanes](repeating: .zero, count: values.count)
    for (place, coefficient) in zip(order, coefficients) {
      lanes[place] = Lanes(repeating: coefficient)
    }
    combine(&lanes)
    return lanes.map { $0[0] }
  }

  private func combine(_ lanes: inout [Lanes]) {
    diagonal.turnBack(&lanes)
    for reflection in reflections.reversed() { Self.reflect(&lanes, by: reflection) }
  }

  private static func reflect(_ lanes: inout [Lanes], by reflection: TridiagonalForm.Reflection) {
    lanes.withUnsafeMutableBufferPointer { lanes in
      let part = lanes.baseAddress! + reflection.first
      var product = Lanes.zero
      for (place, value) in reflection.vector.enumerated() { product += value * part[place] }
      product *= reflection.scale
      for (place, value) in reflection.vector.enumerated() { part[place] -= value * product }
    }
  }
}
