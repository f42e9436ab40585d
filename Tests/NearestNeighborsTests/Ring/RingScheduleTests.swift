import NearestNeighbors
import Testing

@Suite struct RingScheduleTests {
  /// Plays the whole ring and counts how often every two faces of different shards meet.
  @Test(arguments: 1...9) func everyTwoFacesOfDifferentShardsMeetOnce(size: Int) {
    let counts = (0..<size).map { 3 + ($0 * 5) % 4 - ($0 == 2 ? 4 : 0) }.map { max(0, $0) }
    var meetings: [[Int]: Int] = [:]
    for rank in 0..<size {
      let schedule = RingSchedule(rank: rank, size: size)
      for step in schedule.steps.map(Array.init) ?? [] {
        let visitor = schedule.visitor(at: step)
        #expect(RingSchedule(rank: visitor, size: size).host(at: step) == rank)
        let parts = schedule.parts(
          at: step, ownCount: counts[rank], visitorCount: counts[visitor])
        for own in parts.own {
          for other in parts.visitor {
            let pair = rank < visitor ? [rank, own, visitor, other] : [visitor, other, rank, own]
            meetings[pair, default: 0] += 1
          }
        }
      }
    }
    var expected = 0
    for a in 0..<size { for b in (a + 1)..<max(size, a + 1) { expected += counts[a] * counts[b] } }
    #expect(meetings.count == expected)
    #expect(meetings.values.allSatisfy { $0 == 1 })
  }

  @Test(arguments: [2, 3, 4, 7, 8, 16]) func theWorkIsEven(size: Int) {
    let work = (0..<size).map { rank in
      let schedule = RingSchedule(rank: rank, size: size)
      return (schedule.steps.map(Array.init) ?? []).reduce(0) { sum, step in
        let parts = schedule.parts(at: step, ownCount: 1000, visitorCount: 1000)
        return sum + parts.own.count * parts.visitor.count
      }
    }
    #expect(Set(work).count == 1)
  }
}
