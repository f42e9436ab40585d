/// Logarithms from +, -, *, / and bit patterns alone.
///
/// The C library's `log2` differs in the last bit between machines with and without fused
/// multiply-add, and one bit is enough to send a search down another path. These give the same
/// bits everywhere. `codelength_terms_of` in C does the same steps for four numbers at a time.
package enum Logarithm {
  /// The natural logarithm of 2.
  static var naturalOf2: Double { 0.693_147_180_559_945_3 }

  /// The binary logarithm of `x`, relative error below 1e-15.
  ///
  /// The results at the limits are those of C: -infinity for 0, NaN for negative numbers and NaN, infinity for infinity.
  package static func log2(_ x: Double) -> Double {
    if x >= Double.leastNormalMagnitude && x < .infinity { return log2(normal: x) }
    if x > 0 && x < .infinity { return log2(normal: x * 0x1p54) - 54 }
    if x == 0 { return -.infinity }
    return x > 0 ? .infinity : .nan
  }

  /// x log2 x, and 0 for everything up to 0 (the limit at 0; sums of flow that should cancel may
  /// come out a rounding error below it).
  @inline(__always)
  package static func plogp(_ x: Double) -> Double {
    x >= Double.leastNormalMagnitude ? x * log2(normal: x) : 0
  }

  /// `x` is split into 2^e m with m in [sqrt(1/2), sqrt(2)), so that nothing cancels near 1. Then
  /// log2 m = (2 / ln 2) artanh(s) with s = (m - 1) / (m + 1), |s| < 0.1716, by the power series of
  /// artanh, whose first omitted term is below 3e-17 relative.
  @inline(__always)
  private static func log2(normal x: Double) -> Double {
    let bits = x.bitPattern &+ (oneBits &- sqrtHalfBits)
    let m = Double(bitPattern: (bits & mantissaBits) &+ sqrtHalfBits)
    // An integer below 2^52 in the low bits of 2^52 is that number added to it.
    let exponent = Double(bitPattern: (bits >> 52) | twoTo52Bits) - exponentZero
    let s = (m - 1) / (m + 1)
    let z = s * s
    let z2 = z * z
    let z4 = z2 * z2
    let low = (c0 + c1 * z) + (c2 + c3 * z) * z2
    let high = (c4 + c5 * z) + (c6 + c7 * z) * z2
    let series = low + (high + (c8 + c9 * z) * z4) * z4
    return exponent + s * series
  }

  private static var oneBits: UInt64 { 0x3ff0_0000_0000_0000 }
  private static var sqrtHalfBits: UInt64 { 0x3fe6_a09e_667f_3bcd }
  private static var mantissaBits: UInt64 { 0x000f_ffff_ffff_ffff }
  private static var twoTo52Bits: UInt64 { 0x4330_0000_0000_0000 }
  /// 2^52 and the bias of exponents.
  private static var exponentZero: Double { 0x1p52 + 1023 }

  /// 2 / ln 2, and the coefficients of the artanh series times it.
  private static var c0: Double { 2.885_390_081_777_926_8 }
  private static var c1: Double { c0 / 3 }
  private static var c2: Double { c0 / 5 }
  private static var c3: Double { c0 / 7 }
  private static var c4: Double { c0 / 9 }
  private static var c5: Double { c0 / 11 }
  private static var c6: Double { c0 / 13 }
  private static var c7: Double { c0 / 15 }
  private static var c8: Double { c0 / 17 }
  private static var c9: Double { c0 / 19 }
}
