import Testing

@testable import NearestNeighbors

@Suite struct PositionRunsTests {
  private let runs = PositionRuns(starts: [0, 3, 4, 9], positions: 12)

  @Test func aRunEndsWhereTheNextBegins() {
    #expect((0..<runs.count).map { runs[$0] } == [0..<3, 3..<4, 4..<9, 9..<12])
  }

  @Test func positionsAreFoundInTheirRuns() {
    #expect([0, 2, 3, 4, 8, 9, 11].map(runs.run) == [0, 0, 1, 2, 2, 3, 3])
    #expect(runs.runs(of: 2..<5) == 0..<3)
    #expect(runs.runs(of: 4..<9) == 2..<3)
    #expect(runs.runs(of: 5..<5).isEmpty)
  }

  @Test func startsInARangeCountFromIt() {
    #expect(runs.starts(in: 2..<10) == [0, 1, 2, 7, 8])
    #expect(runs.starts(in: 4..<9) == [0, 5])
    #expect(runs.starts(in: 5..<5) == [0])
  }
}
