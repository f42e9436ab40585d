import Dispatch
import Synchronization

/// Threads that take the pieces of a loop in turn.
///
/// Which thread takes which piece is left to chance, so a result that must not depend on the number
/// of threads has a place of its own for each piece.
struct Workers: Sendable {
  /// At least 1.
  let count: Int

  /// Calls `body` once for each piece, with the number of the worker that takes it. Each worker has
  /// one piece at a time.
  func forEach(_ pieces: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
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

  /// The same for ranges of at most `size` elements that make up `range`, numbered from 0.
  func forEach(
    _ range: Range<Int>, by size: Int,
    _ body: (_ part: Range<Int>, _ piece: Int, _ worker: Int) -> Void
  ) {
    forEach(Self.pieces(range, by: size)) { piece, worker in
      let begin = range.lowerBound + piece * size
      body(begin..<min(begin + size, range.upperBound), piece, worker)
    }
  }

  /// How many pieces the latter has.
  static func pieces(_ range: Range<Int>, by size: Int) -> Int { (range.count + size - 1) / size }
}
