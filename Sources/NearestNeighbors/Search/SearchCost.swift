import Clock

/// What a search cost on this rank.
public struct SearchCost: Sendable {
  /// Seconds in which there was nothing to compute because a message had not come.
  public var waitingSeconds = 0.0
  /// Bytes sent.
  public var bytes = 0
  /// Whether this rank ruled out pairs by groups of faces.
  public var usedGroups = false
  /// Whether BLAS compared the faces of this rank.
  public var usedBLAS = false
  /// Whether shared memory had no room for the codes of faces in place, so that this rank encoded
  /// each shard that visited it.
  public var encodedVisitors = false
  /// The pairs of faces that an approximate search compared.
  var comparedPairs = 0

  /// The cost of nothing.
  public init() {}

  mutating func addWaiting(since start: Moment) { waitingSeconds += start.secondsAgo }
}
