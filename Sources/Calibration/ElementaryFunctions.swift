/// Exponential, logarithm, sine and arc sine from +, -, *, /, square roots and bit patterns alone.
///
/// The C library's differ in the last bit between machines, and what is calibrated must not. These give
/// the same bits everywhere. The bounds of their errors hold against exact values.
package enum ElementaryFunctions {
  /// e to the power of `x`, relative error below 1e-15; 0 below -708, where results would be subnormal,
  /// and infinity above 709.
  package static func exp(_ x: Double) -> Double {
    guard x >= -708 else { return x.isNaN ? x : 0 }
    guard x <= 709 else { return .infinity }
    // x = power ln 2 + r, |r| <= ln 2 / 2: the series to r^13 is off by less than 5e-18.
    let power = (x * log2OfE).rounded()
    let r = (x - power * ln2High) - power * ln2Low
    var series = 1.0
    var n = 13.0
    while n >= 1 {
      series = 1 + r / n * series
      n -= 1
    }
    return series * Double(bitPattern: UInt64(Int64(1023) + Int64(power)) << 52)
  }

  /// The natural logarithm of a positive normal number, relative error below 1e-14.
  package static func log(_ x: Double) -> Double {
    precondition(x >= .leastNormalMagnitude && x < .infinity)
    // x = 2^e m with m in [sqrt(1/2), sqrt(2)), so that nothing cancels near 1; then
    // ln m = 2 artanh(s), s = (m - 1) / (m + 1), |s| < 0.1716, by the power series of artanh.
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 2.0.squareRoot() {
      m /= 2
      exponent += 1
    }
    let s = (m - 1) / (m + 1)
    let z = s * s
    var series = 0.0
    var n = 23.0
    while n >= 1 {
      series = series * z + 1 / n
      n -= 2
    }
    return exponent * ln2Low + (2 * s * series + exponent * ln2High)
  }

  /// The sine of an angle from -π/2 to π/2, absolute error below 1e-15.
  package static func sin(_ x: Double) -> Double {
    precondition(x.magnitude <= 1.571)
    let z = x * x
    // The first term left out is below 1e-20.
    var series = 1.0
    var n = 22.0
    while n >= 2 {
      series = 1 - z / (n * (n + 1)) * series
      n -= 2
    }
    return x * series
  }

  /// The arc sine of a number, absolute error below 1e-15; of numbers beyond -1 and 1, as rounded
  /// cosines are, -π/2 and π/2.
  package static func arcsin(_ x: Double) -> Double {
    guard x.magnitude < 1 else { return x > 0 ? .pi / 2 : -.pi / 2 }
    guard x.magnitude > 0.5 else { return arcsin(small: x) }
    // Near 1 the series converges slowly: there by the half angle.
    let half = arcsin(small: ((1 - x.magnitude) / 2).squareRoot())
    return x > 0 ? .pi / 2 - 2 * half : 2 * half - .pi / 2
  }

  /// By the power series, of which the first term left out is below 1e-18 for |x| <= 1/2.
  private static func arcsin(small x: Double) -> Double {
    let z = x * x
    // Σ c_n x^(2n+1) / (2n+1), c_n = c_(n-1) (2n-1) / 2n.
    var series = 1.0
    var n = 26.0
    while n >= 1 {
      // The ratio of two terms' coefficients.
      series = 1 + z * ((2 * n - 1) * (2 * n - 1) / (2 * n * (2 * n + 1))) * series
      n -= 1
    }
    return x * series
  }

  private static let log2OfE = 1.442_695_040_888_963_4
  /// ln 2 in two parts, of which the higher has zeros at its end, so that its small multiples are exact.
  private static let ln2High = 0x1.62e42fefa38p-1
  private static let ln2Low = 0x1.ef35793c7673p-45
}
