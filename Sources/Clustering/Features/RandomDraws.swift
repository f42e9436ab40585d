import Randomness

/// Random numbers that depend on a seed, a purpose and a number only, and so are the same on all ranks.
struct RandomDraws {
  private let key: UInt64

  init(seed: UInt64, purpose: UInt64) {
    key = SplitMix64.mixed(SplitMix64.mixed(seed) ^ purpose)
  }

  /// Number `index` of the draws, below `bound`.
  func number(_ index: Int, below bound: Int) -> Int {
    // The product's upper half is even enough, and needs no division.
    Int(
      SplitMix64.mixed(key ^ UInt64(bitPattern: Int64(index))).multipliedFullWidth(
        by: UInt64(bound)
      ).high)
  }

  /// So many different numbers below a bound, rising.
  func distinct(_ count: Int, below bound: Int) -> [Int] {
    numbersOfLeastHashes(count, below: bound) { SplitMix64.mixed(key ^ UInt64($0)) }
  }
}
