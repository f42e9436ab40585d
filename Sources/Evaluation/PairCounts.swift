/// How many pairs of items two labellings put together, as exact integers.
///
/// A pair is two different items in either order, as in scikit-learn's `pair_confusion_matrix`, so
/// every count is even. Those of up to 2^32 items fit 64 bits without a sign.
public struct PairCounts: Sendable, Equatable {
  /// Pairs that share both their class and their cluster, Σ n_ij² − N.
  public let inBoth: UInt64
  /// Pairs that share their cluster, Σ n_·j² − N.
  public let inClusters: UInt64
  /// Pairs that share their class, Σ n_i·² − N.
  public let inClasses: UInt64
  /// All pairs, N (N − 1).
  public let all: UInt64

  /// Counts the pairs from the overlap of two labellings.
  public init(_ table: ContingencyTable) {
    let items = UInt64(table.itemCount)
    func pairs(_ counts: some Sequence<Int>) -> UInt64 {
      counts.reduce(0) { $0 + UInt64($1) * UInt64($1) } - items
    }
    inBoth = pairs(table.cells.lazy.map(\.count))
    inClusters = pairs(table.clusterSizes)
    inClasses = pairs(table.classSizes)
    all = items == 0 ? 0 : items * (items - 1)
  }

  /// The share of the pairs of a cluster that belong together, and of those that belong together
  /// that share a cluster; each is 0 where there are no such pairs.
  var precisionRecall: PrecisionRecall {
    func share(of whole: UInt64) -> Double { whole > 0 ? Double(inBoth) / Double(whole) : 0 }
    return PrecisionRecall(precision: share(of: inClusters), recall: share(of: inClasses))
  }

  /// The adjusted Rand index.
  var adjustedRand: Double {
    // In one order each, so that products fit.
    let (both, inClusters, inClasses, all) = (
      Int128(inBoth / 2), Int128(inClusters / 2), Int128(inClasses / 2), Int128(all / 2)
    )
    let (onlyInClusters, onlyInClasses) = (inClusters - both, inClasses - both)
    if onlyInClusters == 0, onlyInClasses == 0 { return 1 }
    // The difference of two nearly equal products would lose its digits in floating point.
    let inNeither = all - inClusters - onlyInClasses
    let difference = both * inNeither - onlyInClusters * onlyInClasses
    let whole = inClasses * (all - inClusters) + inClusters * (all - inClasses)
    return 2 * Double(difference) / Double(whole)
  }

  /// The geometric mean of precision and recall.
  var fowlkesMallows: Double {
    let score = precisionRecall
    return score.precision.squareRoot() * score.recall.squareRoot()
  }
}
