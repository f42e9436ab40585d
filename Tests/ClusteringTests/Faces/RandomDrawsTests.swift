import Randomness
import Testing

@testable import Clustering

@Suite struct RandomDrawsTests {
  /// By sorting all hashes.
  @Test(arguments: [(0, 7), (1, 5000), (100, 5000), (4999, 5000), (5000, 5000), (90, 100)])
  func distinctNumbersHaveTheLeastHashes(count: Int, bound: Int) {
    let key = SplitMix64.mixed(SplitMix64.mixed(3) ^ 7)
    let expected = (0..<bound).sorted {
      SplitMix64.mixed(key ^ UInt64($0)) < SplitMix64.mixed(key ^ UInt64($1))
    }.prefix(count).sorted()
    #expect(RandomDraws(seed: 3, purpose: 7).distinct(count, below: bound) == Array(expected))
  }
}
