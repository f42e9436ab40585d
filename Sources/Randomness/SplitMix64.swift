/// Random numbers by SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", OOPSLA 2014), the same on every platform.
package struct SplitMix64: Sendable {
  private var state: UInt64

  /// The sequence of a seed.
  @inlinable
  package init(seed: UInt64) { self.init(state: seed) }

  @usableFromInline
  init(state: UInt64) { self.state = state }

  /// The next number.
  package mutating func next() -> UInt64 {
    defer { state &+= Self.step }
    return Self.mixed(state)
  }

  @usableFromInline static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The number of the sequence that follows a state: a hash of the state.
  @inlinable
  package static func mixed(_ state: UInt64) -> UInt64 {
    var z = state &+ step
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
