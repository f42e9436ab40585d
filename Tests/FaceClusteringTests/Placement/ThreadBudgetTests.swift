import FaceClustering
import Testing

@Suite struct ThreadBudgetTests {
  /// Of processors of one hyper-thread each.
  private func share(of list: String, time: Double? = nil, ranks: [String]) -> Int {
    let allowed = ProcessorSet(list)!
    return ThreadBudget.fairShare(
      of: ProcessCores(
        allowed: allowed, coreCount: allowed.count, coreTime: time, ofJob: allowed.count),
      amongRanksOf: ranks.map { ProcessorSet($0)! })
  }

  @Test func ranksThatMayUseTheSameCoresShareThem() {
    #expect(share(of: "0-7", ranks: ["0-7"]) == 8)
    #expect(share(of: "0-7", ranks: ["0-7", "0-7", "0-7"]) == 2)
  }

  @Test func ranksOnOtherCoresTakeNoneAway() {
    #expect(share(of: "0-3", ranks: ["0-3", "4-7", "4-7", "0-3"]) == 2)
    #expect(share(of: "0-3", ranks: ["0-3", "4-7"]) == 4)
  }

  @Test func everyRankHasAThread() {
    #expect(share(of: "0-1", ranks: [String](repeating: "0-1", count: 8)) == 1)
  }

  @Test func hyperThreadsAreNoCores() {
    let cores = ProcessCores(allowed: ProcessorSet("0-15")!, coreCount: 8, ofJob: 16)
    #expect(ThreadBudget.fairShare(of: cores, amongRanksOf: [cores.allowed]) == 8)
  }

  /// A container that may use all cores, but only some of their time.
  @Test func timeOfAControlGroupIsSharedByTheRanksOfANode() {
    #expect(share(of: "0-63", time: 4, ranks: ["0-63"]) == 4)
    #expect(share(of: "0-63", time: 3.5, ranks: ["0-63", "0-63"]) == 2)
    #expect(share(of: "0-3", time: 64, ranks: ["0-3"]) == 4)
    #expect(share(of: "0-63", time: 0.5, ranks: ["0-63"]) == 1)
  }
}
