import Randomness
import Testing

@testable import Embeddings

@Suite struct CounterHashTests {
  /// The first number that SplitMix64 gives from the seed 0, and those from there on.
  @Test func theFinalizerIsThatOfSplitMix64() {
    #expect(SplitMix64.mixed(0) == 0xE220_A839_7B1D_CDAF)
    #expect(SplitMix64.mixed(0x9E37_79B9_7F4A_7C15) == 0x6E78_9E6A_A1B9_65F4)
    #expect(SplitMix64.mixed(0x9E37_79B9_7F4A_7C15 &* 2) == 0x06C4_5D18_8009_454F)
  }

  @Test func seedStreamIndexAndPlaceCount() {
    var numbers: Set<UInt64> = []
    for seed in UInt64(0)..<6 {
      for stream in UInt64(0)..<6 {
        for index in 0..<6 {
          let hash = CounterHash(seed: seed, stream: stream, index: index)
          for place in -3..<3 { numbers.insert(hash[place]) }
        }
      }
    }
    #expect(numbers.count == 6 * 6 * 6 * 6)
  }

  @Test func uniformNumbersFillTheirRangeEvenly() {
    let hash = CounterHash(seed: 4, stream: 2)
    let numbers = (0..<10_000).map(hash.uniform)
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
    for tenth in 0..<10 {
      let count = numbers.count { Int($0 * 10) == tenth }
      // Five standard deviations.
      #expect(abs(count - 1000) < 150)
    }
  }

  @Test func normalNumbersHaveMeanZeroAndVarianceOne() {
    let hash = CounterHash(seed: 4, stream: 3)
    let numbers = (0..<10_000).map { Double(hash.normal($0)) }
    let mean = numbers.reduce(0, +) / 10_000
    #expect(abs(mean) < 0.05)
    #expect(abs(numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 10_000 - 1) < 0.05)
    let beyondTwo = numbers.count { abs($0) > 2 }
    // 4.55 % of a normal variable, a little less of four uniform ones.
    #expect((300...500).contains(beyondTwo))
  }
}
