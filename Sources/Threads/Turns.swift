import Synchronization

/// Hands out the numbers of the pieces of a loop to several threads, each number once.
final class Turns: Sendable {
  private let pieces: Int
  private let next = Atomic(0)

  init(pieces: Int) { self.pieces = pieces }

  /// The next piece; nil when all are taken.
  func take() -> Int? {
    let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return piece < pieces ? piece : nil
  }

  /// Hands out no more.
  func end() { next.store(pieces, ordering: .relaxed) }
}
