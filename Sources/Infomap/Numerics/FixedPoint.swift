/// Sums that do not depend on the order of their terms: integer multiples of a power of two.
enum FixedPoint {
  /// A flow in multiples of 2^-60, far below its rounding in the search. Flows must add up to less than 8.
  @inline(__always)
  static func flow(_ value: Double) -> Int64 { Int64(value * 0x1p60) }

  @inline(__always)
  static func flow(_ value: Float) -> Int64 { Int64(value * 0x1p60) }

  @inline(__always)
  static func flow(_ sum: Int64) -> Double { Double(sum) * 0x1p-60 }

  /// The most flow between the nodes of a network, which sums count twice, that is sure to fit.
  static let largestLinkFlow = 3.5

  /// A codelength in multiples of 2^-56 bits. Codelengths stay below 128 bits.
  @inline(__always)
  static func bits(_ value: Double) -> Int64 { Int64(value * 0x1p56) }

  @inline(__always)
  static func bits(_ sum: Int64) -> Double { Double(sum) * 0x1p-56 }
}
