import Randomness

/// Random numbers that are a function of what they are for, so that any rank can make any of them.
package struct CounterHash {
  private let key: UInt64

  package init(seed: UInt64, stream: UInt64, index: Int = 0) {
    key = SplitMix64.mixed(SplitMix64.mixed(SplitMix64.mixed(seed) ^ stream) ^ UInt64(index))
  }

  package subscript(place: Int) -> UInt64 {
    SplitMix64.mixed(key &+ UInt64(truncatingIfNeeded: place) &* 0xD1B5_4A32_D192_ED03)
  }

  /// A number in 0..<1.
  package func uniform(_ place: Int) -> Double { Double(self[place] >> 11) * 0x1p-53 }

  /// A number of mean 0 and variance 1, nearly normal: the sum of four uniform numbers.
  package func normal(_ place: Int) -> Float {
    let bits = self[place]
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + bits >> 48
    // Variance of the sum: 4 * 2^32 / 12.
    let scale: Float = 2.642_958_4e-05
    return (Float(sum) - 131_070) * scale
  }
}
