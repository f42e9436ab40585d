import Foundation
import Synchronization
import Testing
import Threads

@Suite struct WorkersTests {
  @Test(arguments: [1, 2, 5], [0, 1, 3, 1000])
  func everyPieceIsTakenOnce(threads: Int, pieces: Int) {
    let taken = Mutex([Int](repeating: 0, count: pieces))
    Workers(count: threads).forEach(pieces) { piece, worker in
      precondition(worker < threads)
      taken.withLock { $0[piece] += 1 }
    }
    #expect(taken.withLock { $0.allSatisfy { $0 == 1 } })
  }

  @Test func rangesMakeUpTheWholeRange() {
    let parts = Mutex([Int: Range<Int>]())
    Workers(count: 3).forEach(10..<35, by: 10) { part, piece, _ in
      parts.withLock { $0[piece] = part }
    }
    #expect(parts.withLock { $0 } == [0: 10..<20, 1: 20..<30, 2: 30..<35])
    #expect(Workers.pieces(10..<35, by: 10) == 3)
  }

  @Test(arguments: [1, 4]) func everyWorkerHasToolsOfItsOwn(threads: Int) {
    let made = Atomic(0)
    let taken = Mutex<[[Int]]>([])
    Workers(count: threads).forEach(
      100, with: { made.wrappingAdd(1, ordering: .relaxed).oldValue },
      { piece, tools in taken.withLock { $0.append([tools, piece]) } }, afterOwnPiece: {})
    #expect(made.load(ordering: .relaxed) <= threads)
    taken.withLock {
      #expect($0.map { $0[1] }.sorted() == Array(0..<100))
      #expect($0.allSatisfy { $0[0] < threads })
    }
  }

  @Test func whatFollowsOwnPiecesIsDoneByTheCallingThread() {
    let caller = pthread_self()
    var calls = 0
    Workers(count: 3).forEach(
      50, with: {}, { _, _ in },
      afterOwnPiece: {
        #expect(pthread_equal(pthread_self(), caller) != 0)
        calls += 1
      })
    #expect(calls <= 50)
  }

  @Test func anErrorIsThrownWhenAllThreadsHaveEnded() {
    struct Stopped: Error {}
    let begun = Atomic(0)
    let ended = Atomic(0)
    // More than there is time for: those that nobody has taken are left out.
    let pieces = 10_000_000
    #expect(throws: Stopped.self) {
      try Workers(count: 2).forEach(
        pieces, with: {},
        { _, _ in
          begun.wrappingAdd(1, ordering: .relaxed)
          usleep(100)
          ended.wrappingAdd(1, ordering: .relaxed)
        }, afterOwnPiece: { throw Stopped() })
    }
    #expect(begun.load(ordering: .relaxed) == ended.load(ordering: .relaxed))
    #expect(ended.load(ordering: .relaxed) < pieces)
  }
}
