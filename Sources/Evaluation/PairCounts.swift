/// How many pairs of items two labellings put together, as exact integers.
///
/// A pair is two different items in either order, as in scikit-learn's `pair_confusion_matrix`, so
/// every count is even. The counts of 10^8 items, below 10^16, fit 64 bits.
public struct PairCounts: Sendable, Equatable {
  /// Pairs that share both their class and their cluster, Σ n_ij² − N.
  public let inBoth: Int
  /// Pairs that share their cluster, Σ n_·j² − N.
  public let inClusters: Int
  /// Pairs that share their class, Σ n_i·² − N.
  public let inClasses: Int
  /// All pairs, N (N − 1).
  public let all: Int

  /// Counts the pairs from the overlap of two labellings.
  public init(_ table: ContingencyTable) {
    let items = table.itemCount
    inBoth = table.cells.reduce(0) { $0 + $1.count * $1.count } - items
    inClusters = table.clusterSizes.reduce(0) { $0 + $1 * $1 } - items
    inClasses = table.classSizes.reduce(0) { $0 + $1 * $1 } - items
    all = items * (items - 1)
  }

  /// The share of the pairs of a cluster that belong together, and of those that belong together
  /// that share a cluster; each is 0 where there are no such pairs.
  var precisionRecall: PrecisionRecall {
    func share(of whole: Int) -> Double { whole > 0 ? Double(inBoth) / Double(whole) : 0 }
    return PrecisionRecall(precision: share(of: inClusters), recall: share(of: inClasses))
  }

  /// The adjusted Rand index.
  var adjustedRand: Double {
    let onlyInClusters = inClusters - inBoth
    let onlyInClasses = inClasses - inBoth
    if onlyInClusters == 0, onlyInClasses == 0 { return 1 }
    // The difference of two nearly equal products would lose its digits in floating point.
    let inNeither = all - inClusters - onlyInClasses
    let difference =
      Int128(inBoth) * Int128(inNeither) - Int128(onlyInClusters) * Int128(onlyInClasses)
    let whole =
      Int128(inClasses) * Int128(all - inClusters) + Int128(inClusters) * Int128(all - inClasses)
    return 2 * Double(difference) / Double(whole)
  }

  /// The geometric mean of precision and recall.
  var fowlkesMallows: Double {
    let score = precisionRecall
    return score.precision.squareRoot() * score.recall.squareRoot()
  }
}
