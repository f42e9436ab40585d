import Storage
import Testing

@Suite struct HalfPrecisionTests {
  /// By the definition of IEEE 754: a sign, five bits of exponent and ten of fraction.
  @Test func everyBitPatternHasItsValue() {
    for bits in UInt16.min...UInt16.max {
      let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
      let magnitude: Double =
        switch exponent {
        case 0: fraction / 1024 / 16384
        case 31: fraction == 0 ? .infinity : .nan
        default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
        }
      let value = Float(bits >> 15 == 1 ? -magnitude : magnitude)
      let found = Float(half: bits)
      #expect(
        found.isNaN ? value.isNaN : found.bitPattern == value.bitPattern, "\(bits): \(found)")
    }
  }
}
