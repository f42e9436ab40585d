import Threads

/// A symmetric matrix as Q T Qᵀ, T of three diagonals and Q a product of reflections (Householder 1958).
///
/// What is left of the matrix is gone through once for each of its columns: the reflection of the column before is
/// taken from it, and what the next one multiplies is summed up. Each row is one thread's, and its sum is of eight parts in
/// one order, so neither threads nor registers change a bit.
struct TridiagonalForm {
  /// I - scale v vᵀ, where v is 0 before a place.
  struct Reflection {
    let first: Int
    let vector: [Double]
    let scale: Double
  }

  private(set) var diagonal: [Double]
  /// Number i stands beside the places i and i + 1 of the diagonal; the last is 0.
  private(set) var beside: [Double]
  /// In this order, Q = H1 H2 ….
  private(set) var reflections: [Reflection] = []
  /// The greatest magnitude in the matrix.
  let size: Double

  /// Beside the greatest number of a matrix, a number of which no more than this is left counts as 0. What rounding
  /// leaves of a matrix of low rank shrinks from column to column, until the squares of its numbers would be 0 or
  /// inexact and their inverse infinite; that of this share can still be told from 0.
  static let negligible = 0x1p-256

  init(_ matrix: [Double], n: Int, _ workers: Workers) {
    var a = matrix
    size = matrix.lazy.map(\.magnitude).max() ?? 0
    diagonal = [Double](repeating: 0, count: n)
    beside = [Double](repeating: 0, count: n)
    a.withUnsafeMutableBufferPointer { reduce(TrailingPart($0, n: n, workers)) }
  }

  private mutating func reduce(_ rest: consuming TrailingPart) {
    let n = diagonal.count
    for step in 0..<max(0, n - 2) {
      let (onDiagonal, column) = rest.takeColumn(step)
      diagonal[step] = onDiagonal
      let reflection = Self.reflection(
        of: column, first: step + 1, beyond: Self.negligible * size, target: &beside[step])
      rest.reflect(by: reflection, from: step + 1)
      if let reflection { reflections.append(reflection) }
    }
    for step in max(0, n - 2)..<n {
      let (onDiagonal, column) = rest.takeColumn(step)
      diagonal[step] = onDiagonal
      if let last = column.first { beside[step] = last }
      rest.reflect(by: nil, from: step + 1)
    }
  }

  /// What turns a column onto its first place; nil where it lies there already, or is no longer than what counts as 0.
  private static func reflection(
    of column: [Double], first: Int, beyond negligible: Double, target: inout Double
  ) -> Reflection? {
    let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > negligible, column.dropFirst().contains(where: { $0 != 0 }) else {
      target = column[0]
      return nil
    }
    target = column[0] > 0 ? -length : length
    var vector = column
    vector[0] -= target
    return Reflection(
      first: first, vector: vector, scale: 2 / vector.reduce(0) { $0 + $1 * $1 })
  }
}

/// What is left of a symmetric matrix, less v wᵀ + w vᵀ that has yet to be taken from it.
private struct TrailingPart {
  private typealias Lanes = SIMD8<Double>

  private let n: Int
  private let a: UnsafeMutableBufferPointer<Double>
  private let workers: Workers
  private var v: [Double]
  private var w: [Double]

  init(_ a: UnsafeMutableBufferPointer<Double>, n: Int, _ workers: Workers) {
    (self.a, self.n, self.workers) = (a, n, workers)
    v = [Double](repeating: 0, count: n)
    w = v
  }

  /// The number on the diagonal, and what is beside it to the end.
  func takeColumn(_ step: Int) -> (onDiagonal: Double, column: [Double]) {
    let row = a.baseAddress! + step * n
    func value(_ place: Int) -> Double {
      row[place] - (v[step] * w[place] + w[step] * v[place])
    }
    return (value(step), (step + 1..<n).map(value))
  }

  /// Reflects what is left from both sides.
  mutating func reflect(by reflection: TridiagonalForm.Reflection?, from first: Int) {
    var next = [Double](repeating: 0, count: n)
    if let reflection { next.replaceSubrange(first..<n, with: reflection.vector) }
    var products = [Double](repeating: 0, count: n)
    products.withUnsafeMutableBufferPointer { products in
      nonisolated(unsafe) let (products, part) = (products, self)
      workers.forEach(first..<n, by: max(64, (n - first) / (4 * workers.count))) { rows, _, _ in
        for row in rows { products[row] = part.update(row, from: first, next) }
      }
    }
    if let reflection {
      let scale = reflection.scale
      let inner = zip(products[first...], reflection.vector).reduce(0) { $0 + scale * $1.0 * $1.1 }
      for place in first..<n {
        products[place] = scale * products[place] - scale * inner / 2 * next[place]
      }
    }
    v = next
    w = products
  }

  /// Takes from a row what has yet to be taken, and multiplies it by a vector.
  private func update(_ row: Int, from first: Int, _ next: [Double]) -> Double {
    v.withUnsafeBytes { v in
      w.withUnsafeBytes { w in
        next.withUnsafeBytes { next in
          let values = UnsafeMutableRawPointer(a.baseAddress! + row * n)
          let ofV = v.load(fromByteOffset: row * 8, as: Double.self)
          let ofW = w.load(fromByteOffset: row * 8, as: Double.self)
          var sums = Lanes.zero
          var place = first
          while place + Lanes.scalarCount <= n {
            let offset = place * 8
            let own = values.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
            let taken =
              ofV * w.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
              + ofW * v.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
            let left = own - taken
            values.storeBytes(of: left, toByteOffset: offset, as: Lanes.self)
            sums += left * next.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
            place += Lanes.scalarCount
          }
          var sum = sums.sum()
          while place < n {
            let offset = place * 8
            let left =
              values.load(fromByteOffset: offset, as: Double.self)
              - (ofV * w.load(fromByteOffset: offset, as: Double.self)
                + ofW * v.load(fromByteOffset: offset, as: Double.self))
            values.storeBytes(of: left, toByteOffset: offset, as: Double.self)
            sum += left * next.load(fromByteOffset: offset, as: Double.self)
            place += 1
          }
          return sum
        }
      }
    }
  }
}
