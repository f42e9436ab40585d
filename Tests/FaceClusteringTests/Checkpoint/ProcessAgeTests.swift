import Clock
import Foundation
import Testing

@testable import FaceClustering

@Suite struct ProcessAgeTests {
  @Test func aProcessGrowsOlderWithTheClock() throws {
    let start = Moment.now
    let before = try #require(ProcessAge.seconds)
    usleep(50_000)
    let grown = try #require(ProcessAge.seconds) - before
    #expect(before > 0)
    // The clock was read first, and is now read last.
    #expect(grown > 0 && grown <= start.secondsAgo)
  }
}
