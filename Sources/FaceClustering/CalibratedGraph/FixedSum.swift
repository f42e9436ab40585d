/// Sums that do not depend on the order of their terms: multiples of 2^-36. Terms are at most 4, and a cluster has
/// fewer than thirty million faces.
enum FixedSum {
  static func of(_ value: Double) -> Int64 { Int64((value * scale).rounded()) }
  static func value(_ sum: Int64) -> Double { Double(sum) / scale }

  /// Adds a face times a factor of at most 4 to a sum.
  @inline(__always)
  static func add(
    _ face: UnsafePointer<Float>, times factor: Double, to sum: UnsafeMutablePointer<Int64>,
    dimension: Int
  ) {
    // Integers in the low bits of a number whose last bit is worth 1.
    let integers = 0x1.8p52
    let offset = Int64(bitPattern: integers.bitPattern)
    let scaled = factor * scale
    for column in 0..<dimension {
      let place = scaled * Double(face[column]) + integers
      sum[column] &+= Int64(bitPattern: place.bitPattern) &- offset
    }
  }

  private static let scale = 0x1p36
}
