/// What a search of nearest neighbors is asked for, and by what means it looks.
///
/// Exact, approximate and query searches take the same settings. `k` and `minSimilarity` decide what
/// is found; `threads` and `kernel` decide only how long it takes.
public struct SearchSettings: Sendable {
  /// The neighbors searched for a face, the face itself counted.
  public let k: Int
  /// The least similarity of a neighbor. Equal rows count as 1 and opposite ones as -1, even where rounding leaves their
  /// product just below.
  public let minSimilarity: Float
  /// The threads of this rank.
  public let threads: Int
  /// The code that rules out pairs.
  public let kernel: SearchKernel
  /// Neighbors of at least this similarity are what groups are made for, and what the recall of an approximate search is
  /// about; less similar ones are found only where they are met. ``minSimilarity`` unless another is set.
  public var usualSimilarity: Float

  /// - Precondition: `k` and `threads` are at least 1, and this CPU can run the kernel.
  public init(k: Int, minSimilarity: Float, threads: Int, kernel: SearchKernel = .fastest) {
    precondition(k >= 1 && threads >= 1 && kernel.isSupported)
    self.k = k
    self.minSimilarity = minSimilarity > -1 ? minSimilarity : Similarity.leastOfOppositeRows
    usualSimilarity = self.minSimilarity
    self.threads = threads
    self.kernel = kernel
  }
}

/// A part of a search, for those who show how far it is.
public enum SearchPhase: Sendable {
  /// Faces are brought into an order in which faces alike follow each other.
  case ordering
  /// The groups are found whose faces are worth comparing; in an approximate search only.
  case selecting
  /// Faces are compared.
  case comparing
}
