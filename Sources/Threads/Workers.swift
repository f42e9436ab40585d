import Dispatch
import Synchronization

/// Threads that take the pieces of a loop in turn.
///
/// Which thread takes which piece is left to chance, so a result that must not depend on the number
/// of threads has a place of its own for each piece.
package struct Workers: Sendable {
  /// The number of threads, at least 1.
  package let count: Int

  /// So many threads, the calling one among them.
  package init(count: Int) {
    precondition(count >= 1)
    self.count = count
  }

  /// Calls `body` once for each piece, with the number of the worker that takes it. Each worker has
  /// one piece at a time.
  package func forEach(_ pieces: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
    let workers = min(count, pieces)
    guard workers > 1 else {
      for piece in 0..<pieces { body(piece, 0) }
      return
    }
    let next = Atomic(0)
    // The loop ends before this function does, and what the body does at the same time for different
    // pieces is its caller's care.
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if piece >= pieces { return }
        body(piece, worker)
      }
    }
  }

  /// Calls `body` once for each of the ranges of at most `size` elements that make up `range`, numbered from 0.
  package func forEach(
    _ range: Range<Int>, by size: Int,
    _ body: (_ part: Range<Int>, _ piece: Int, _ worker: Int) -> Void
  ) {
    forEach(Self.pieces(range, by: size)) { piece, worker in
      let begin = range.lowerBound + piece * size
      body(begin..<min(begin + size, range.upperBound), piece, worker)
    }
  }

  /// The number of ranges of at most `size` elements that make up a range.
  package static func pieces(_ range: Range<Int>, by size: Int) -> Int {
    (range.count + size - 1) / size
  }
}
