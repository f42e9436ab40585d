import Randomness

/// A reproducible sequence of random numbers, the same on every platform.
struct RandomSequence {
  private var numbers: SplitMix64

  init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

  mutating func next() -> UInt64 { numbers.next() }

  /// A number in 0 ..< bound. The multiplication leaves a bias below bound / 2^64, which no order of
  /// nodes can show.
  mutating func next(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number in 0 ..< 1, a multiple of 2^-53.
  mutating func nextUniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Puts `range` of the elements into a random order (Fisher and Yates).
  mutating func shuffle(_ elements: borrowing Buffer<UInt32>, _ range: Range<Int>) {
    for chosen in range.dropLast() {
      let other = chosen + next(below: range.upperBound - chosen)
      let swapped = elements[chosen]
      elements[chosen] = elements[other]
      elements[other] = swapped
    }
  }
}
