import FaceClustering
import Testing

@Suite struct ThreadBudgetTests {
  @Test func ranksThatMayUseTheSameCoresShareThem() {
    #expect(ThreadBudget.fairShare(of: 8, allowed: "0-7", amongRanksOf: ["0-7"]) == 8)
    #expect(
      ThreadBudget.fairShare(of: 8, allowed: "0-7", amongRanksOf: ["0-7", "0-7", "0-7"]) == 2)
  }

  @Test func ranksOnOtherCoresTakeNoneAway() {
    let ranks = ["0-3", "4-7", "4-7", "0-3"]
    #expect(ThreadBudget.fairShare(of: 4, allowed: "0-3", amongRanksOf: ranks) == 2)
    #expect(ThreadBudget.fairShare(of: 4, allowed: "0-3", amongRanksOf: ["0-3", "4-7"]) == 4)
  }

  @Test func everyRankHasAThread() {
    let ranks = [String](repeating: "0-1", count: 8)
    #expect(ThreadBudget.fairShare(of: 2, allowed: "0-1", amongRanksOf: ranks) == 1)
  }
}
