import Testing
import Threads

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
      stuck.find(
        among: $0.pieces, now: $0.now, hasPaused: pauses.contains($0.now), timeout: 10) != nil
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

  @Test func aReadMayWaitForAFileServerThatFailsOver() {
    let read = WorkInProgress.Piece(number: 1, kind: .reading, mostSeconds: 0)
    #expect(found([(0, [read]), (79, [read]), (81, [read])]) == [false, false, true])
  }

  @Test func sweepsThatFollowEachOtherAreNoStuckWork() {
    let work = WorkInProgress()
    var sweeps = WorkInProgress.Sweeps(links: 100_000, in: work)
    let first = work.pieces
    #expect(first.map(\.mostSeconds) == [1])
    sweeps.next()
    #expect(work.pieces.count == 1 && work.pieces[0].number != first[0].number)
  }

  @Test func sweepsAreInProgressAsLongAsTheyAreThere() {
    let work = WorkInProgress()
    func sweep() {
      let sweeps = WorkInProgress.Sweeps(links: 1, in: work)
      #expect(work.pieces.count == 1)
      _ = consume sweeps
    }
    sweep()
    #expect(work.pieces.isEmpty)
  }

  @Test func workThatFailsIsNotInProgress() {
    struct Failure: Error {}
    let work = WorkInProgress()
    _ = try? work.read(bytes: 1) {
      #expect(work.pieces.map(\.kind) == [.reading])
      throw Failure()
    }
    #expect(work.pieces.isEmpty)
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
