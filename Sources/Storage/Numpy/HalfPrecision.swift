extension Float {
  /// The value of an IEEE 754 binary16, in arithmetic that every CPU has.
  package init(half bits: UInt16) {
    // Exponent and fraction at their places in a float32, whose exponent is then 112 too small: perhaps a subnormal number.
    let shifted = UInt32(bits & 0x7fff) << 13
    let magnitude = (Float(bitPattern: shifted) * 0x1p112).bitPattern
    let ofInfinity: UInt32 = shifted >= 0x0f80_0000 ? 0x7f80_0000 : 0
    self = Float(bitPattern: magnitude | ofInfinity | UInt32(bits & 0x8000) << 16)
  }
}
