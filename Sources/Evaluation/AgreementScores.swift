/// How well a clustering agrees with the true classes of the same items.
///
/// All scores are 1 where both labellings are the same partition of items that are not all alone,
/// and do not depend on the names of the labels. In the formulas, n_ij items of class i lie in
/// cluster j, n_i· in class i, n_·j in cluster j, and N in all. Where a formula would divide by 0,
/// the scores are those of scikit-learn.
public struct AgreementScores: Sendable, Equatable, Codable {
  /// Which share of the pairs put together belong together (precision), and which share of those
  /// that belong together was put together (recall).
  ///
  /// Precision is (Σ n_ij² − N) / (Σ n_·j² − N), recall (Σ n_ij² − N) / (Σ n_i·² − N). As in
  /// scikit-learn's `pair_confusion_matrix`, a pair is two different items. Precision is 0 where no
  /// two items share a cluster, recall is 0 where no two items share a class.
  public let pairwise: PrecisionRecall
  /// BCubed (Bagga and Baldwin 1998; Amigó et al. 2009): precision and recall of every item's
  /// cluster, the item itself counted, averaged over the items.
  ///
  /// Precision is Σ n_ij² / n_·j / N, recall Σ n_ij² / n_i· / N. Both are 0 without items.
  public let bCubed: PrecisionRecall
  /// The normalized mutual information I / mean(H(C), H(K)), arithmetic mean, as scikit-learn's
  /// `normalized_mutual_info_score`: 1 where both labellings are one single group (or there are no
  /// items), and 0 where only one of them is.
  public let nmi: Double
  /// The adjusted Rand index (Hubert and Arabie 1985), as scikit-learn's `adjusted_rand_score`: the
  /// pairs on which the labellings agree, less those expected by chance.
  ///
  /// With S = Σ n_ij (n_ij − 1), A and B the same sums over classes and clusters, and
  /// P = N (N − 1), it is (S − A B / P) / ((A + B) / 2 − A B / P). It is 0 on average for random
  /// labellings, negative for worse ones, and 1 where both are the same, or there are no items.
  public let ari: Double
  /// Whether each cluster holds items of one class only (Rosenberg and Hirschberg 2007):
  /// I(C; K) / H(C), which is 1 where there is only one class or no item.
  public let homogeneity: Double
  /// Whether all items of a class lie in one cluster (Rosenberg and Hirschberg 2007):
  /// I(C; K) / H(K), which is 1 where there is only one cluster or no item.
  public let completeness: Double
  /// The V-measure (Rosenberg and Hirschberg 2007), the harmonic mean of homogeneity and
  /// completeness, 2 h c / (h + c), and 0 where both are 0.
  public let vMeasure: Double
  /// The Fowlkes-Mallows index (1983), the geometric mean of the pairwise precision and recall, as
  /// scikit-learn's `fowlkes_mallows_score`: 0 where no pair shares both its class and its cluster.
  public let fowlkesMallows: Double

  /// Scores from the overlap of two labellings.
  public init(_ table: ContingencyTable) {
    let pairs = PairCounts(table)
    pairwise = pairs.precisionRecall
    ari = pairs.adjustedRand
    fowlkesMallows = pairs.fowlkesMallows
    bCubed = Self.bCubed(table)
    let information = Information(table)
    nmi = information.normalized
    homogeneity = information.homogeneity
    completeness = information.completeness
    vMeasure = PrecisionRecall(precision: homogeneity, recall: completeness).fScore
  }

  private static func bCubed(_ table: ContingencyTable) -> PrecisionRecall {
    guard table.itemCount > 0 else { return PrecisionRecall(precision: 0, recall: 0) }
    var precision = 0.0
    var recall = 0.0
    for cell in table.cells {
      let squared = Double(cell.count) * Double(cell.count)
      precision += squared / Double(table.clusterSizes[cell.clusterIndex])
      recall += squared / Double(table.classSizes[cell.classIndex])
    }
    let items = Double(table.itemCount)
    return PrecisionRecall(precision: precision / items, recall: recall / items)
  }
}
