import MPI
import NearestNeighbors

/// What the pairs of members of a cluster tell of it.
struct PairStatistics: Equatable, MPIFixedLayout {
  /// The least cosine of two members.
  let least: Float
  /// The cosine that a tenth of the pairs do not exceed.
  let tenth: Float
  /// The share of the pairs that are as similar as a threshold.
  let shareAbove: Double
  /// How far the members spread along the direction in which they spread most: the largest eigenvalue
  /// of their similarities once the mean is taken out.
  let spread: Double

  /// The steps of the power iteration: after them the eigenvalue is good to a few per cent, which is
  /// less than one cluster differs from the next.
  private static let steps = 20

  /// - Parameters:
  ///   - rows: of at least two members, one after another, normalized.
  ///   - threshold: the least cosine of an edge.
  init(of rows: UnsafeBufferPointer<Float>, dimension: Int, threshold: Float) {
    let count = rows.count / dimension
    precondition(count >= 2)
    var similarities = [Double](repeating: 1, count: count * count)
    var pairs: [Float] = []
    pairs.reserveCapacity(count * (count - 1) / 2)
    for a in 0..<count {
      for b in a + 1..<max(count, a + 1) {
        let similarity = Similarity.of(
          Span(_unsafeElements: Self.row(a, of: rows, dimension)),
          Span(_unsafeElements: Self.row(b, of: rows, dimension)))
        pairs.append(similarity)
        similarities[a * count + b] = Double(similarity)
        similarities[b * count + a] = Double(similarity)
      }
    }
    least = pairs.min()!
    tenth = pairs.selected((pairs.count - 1) / 10)
    shareAbove = Double(pairs.count { $0 >= threshold }) / Double(pairs.count)
    spread = Self.spread(&similarities, count: count)
  }

  private static func row(
    _ number: Int, of rows: UnsafeBufferPointer<Float>, _ dimension: Int
  ) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: rows[number * dimension..<(number + 1) * dimension])
  }

  /// The largest eigenvalue once the mean of the rows and columns is taken out, by power iteration.
  private static func spread(_ similarities: inout [Double], count: Int) -> Double {
    var means = [Double](repeating: 0, count: count)
    for a in 0..<count {
      for b in 0..<count { means[a] += similarities[a * count + b] }
      means[a] /= Double(count)
    }
    let mean = means.reduce(0, +) / Double(count)
    var (start, largest) = (0, -Double.infinity)
    for a in 0..<count {
      for b in 0..<count { similarities[a * count + b] += mean - means[a] - means[b] }
      if similarities[a * count + a] > largest {
        (start, largest) = (a, similarities[a * count + a])
      }
    }
    var vector = Array(similarities[start * count..<(start + 1) * count])
    var length = 0.0
    for _ in 0..<steps {
      let before = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard before > 0 else { return 0 }
      for a in 0..<count { vector[a] /= before }
      var next = [Double](repeating: 0, count: count)
      for a in 0..<count {
        var sum = 0.0
        for b in 0..<count { sum += similarities[a * count + b] * vector[b] }
        next[a] = sum
      }
      vector = next
      length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    return length
  }
}
