extension Float {
  /// The value of an IEEE 754 binary16, in arithmetic that every CPU has.
  package init(half bits: UInt16) {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Float(bits & 1023)
    let magnitude: Float =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default:
        (1 + fraction * 0x1p-10) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
      }
    self = bits >> 15 == 1 ? -magnitude : magnitude
  }
}
