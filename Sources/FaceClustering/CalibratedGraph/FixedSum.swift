import CSimilarity
import NearestNeighbors

/// Sums that do not depend on the order of their terms: multiples of 2^-36, or of a larger power of 2 where so many terms
/// would not fit.
struct FixedSum {
  private let scale: Double

  /// - Parameters:
  ///   - terms: how many are added up at most, over all ranks.
  ///   - most: no term is farther from 0.
  init(terms: Int, upTo most: Double) {
    var scale = 0x1p36
    while Double(terms) * most * scale >= 0x1p63 { scale /= 2 }
    self.scale = scale
  }

  /// No component of a normalized face is farther from 0, with what rounding adds.
  static let mostOfUnitVector = 1.001
  /// No face times a factor of at most 4 is, nor the square of the difference of two cosines.
  static let mostOfProduct = 4.0

  func of(_ value: Double) -> Int64 { Int64((value * scale).rounded()) }
  func value(_ sum: Int64) -> Double { Double(sum) / scale }

  /// Adds a face times a factor to a sum; of two equally near multiples the even one.
  func add(
    _ face: UnsafePointer<Float>, times factor: Double = 1, to sum: UnsafeMutablePointer<Int64>,
    dimension: Int
  ) {
    sums_add_nearest(sum, face, dimension, factor * scale)
  }

  /// Adds some faces to a sum.
  func add(_ faces: ArraySlice<UInt32>, of rows: FaceRows, to sum: UnsafeMutablePointer<Int64>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: faces.count) { factors in
      factors.initialize(repeating: 1)
      add(faces, of: rows, times: factors, to: sum)
    }
  }

  /// Adds some faces, each times a factor, to a sum.
  func add(
    _ faces: ArraySlice<UInt32>, of rows: FaceRows,
    times factors: UnsafeMutableBufferPointer<Double>, to sum: UnsafeMutablePointer<Int64>
  ) {
    faces.withUnsafeBufferPointer {
      sums_add_nearest_of(
        sum, rows.values, rows.dimension, $0.baseAddress, $0.count, factors.baseAddress, 1 / scale)
    }
  }
}
