/// Sums of faces. They are integers, so that the order in which faces are added does not matter.
struct FaceSums {
  let dimension: Int
  /// The sums, `dimension` integers each, one after another.
  var values: [Int]

  /// One unit of length: sums of no more than 2^32 components of unit vectors do not overflow.
  private static let unit: Float = 0x1p30

  init(count: Int, dimension: Int) {
    self.dimension = dimension
    values = [Int](repeating: 0, count: count * dimension)
  }

  mutating func add(_ face: UnsafePointer<Float>, to sum: Int = 0) {
    let start = sum * dimension
    for coordinate in 0..<dimension {
      values[start + coordinate] += Int(face[coordinate] * Self.unit)
    }
  }

  mutating func add(_ other: ArraySlice<Int>) {
    for (place, value) in other.enumerated() { values[place] += value }
  }

  /// Writes the direction of a sum, or nothing if it has none.
  func writeDirection(of sum: Int = 0, to target: UnsafeMutablePointer<Float>) {
    let sums = values[sum * dimension..<(sum + 1) * dimension]
    let length = sums.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    guard length > 0 else { return }
    for (coordinate, value) in sums.enumerated() {
      target[coordinate] = Float(Double(value) / length)
    }
  }
}
