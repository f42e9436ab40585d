import Randomness
import Storage

extension EmbeddingMatrix {
  /// Scales every row to unit length.
  ///
  /// The squared length is summed in double in eight lanes, lane l taking the columns l, l + 8, …,
  /// and the row is scaled in double and rounded to float32, so that a row has the same bits on
  /// every machine and in every shard.
  ///
  /// - Parameters:
  ///   - path: the file of the rows, for the message.
  ///   - firstRow: the row in the file of the first row here.
  /// - Throws: `FileError` with the row and value of the first NaN or infinite value, or the first
  ///   row of zeros, which has no direction.
  public func normalize(path: String, firstRow: Int) throws(FileError) {
    for row in 0..<rows {
      let x = values + row * dimension
      let norm = squaredLength(x).squareRoot()
      guard norm.isFinite else {
        let column = (0..<dimension).first { !x[$0].isFinite } ?? 0
        throw FileError(
          path,
          "row \(firstRow + row), column \(column) (both counted from 0) is \(x[column]); remove "
            + "such rows, for example with x[numpy.isfinite(x).all(1)]")
      }
      guard norm > 0 else {
        throw FileError(
          path,
          "row \(firstRow + row) (counted from 0) is all zeros and has no direction; remove such "
            + "rows, for example with x[x.any(1)]")
      }
      for column in 0..<dimension { x[column] = Float(Double(x[column]) / norm) }
    }
  }

  private func squaredLength(_ x: UnsafePointer<Float>) -> Double {
    var lanes = SIMD8<Double>()
    var column = 0
    while column + 8 <= dimension {
      let part = SIMD8<Double>(
        UnsafeRawPointer(x + column).loadUnaligned(as: SIMD8<Float>.self))
      lanes += part * part
      column += 8
    }
    for lane in 0..<dimension - column {
      lanes[lane] += Double(x[column + lane]) * Double(x[column + lane])
    }
    let four = lanes.lowHalf + lanes.highHalf
    return (four[0] + four[2]) + (four[1] + four[3])
  }

  /// A checksum of the values that does not depend on how the rows are cut into shards: the sum
  /// over all rows of a hash of the row and its number.
  ///
  /// - Parameters:
  ///   - firstRow: the number of the first row here.
  ///   - count: of how many rows, the first ones here; nil for all.
  public func checksum(firstRow: Int, count: Int? = nil) -> UInt64 {
    let count = count ?? rows
    let inFours = count / 4 * 4
    var sum: UInt64 = 0
    for row in stride(from: 0, to: inFours, by: 4) {
      sum &+= hashesOfFour(row, number: UInt64(firstRow + row))
    }
    for row in inFours..<count {
      var hash = SplitMix64.mixed(UInt64(firstRow + row))
      let x = values + row * dimension
      for column in 0..<dimension { hash = Self.hash(hash, x[column]) }
      sum &+= SplitMix64.mixed(hash)
    }
    return sum
  }

  /// The sum of the hashes of four rows. A hash waits for each of its steps, those of others need not wait for it.
  private func hashesOfFour(_ row: Int, number: UInt64) -> UInt64 {
    let first = values + row * dimension
    let (second, third, fourth) = (
      first + dimension, first + 2 * dimension, first + 3 * dimension
    )
    var (a, b) = (SplitMix64.mixed(number), SplitMix64.mixed(number + 1))
    var (c, d) = (SplitMix64.mixed(number + 2), SplitMix64.mixed(number + 3))
    for column in 0..<dimension {
      a = Self.hash(a, first[column])
      b = Self.hash(b, second[column])
      c = Self.hash(c, third[column])
      d = Self.hash(d, fourth[column])
    }
    return SplitMix64.mixed(a) &+ SplitMix64.mixed(b) &+ SplitMix64.mixed(c) &+ SplitMix64.mixed(d)
  }

  /// The hash of a row with one more value.
  private static func hash(_ hash: UInt64, _ value: Float) -> UInt64 {
    let product = (hash ^ UInt64(value.bitPattern)) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 29
  }
}
