import Threads

/// Finds work that does not end, by looking at what is in progress again and again.
struct StuckWork {
  /// When each piece that is in progress was first seen.
  private var firstSeen: [Int: Double] = [:]

  /// How many timeouts a read may take, since a file server that fails over answers again after minutes.
  static let timeoutsOfRead = 8.0

  /// Looks at what is in progress.
  ///
  /// - Parameters:
  ///   - now: the time in seconds, of a clock that nobody sets.
  ///   - hasPaused: whether this process itself stood still since the last look, its work too.
  ///   - timeout: the seconds that a piece may take beyond what it may take by itself.
  /// - Returns: a piece that has taken longer; nil if there is none.
  mutating func find(
    among pieces: [WorkInProgress.Piece], now: Double, hasPaused: Bool, timeout: Double
  ) -> WorkInProgress.Piece? {
    let before = hasPaused ? [:] : firstSeen
    firstSeen = [:]
    for piece in pieces { firstSeen[piece.number] = before[piece.number] ?? now }
    return pieces.first {
      let timeouts = $0.kind == .reading ? Self.timeoutsOfRead : 1
      return now - firstSeen[$0.number]! > timeouts * timeout + $0.mostSeconds
    }
  }
}
