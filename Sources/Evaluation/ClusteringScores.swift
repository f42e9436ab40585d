import Foundation

/// Precision, recall and their harmonic mean, each in 0…1.
public struct PrecisionRecall: Sendable, Equatable, Codable {
  public let precision: Double
  public let recall: Double
  /// The harmonic mean of precision and recall; 0 where both are 0.
  public let fScore: Double

  public init(precision: Double, recall: Double) {
    self.precision = precision
    self.recall = recall
    fScore = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
  }
}

/// How well a clustering agrees with the truth.
public struct ClusteringScores: Sendable, Equatable, Codable {
  /// Over pairs of faces: which share of the pairs put together belong together (precision), and
  /// which share of those that belong together was put together (recall).
  ///
  /// As in scikit-learn's `pair_confusion_matrix`, a pair is two different faces. Precision is 0
  /// where no two faces share a cluster, recall is 0 where no two faces share a class.
  public let pairwise: PrecisionRecall
  /// BCubed (Bagga and Baldwin 1998; Amigó et al. 2009): precision and recall of every face's
  /// cluster, the face itself counted, averaged over the faces.
  public let bCubed: PrecisionRecall
  /// Normalised mutual information I / mean(H_true, H_pred), arithmetic mean, as scikit-learn's
  /// `normalized_mutual_info_score`: 1 where both labellings are one single group (or there are no
  /// faces), and 0 where only one of them is.
  public let nmi: Double

  /// Scores the clustering `predicted` against `truth`.
  ///
  /// - Precondition: both arrays have the same length.
  public init(predicted: [Int], truth: [Int]) {
    self.init(ContingencyTable(predicted: predicted, truth: truth))
  }

  /// Scores from the overlap of two labellings.
  public init(_ table: ContingencyTable) {
    pairwise = Self.pairwise(table)
    bCubed = Self.bCubed(table)
    nmi = Self.normalizedMutualInformation(table)
  }

  private static func pairwise(_ table: ContingencyTable) -> PrecisionRecall {
    // Sums of squares stay exact integers: (10^8)^2 < 2^63.
    let together = table.cells.reduce(0) { $0 + $1.count * $1.count } - table.faceCount
    let inClusters = table.clusterSizes.reduce(0) { $0 + $1 * $1 } - table.faceCount
    let inClasses = table.classSizes.reduce(0) { $0 + $1 * $1 } - table.faceCount
    func share(of whole: Int) -> Double { whole > 0 ? Double(together) / Double(whole) : 0 }
    return PrecisionRecall(precision: share(of: inClusters), recall: share(of: inClasses))
  }

  private static func bCubed(_ table: ContingencyTable) -> PrecisionRecall {
    guard table.faceCount > 0 else { return PrecisionRecall(precision: 0, recall: 0) }
    var precision = 0.0
    var recall = 0.0
    for cell in table.cells {
      let squared = Double(cell.count * cell.count)
      precision += squared / Double(table.clusterSizes[cell.clusterIndex])
      recall += squared / Double(table.classSizes[cell.classIndex])
    }
    let faces = Double(table.faceCount)
    return PrecisionRecall(precision: precision / faces, recall: recall / faces)
  }

  private static func normalizedMutualInformation(_ table: ContingencyTable) -> Double {
    if table.classSizes.count <= 1, table.clusterSizes.count <= 1 { return 1 }
    if table.classSizes.count <= 1 || table.clusterSizes.count <= 1 { return 0 }
    let faces = Double(table.faceCount)
    func entropy(_ sizes: [Int]) -> Double {
      sizes.reduce(0) { $0 - Double($1) / faces * log(Double($1) / faces) }
    }
    var information = 0.0
    for cell in table.cells {
      let joint = Double(cell.count) / faces
      let expected =
        Double(table.classSizes[cell.classIndex]) / faces
        * (Double(table.clusterSizes[cell.clusterIndex]) / faces)
      information += joint * log(joint / expected)
    }
    let mean = (entropy(table.classSizes) + entropy(table.clusterSizes)) / 2
    return max(0, information) / mean
  }
}
