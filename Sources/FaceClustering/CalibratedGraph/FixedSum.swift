import CSimilarity
import NearestNeighbors

/// Sums that do not depend on the order of their terms: multiples of 2^-36. Terms are at most 4, and a cluster has
/// fewer than thirty million faces.
enum FixedSum {
  static func of(_ value: Double) -> Int64 { Int64((value * scale).rounded()) }
  static func value(_ sum: Int64) -> Double { Double(sum) / scale }

  /// Adds a face times a factor of at most 4 to a sum; of two equally near multiples the even one.
  static func add(
    _ face: UnsafePointer<Float>, times factor: Double = 1, to sum: UnsafeMutablePointer<Int64>,
    dimension: Int
  ) {
    sums_add_nearest(sum, face, dimension, factor * scale)
  }

  /// Adds some faces, each times a factor of at most 4, to a sum.
  static func add(
    _ faces: ArraySlice<UInt32>, of rows: FaceRows,
    times factors: UnsafeMutableBufferPointer<Double>, to sum: UnsafeMutablePointer<Int64>
  ) {
    faces.withUnsafeBufferPointer {
      sums_add_nearest_of(
        sum, rows.values, rows.dimension, $0.baseAddress, $0.count, factors.baseAddress, 1 / scale)
    }
  }

  private static let scale = 0x1p36
}
