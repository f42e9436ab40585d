import Testing

@testable import Infomap

@Suite struct FoundDivisionsTests {
  private func question(
    _ nodes: [UInt32], seed: UInt64 = 1, shakes: Bool = false
  ) -> FoundDivisions.Question {
    .init(nodes: nodes, seed: seed, shakes: shakes)
  }

  @Test func whatWasFoundIsNotSearchedAgain() {
    let found = FoundDivisions()
    var searches = 0
    for _ in 0..<3 {
      let division = found.division(of: question([3, 4, 7])) {
        searches += 1
        return GroupingChain(only: [0, 0, 1])
      }
      #expect(division?.steps == [[0, 0, 1]])
    }
    #expect(searches == 1)
  }

  @Test func thatNothingWasFoundIsKnownToo() {
    let found = FoundDivisions()
    var searches = 0
    for _ in 0..<2 {
      let division = found.division(of: question([3, 4])) {
        searches += 1
        return nil
      }
      #expect(division == nil)
    }
    #expect(searches == 1)
  }

  @Test func otherNodesSeedsAndShakesAreOtherQuestions() {
    let found = FoundDivisions()
    var searches = 0
    for asked in [
      question([3, 4, 7]), question([3, 4, 8]), question([3, 4, 7], seed: 2),
      question([3, 4, 7], shakes: true),
    ] {
      _ = found.division(of: asked) {
        searches += 1
        return nil
      }
    }
    #expect(searches == 4)
  }
}
