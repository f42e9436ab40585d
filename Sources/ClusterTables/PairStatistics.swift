import CSimilarity
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
    var pairs = Similarity.ofAllPairs(of: rows, dimension: dimension)
    spread = Self.spread(pairs, count: count)
    least = pairs.min()!
    shareAbove = Double(pairs.count { $0 >= threshold }) / Double(pairs.count)
    tenth = pairs.selected((pairs.count - 1) / 10)
  }

  /// The largest eigenvalue of the similarities once the mean of the rows and columns is taken out, by power
  /// iteration.
  ///
  /// - Parameter pairs: the similarities of all pairs of `count` members, as ``Similarity`` orders them.
  private static func spread(_ pairs: [Float], count: Int) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count * (count + 3)) { room in
      let matrix = SymmetricMatrix(count: count, in: room)
      let (means, vector, next) = (matrix.room(0), matrix.room(1), matrix.room(2))
      matrix.fill(pairs)
      for a in 0..<count { vector[a] = 1 }
      matrix.multiply(vector, to: means)
      for a in 0..<count { means[a] /= Double(count) }
      var sum = 0.0
      for a in 0..<count { sum += means[a] }
      matrix.center(means, mean: sum / Double(count))
      let start = matrix.largestOnDiagonal
      for a in 0..<count { vector[a] = matrix.row(start)[a] }
      var length = 0.0
      for _ in 0..<steps {
        let before = Self.length(vector, count)
        guard before > 0 else { return 0 }
        for a in 0..<count { vector[a] /= before }
        matrix.multiply(vector, to: next)
        for a in 0..<count { vector[a] = next[a] }
        length = Self.length(vector, count)
      }
      return length
    }
  }

  private static func length(_ vector: UnsafeMutablePointer<Double>, _ count: Int) -> Double {
    var squares = 0.0
    for a in 0..<count { squares += vector[a] * vector[a] }
    return squares.squareRoot()
  }
}

/// A symmetric matrix in memory that somebody else owns.
private struct SymmetricMatrix {
  let count: Int
  private let values: UnsafeMutablePointer<Double>

  /// - Parameter room: for the matrix and some vectors of as many numbers behind it.
  init(count: Int, in room: UnsafeMutableBufferPointer<Double>) {
    self.count = count
    values = room.baseAddress!
  }

  func row(_ number: Int) -> UnsafeMutablePointer<Double> { values + number * count }

  /// A vector behind the matrix.
  func room(_ number: Int) -> UnsafeMutablePointer<Double> { row(count + number) }

  /// Writes the similarities of pairs of members, 1 on the diagonal.
  func fill(_ pairs: [Float]) {
    pairs.withUnsafeBufferPointer { pairs in
      var next = 0
      for a in 0..<count {
        row(a)[a] = 1
        for b in a + 1..<max(count, a + 1) {
          row(a)[b] = Double(pairs[next])
          row(b)[a] = Double(pairs[next])
          next += 1
        }
      }
    }
  }

  /// Multiplies with a vector. Column after column is added, which are rows too: so sums have the same order as
  /// row by row, and several are computed at once.
  func multiply(_ vector: UnsafeMutablePointer<Double>, to product: UnsafeMutablePointer<Double>) {
    sums_of_weighted_rows(values, count, vector, product, count)
  }

  /// Takes the means of the rows and columns out.
  func center(_ means: UnsafeMutablePointer<Double>, mean: Double) {
    for a in 0..<count {
      let row = row(a)
      for b in 0..<count { row[b] += mean - means[a] - means[b] }
    }
  }

  /// The first row with the largest number on the diagonal.
  var largestOnDiagonal: Int {
    (0..<count).max { (row($0)[$0], -$0) < (row($1)[$1], -$1) }!
  }
}
