import Dispatch

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
    let turns = Turns(pieces: pieces)
    // The loop ends before this function does, and what the body does at the same time for different
    // pieces is its caller's care.
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      while let piece = turns.take() { body(piece, worker) }
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

  /// Calls `body` once for each piece, with what the worker that takes it has made for itself, and lets
  /// the calling thread do something else after each piece of its own.
  ///
  /// - Parameters:
  ///   - tools: makes what one worker needs, such as memory; called once by each worker.
  ///   - afterOwnPiece: called on the calling thread only. When it throws, the other workers finish the
  ///     pieces that they are at before this function throws; those that nobody has taken are left out.
  package func forEach<Tools>(
    _ pieces: Int, with tools: () -> Tools, _ body: (_ piece: Int, Tools) -> Void,
    afterOwnPiece: () throws -> Void
  ) rethrows {
    guard pieces > 0 else { return }
    let turns = Turns(pieces: pieces)
    try withoutActuallyEscaping(tools) { tools in
      try withoutActuallyEscaping(body) { body in
        // As above.
        nonisolated(unsafe) let (tools, body) = (tools, body)
        let group = DispatchGroup()
        for _ in 1..<max(1, min(count, pieces)) {
          DispatchQueue.global().async(group: group) {
            let own = tools()
            while let piece = turns.take() { body(piece, own) }
          }
        }
        // The closures borrow what the caller has: never leave before they have ended.
        defer { group.wait() }
        let own = tools()
        while let piece = turns.take() {
          body(piece, own)
          do {
            try afterOwnPiece()
          } catch {
            turns.end()
            throw error
          }
        }
      }
    }
  }

  /// The number of ranges of at most `size` elements that make up a range.
  package static func pieces(_ range: Range<Int>, by size: Int) -> Int {
    (range.count + size - 1) / size
  }
}
