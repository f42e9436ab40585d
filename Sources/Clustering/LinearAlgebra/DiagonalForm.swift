/// The eigenvalues of a symmetric matrix of three diagonals, and the rotations that make it diagonal: by the QL
/// algorithm with implicit shifts (Dubrulle, Martin, Wilkinson 1968).
struct DiagonalForm {
  /// Rotations of neighboring places, each one place before the one before.
  private struct Sweep {
    /// The second place that the first of them turns.
    let end: Int
    let turns: [(sine: Double, cosine: Double)]
  }

  private(set) var diagonal: [Double]
  private var beside: [Double]
  private var sweeps: [Sweep] = []

  init(_ form: TridiagonalForm) {
    diagonal = form.diagonal
    beside = form.beside
    let n = diagonal.count
    let negligible = TridiagonalForm.negligible * form.size
    // What is beside the diagonal vanishes; each value needs two or three rounds of rotations.
    for start in 0..<n {
      while true {
        var end = start
        while end < n - 1 {
          let size = diagonal[end].magnitude + diagonal[end + 1].magnitude
          if beside[end].magnitude <= max(.ulpOfOne / 2 * size, negligible) { break }
          end += 1
        }
        if end == start || sweeps.count == Self.mostSweeps * n { break }
        sweeps.append(sweep(start, end))
      }
    }
  }

  /// For each value at most so many rounds on average, ten times what they need. What is left beside the diagonal after
  /// that is passed over, so that there is a result in any case.
  private static let mostSweeps = 30

  /// Rotations from the end of a block of the diagonal to its start, with a shift that is near an
  /// eigenvalue.
  private mutating func sweep(_ start: Int, _ end: Int) -> Sweep {
    var turns: [(sine: Double, cosine: Double)] = []
    turns.reserveCapacity(end - start)
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
        return Sweep(end: end, turns: turns)
      }
      sine = f / length
      cosine = g / length
      g = diagonal[place + 1] - shift
      let r = (diagonal[place] - g) * sine + 2 * cosine * b
      shift = sine * r
      diagonal[place + 1] = g + shift
      g = cosine * r - b
      turns.append((sine, cosine))
    }
    diagonal[start] -= shift
    beside[start] = g
    beside[end] = 0
    return Sweep(end: end, turns: turns)
  }

  /// Turns vectors, a lane for each, as the matrix was turned.
  func turn(_ vectors: inout [SIMD8<Double>]) {
    vectors.withUnsafeMutableBufferPointer { vectors in
      for sweep in sweeps {
        var high = sweep.end
        for (sine, cosine) in sweep.turns {
          let (a, b) = (vectors[high - 1], vectors[high])
          vectors[high] = sine * a + cosine * b
          vectors[high - 1] = cosine * a - sine * b
          high -= 1
        }
      }
    }
  }

  /// Turns vectors, a lane for each, back.
  func turnBack(_ vectors: inout [SIMD8<Double>]) {
    vectors.withUnsafeMutableBufferPointer { vectors in
      for sweep in sweeps.reversed() {
        var high = sweep.end - sweep.turns.count + 1
        for (sine, cosine) in sweep.turns.reversed() {
          let (a, b) = (vectors[high - 1], vectors[high])
          vectors[high - 1] = cosine * a + sine * b
          vectors[high] = cosine * b - sine * a
          high += 1
        }
      }
    }
  }
}
