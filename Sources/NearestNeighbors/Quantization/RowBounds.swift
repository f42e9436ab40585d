/// What must be known of encoded rows before columns can be encoded: A and E of `Quantization`.
struct RowBounds: Sendable, Equatable {
  /// The greatest length of what the code of a row stands for.
  var longestRow: Float
  /// The greatest distance of a row's projection from what its code stands for.
  var largestError: Float

  /// The bounds of no rows.
  static let none = RowBounds(longestRow: 0, largestError: 0)

  /// Takes into account the bounds of further rows.
  mutating func formUnion(_ other: RowBounds) {
    longestRow = max(longestRow, other.longestRow)
    largestError = max(largestError, other.largestError)
  }

  /// The bounds of these rows and others.
  func union(_ other: RowBounds) -> RowBounds {
    var union = self
    union.formUnion(other)
    return union
  }
}
