import NearestNeighbors
import Testing

@testable import FaceClustering

@Suite struct StuckWorkTests {
  private let short = WorkInProgress.Piece(number: 1, mostSeconds: 0)
  private let long = WorkInProgress.Piece(number: 2, mostSeconds: 100)

  /// What is found at each time, with what is in progress then.
  private func found(
    _ looks: [(now: Double, pieces: [WorkInProgress.Piece])], pauses: Set<Double> = []
  ) -> [Bool] {
    var stuck = StuckWork()
    return looks.map {
      stuck.isFound(
        among: $0.pieces, now: $0.now, hasPaused: pauses.contains($0.now), timeout: 10)
    }
  }

  @Test func workThatDoesNotEndIsFoundAfterTheTimeout() {
    #expect(found([(0, [short]), (9, [short]), (11, [short])]) == [false, false, true])
  }

  @Test func nothingIsFoundWhereNothingIsDone() {
    #expect(found([(0, []), (1000, []), (2000, [])]) == [false, false, false])
  }

  @Test func workThatEndsIsFollowedByOther() {
    let looks = (0..<100).map {
      (Double(5 * $0), [WorkInProgress.Piece(number: $0, mostSeconds: 0)])
    }
    #expect(!found(looks).contains(true))
  }

  @Test func oneThreadThatIsStuckIsFoundAlthoughOthersGoOn() {
    let looks = (0..<4).map {
      (Double(5 * $0), [short, WorkInProgress.Piece(number: 10 + $0, mostSeconds: 0)])
    }
    #expect(found(looks) == [false, false, false, true])
  }

  @Test func muchWorkMayTakeLonger() {
    #expect(found([(0, [long]), (109, [long]), (111, [long])]) == [false, false, true])
  }

  @Test func aPauseOfTheProcessDoesNotCount() {
    let looks = [0, 1, 900, 909, 911].map { (Double($0), [short]) }
    #expect(found(looks, pauses: [900]) == [false, false, false, false, true])
  }

  @Test func workIsInProgressAsLongAsItRuns() {
    let work = WorkInProgress()
    work.perform(multiplications: 100_000_000) {
      work.perform(multiplications: 0) { #expect(work.pieces.count == 2) }
      #expect(work.pieces.map(\.mostSeconds) == [1])
    }
    #expect(work.pieces.isEmpty)
  }
}
