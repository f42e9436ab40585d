/// The eigenvectors of a symmetric matrix of doubles: by Householder's reflections to three diagonals (1958)
/// and the QL algorithm with implicit shifts (Dubrulle, Martin, Wilkinson 1968).
///
/// It takes O(n³) time. Only additions, multiplications, divisions and square roots in one order: the same
/// bits on every machine.
struct SymmetricEigenvectors {
  /// Rising.
  let values: [Double]
  /// Eigenvector j is in the places `j * n ..< (j + 1) * n`.
  let vectors: [Double]

  /// - Parameter matrix: `n * n` numbers, of which one triangle counts.
  init(_ matrix: [Double], n: Int) {
    var reduced = TridiagonalForm(matrix, n: n)
    reduced.diagonalize()
    let order = (0..<n).sorted { (reduced.diagonal[$0], $0) < (reduced.diagonal[$1], $1) }
    values = order.map { reduced.diagonal[$0] }
    var vectors: [Double] = []
    vectors.reserveCapacity(n * n)
    for row in order { vectors += reduced.basis[row * n..<(row + 1) * n] }
    self.vectors = vectors
  }
}

/// A symmetric matrix as Q T Qᵀ, T of three diagonals; the rows of `basis` are the columns of Q.
private struct TridiagonalForm {
  private let n: Int
  private(set) var diagonal: [Double]
  /// `beside[i]` stands beside the places i and i + 1 of the diagonal.
  private var beside: [Double]
  private(set) var basis: [Double]

  init(_ matrix: [Double], n: Int) {
    self.n = n
    var a = matrix
    diagonal = [Double](repeating: 0, count: n)
    beside = [Double](repeating: 0, count: n)
    var reflections: [(step: Int, vector: [Double], scale: Double)] = []
    for step in 0..<max(0, n - 2) {
      // Reflects what is below the diagonal of this column onto its first place.
      var vector = (step + 1..<n).map { a[step * n + $0] }
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let rest = vector.dropFirst().contains { $0 != 0 }
      guard length > 0, rest else {
        beside[step] = vector[0]
        continue
      }
      let target = vector[0] > 0 ? -length : length
      vector[0] -= target
      let scale = 2 / vector.reduce(0) { $0 + $1 * $1 }
      Self.reflect(&a, n, from: step + 1, vector, scale)
      beside[step] = target
      reflections.append((step, vector, scale))
    }
    if n >= 2 { beside[n - 2] = a[(n - 2) * n + n - 1] }
    for place in 0..<n { diagonal[place] = a[place * n + place] }
    basis = [Double](repeating: 0, count: n * n)
    for place in 0..<n { basis[place * n + place] = 1 }
    // Q = H1 H2 …; applied to the unit matrix from the last on only what is not 0 is touched.
    for (step, vector, scale) in reflections.reversed() {
      let first = step + 1
      basis.withUnsafeMutableBufferPointer { basis in
        for row in first..<n {
          let columns = basis.baseAddress! + row * n + first
          var product = 0.0
          for (place, value) in vector.enumerated() { product += columns[place] * value }
          product *= scale
          for (place, value) in vector.enumerated() { columns[place] -= product * value }
        }
      }
    }
  }

  /// Reflects the trailing part of a symmetric matrix from both sides: A - v wᵀ - w vᵀ.
  private static func reflect(
    _ a: inout [Double], _ n: Int, from first: Int, _ vector: [Double], _ scale: Double
  ) {
    let size = n - first
    a.withUnsafeMutableBufferPointer { a in
      var product = [Double](repeating: 0, count: size)
      for row in 0..<size {
        let values = a.baseAddress! + (first + row) * n + first
        var sum = 0.0
        for column in 0..<size { sum += values[column] * vector[column] }
        product[row] = scale * sum
      }
      var inner = 0.0
      for place in 0..<size { inner += product[place] * vector[place] }
      let share = scale * inner / 2
      for place in 0..<size { product[place] -= share * vector[place] }
      for row in 0..<size {
        let values = a.baseAddress! + (first + row) * n + first
        let (v, w) = (vector[row], product[row])
        for column in 0..<size { values[column] -= v * product[column] + w * vector[column] }
      }
    }
  }

  /// Makes what is beside the diagonal vanish; each value needs two or three rounds of rotations.
  mutating func diagonalize() {
    for start in 0..<n {
      while true {
        var end = start
        while end < n - 1 {
          let size = diagonal[end].magnitude + diagonal[end + 1].magnitude
          if beside[end].magnitude <= .ulpOfOne / 2 * size { break }
          end += 1
        }
        if end == start { break }
        sweep(start, end)
      }
    }
  }

  /// Rotations from the end of a block of the diagonal to its start, with a shift that is near an
  /// eigenvalue.
  private mutating func sweep(_ start: Int, _ end: Int) {
    var g = (diagonal[start + 1] - diagonal[start]) / (2 * beside[start])
    let root = (g * g + 1).squareRoot()
    g = diagonal[end] - diagonal[start] + beside[start] / (g + (g >= 0 ? root : -root))
    var (sine, cosine, shift) = (1.0, 1.0, 0.0)
    for place in stride(from: end - 1, through: start, by: -1) {
      let f = sine * beside[place]
      let b = cosine * beside[place]
      let length = (f * f + g * g).squareRoot()
      beside[place + 1] = length
      if length == 0 {
        diagonal[place + 1] -= shift
        beside[end] = 0
        return
      }
      sine = f / length
      cosine = g / length
      g = diagonal[place + 1] - shift
      let r = (diagonal[place] - g) * sine + 2 * cosine * b
      shift = sine * r
      diagonal[place + 1] = g + shift
      g = cosine * r - b
      rotate(place, sine, cosine)
    }
    diagonal[start] -= shift
    beside[start] = g
    beside[end] = 0
  }

  private mutating func rotate(_ place: Int, _ sine: Double, _ cosine: Double) {
    basis.withUnsafeMutableBufferPointer { basis in
      let low = basis.baseAddress! + place * n
      let high = low + n
      for column in 0..<n {
        let (a, b) = (low[column], high[column])
        high[column] = sine * a + cosine * b
        low[column] = cosine * a - sine * b
      }
    }
  }
}
