import NearestNeighbors

/// Finds work that does not end, by looking at what is in progress again and again.
struct StuckWork {
  /// When each piece that is in progress was first seen.
  private var firstSeen: [Int: Double] = [:]

  /// Looks at what is in progress.
  ///
  /// - Parameters:
  ///   - now: the time in seconds, of a clock that nobody sets.
  ///   - hasPaused: whether this process itself stood still since the last look, its work too.
  ///   - timeout: the seconds that a piece may take beyond what it may take by itself.
  /// - Returns: whether a piece has taken longer.
  mutating func isFound(
    among pieces: [WorkInProgress.Piece], now: Double, hasPaused: Bool, timeout: Double
  ) -> Bool {
    let before = hasPaused ? [:] : firstSeen
    firstSeen = [:]
    for piece in pieces { firstSeen[piece.number] = before[piece.number] ?? now }
    return pieces.contains { now - firstSeen[$0.number]! > timeout + $0.mostSeconds }
  }
}
