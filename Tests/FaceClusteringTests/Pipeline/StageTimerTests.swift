import Testing

@testable import FaceClustering

@Suite struct StageTimerTests {
  private struct Failure: Error {}

  @Test func aStageGivesItsResultAndIsToldWhenItStarts() {
    var entered: [String] = []
    let timer = StageTimer { entered.append("\($0) \($1)") }
    let result = timer.measure(.load) { (7, bytes: 28) }
    timer.measure(.clustering, as: "whispers") { ((), bytes: 0) }
    #expect(result == 7)
    #expect(entered == ["load load", "clustering whispers"])
    #expect(timer.seconds.map(\.name) == ["load", "whispers"])
  }

  @Test func aPhaseTakesNoLongerThanItsStage() {
    let timer = StageTimer()
    timer.measure(.load) {
      timer.phase("read") { for _ in 0..<1000 { timer.phase("row") {} } }
      return ((), bytes: 0)
    }
    let tree = PhaseTree(ranks: [timer.paths])
    let (stage, read) = (tree["load"], tree["load"]?["read"])
    #expect(stage!.seconds[0] >= read!.seconds[0])
    #expect(read!.seconds[0] >= read!["row"]!.seconds[0])
    #expect(read!.phases.count == 1)
  }

  @Test func whatTellsWhenItHasEndedIsAPhaseOfWhatRuns() {
    let timer = StageTimer()
    timer.measure(.clustering) {
      timer.phase("search") {
        timer.passed(in: "moves")
        timer.passed(in: "merges")
        timer.passed(in: "moves")
      }
      return ((), bytes: 0)
    }
    #expect(
      timer.paths.map(\.path) == [
        ["clustering"], ["clustering", "search"], ["clustering", "search", "moves"],
        ["clustering", "search", "merges"],
      ])
  }

  @Test func afterAFailureTheNextStageIsNoPhaseOfIt() {
    let timer = StageTimer()
    try? timer.measure(.load) {
      try timer.phase("read") { throw Failure() }
      return ((), bytes: 0)
    }
    timer.measure(.write) { ((), bytes: 0) }
    #expect(timer.paths.map(\.path) == [["load"], ["load", "read"], ["write"]])
  }
}

@Suite struct PhaseTreeTests {
  @Test func ranksNeedNotHaveTheSamePhases() {
    let tree = PhaseTree(ranks: [
      [(["load"], 2), (["load", "read"], 1)], [(["load"], 4), (["load", "wait"], 3)],
    ])
    #expect(tree["load"]?.seconds == [2, 4])
    #expect(tree["load"]?["read"]?.seconds == [1, 0])
    #expect(tree["load"]?["wait"]?.seconds == [0, 3])
  }

  @Test func aRecordHasTheLeastTheMeanAndTheMostOfTheRanks() {
    let tree = PhaseTree(ranks: [[(["load"], 2), (["load", "read"], 1)], [(["load"], 4)]])
    let record = StageRecord(tree["load"]!, bytes: 12, peakMemory: [5, 6])
    #expect(record.name == "load" && record.bytes == 12 && record.peakMemory == [5, 6])
    #expect([record.seconds, record.min, record.mean, record.max] == [2, 2, 3, 4])
    #expect(record.byRank == [2, 4] && record.slowestRank == 1)
    let read = record.phases[0]
    #expect(read.name == "read" && read.phases.isEmpty)
    #expect([read.seconds, read.min, read.mean, read.max] == [1, 0, 0.5, 1])
  }
}
