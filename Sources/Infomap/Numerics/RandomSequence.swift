/// A reproducible sequence of random numbers: SplitMix64 (Steele, Lea, Flood: "Fast splittable
/// pseudorandom number generators", OOPSLA 2014), the same on every platform.
struct RandomSequence {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number in 0 ..< bound. The multiplication leaves a bias below bound / 2^64, which no order of
  /// nodes can show.
  mutating func next(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

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
