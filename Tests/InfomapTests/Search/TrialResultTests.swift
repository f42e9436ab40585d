import Infomap
import Testing

@Suite struct TrialResultTests {
  private struct Found: TrialResult, Equatable {
    let codelength: MapEquation.Codelength
    let seed: UInt64

    init(_ bits: Double, seed: UInt64) {
      codelength = .init(index: 0, module: bits)
      self.seed = seed
    }
  }

  private func options(seed: UInt64) -> SearchOptions {
    var options = SearchOptions()
    options.seed = seed
    return options
  }

  @Test func theShortestCodelengthIsBestAndTheLowestSeedAmongEquals() {
    let found = [Found(3, seed: 1), Found(2, seed: 4), Found(2, seed: 2), Found(2.5, seed: 0)]
    #expect(found.best() == Found(2, seed: 2))
    #expect([Found]().best() == nil)
  }

  @Test func eachTrialHasASeedAndANumberOfItsOwn() {
    var (seeds, trials): ([UInt64], [Int]) = ([], [])
    _ = options(seed: 7).best(ofTrials: [0, 3, 4]) { seed, trial in
      seeds.append(seed)
      trials.append(trial)
      return Found(1, seed: seed)
    }
    #expect(seeds == [7, 10, 11] && trials == [0, 3, 4])
  }

  @Test func seedsAfterTheHighestBeginAtZeroAndTheLowestStillWins() {
    let best = options(seed: .max).best(ofTrials: 0..<2) { seed, _ in Found(1, seed: seed) }
    #expect(best == Found(1, seed: 0))
  }

  @Test func withoutTrialsNothingIsFound() {
    #expect(options(seed: 1).best(ofTrials: 0..<0) { seed, _ in Found(1, seed: seed) } == nil)
  }
}
