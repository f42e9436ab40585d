import Testing

@testable import NearestNeighbors

@Suite struct RowBandSchedulerTests {
  @Test func bandsHaveWholeTilesButForTheLast() {
    let scheduler = RowBandScheduler(rowMultiple: 96)
    let band = scheduler.firstBand(of: 7..<1_000_000, columns: 10_000)
    #expect(band.lowerBound == 7)
    #expect(band.count % 96 == 0 && !band.isEmpty)
    #expect(scheduler.firstBand(of: 7..<20, columns: 10_000) == 7..<20)
  }

  @Test func aBandHasATileHoweverManyColumnsThereAre() {
    let scheduler = RowBandScheduler(rowMultiple: 96)
    #expect(scheduler.firstBand(of: 0..<1_000, columns: 1 << 40) == 0..<96)
    #expect(scheduler.firstBand(of: 0..<10, columns: 0) == 0..<10)
  }

  @Test func bandsFollowTheSpeedOfTheOneBefore() {
    var scheduler = RowBandScheduler(rowMultiple: 1)
    scheduler.compared(pairs: 1_000_000, seconds: 10)
    let slow = scheduler.firstBand(of: 0..<1_000_000, columns: 100).count
    scheduler.compared(pairs: 100_000_000, seconds: 10)
    let fast = scheduler.firstBand(of: 0..<1_000_000, columns: 100).count
    #expect(slow == 1_000 && fast == 100_000)
  }

  @Test func fromAMomentNoSpeedCanBeTold() {
    var scheduler = RowBandScheduler(rowMultiple: 1)
    let before = scheduler.firstBand(of: 0..<1_000_000_000, columns: 100)
    scheduler.compared(pairs: 1, seconds: 0)
    #expect(scheduler.firstBand(of: 0..<1_000_000_000, columns: 100) == before)
  }

  /// The first band is short, and one that takes no time lets the next be longer all the same.
  @Test func manyPairsInAMomentTellALeastSpeed() {
    var scheduler = RowBandScheduler(rowMultiple: 1)
    #expect(scheduler.pairsPerBand <= 1_000_000)
    scheduler.compared(pairs: 1_000_000_000, seconds: 0.001)
    #expect(scheduler.pairsPerBand >= 1_000_000_000)
    let before = scheduler.pairsPerBand
    scheduler.compared(pairs: 0, seconds: 10)
    #expect(scheduler.pairsPerBand == before)
  }
}
