import Evaluation
import Foundation
import Storage

/// How faces without a cluster count when clusters are compared with classes.
package enum UnclusteredFaces: String, CaseIterable, Sendable, Codable {
  /// Each as a cluster of its own.
  case alone
  /// All together as one cluster.
  case together
}

/// What the command `evaluate` is told.
package struct EvaluationOptions: Sendable, Equatable {
  /// How faces without a cluster count.
  package var unclustered = UnclusteredFaces.alone
  /// A label of the truth that says that a class is not known, besides -1; nil for no other.
  package var unlabelled: String?
  /// How many of the worst clusters are named.
  package var worst = 0
  /// The column of the clusters, where these are in a table; nil for ``LabelFile/usualColumn``.
  package var predictedColumn: String?
  /// The column of the classes, where these are in a table; nil for ``LabelFile/usualColumn``.
  package var truthColumn: String?

  package init() {}
}

/// How well the clusters of a file agree with the classes of another.
package struct LabelEvaluation: Encodable, Sendable {
  /// The file of the clusters.
  package let predicted: String
  package let scores: ClusteringScores
  package let counts: ComparedCounts
  /// The clusters with the most wrong pairs, the worst first, as many as were asked for.
  package let worst: [MixedCluster]
  /// What is odd about the files although they can be compared.
  package let notices: [String]

  /// Compares two files of labels.
  ///
  /// - Throws: `FileError` when one cannot be understood, or they are not of the same faces.
  package init(
    predicted path: String, truth truthPath: String, _ options: EvaluationOptions
  ) throws(FileError) {
    let (predicted, truth) = try LabelFile.pair(
      path, truthPath, columns: (options.predictedColumn, options.truthColumn))
    let unlabelled = try options.unlabelled.map { (text) throws(FileError) in
      try truth.label(text)
    }
    let comparison = LabelComparison(
      predicted: predicted.labels, truth: truth.labels, unclustered: options.unclustered,
      unlabelled: unlabelled)
    guard comparison.truth.count > 0 else {
      throw FileError(
        truthPath, "the class of no face is known, so there is nothing to compare with")
    }
    self.predicted = path
    scores = comparison.scores
    counts = ComparedCounts(comparison)
    worst = MixedCluster.worst(options.worst, of: predicted, truth: truth, unlabelled: unlabelled)
    notices =
      predicted.notices + truth.notices
      + comparison.notices(truth: truthPath, predicted: path)
  }

  private enum Key: CodingKey {
    case predicted, compared, worst, pairwise, fowlkesMallows, withoutSingletons
    case precision, recall, fScore, leftOut, scores
  }

  /// The scores, and beside them what they are of. Scores that are shares of no pairs or no faces are null.
  package func encode(to encoder: any Encoder) throws {
    try scores.encode(to: encoder)
    var values = encoder.container(keyedBy: Key.self)
    try encodeUndefinedScores(to: &values)
    try values.encode(predicted, forKey: .predicted)
    try values.encode(counts, forKey: .compared)
    if !worst.isEmpty { try values.encode(worst, forKey: .worst) }
  }

  /// Writes null for what the scores have no value of.
  private func encodeUndefinedScores(to values: inout KeyedEncodingContainer<Key>) throws {
    let (hasPrecision, hasRecall) = (counts.pairsInClusters > 0, counts.pairsInClasses > 0)
    if !hasPrecision || !hasRecall {
      var pairwise = values.nestedContainer(keyedBy: Key.self, forKey: .pairwise)
      try pairwise.encode(hasPrecision ? scores.pairwise.precision : nil, forKey: .precision)
      try pairwise.encode(hasRecall ? scores.pairwise.recall : nil, forKey: .recall)
      try pairwise.encode(hasPrecision || hasRecall ? scores.pairwise.fScore : nil, forKey: .fScore)
      try values.encodeNil(forKey: .fowlkesMallows)
    }
    if counts.areAllAlone {
      var others = values.nestedContainer(keyedBy: Key.self, forKey: .withoutSingletons)
      try others.encode(scores.withoutSingletons.leftOut, forKey: .leftOut)
      try others.encodeNil(forKey: .scores)
    }
  }

  /// The scores of several files with the same classes, a row a file.
  package static func table(_ evaluations: [LabelEvaluation]) -> String {
    TextTable(
      header: [
        "predicted", "clusters", "of one", "P", "R", "F", "BCubed P", "BCubed R", "BCubed F", "NMI",
        "ARI", "not alone F",
      ],
      rows: evaluations.map { evaluation in
        let (scores, counts) = (evaluation.scores, evaluation.counts)
        return [evaluation.predicted.printable(), "\(counts.clusters)", "\(counts.loneClusters)"]
          + counts.texts(of: scores.pairwise)
          + [
            scores.bCubed.precision, scores.bCubed.recall, scores.bCubed.fScore, scores.nmi,
            scores.ari,
          ].map { ComparedCounts.text($0) }
          + [
            counts.areAllAlone
              ? "no faces"
              : ComparedCounts.text(scores.withoutSingletons.scores.pairwise.fScore)
          ]
      }
    ).aligned
  }
}

extension ComparedCounts {
  /// Pairwise precision, recall and F as texts: in words where there are no pairs that they are shares of.
  package func texts(of pairwise: PrecisionRecall, decimals: Int = 6) -> [String] {
    [
      pairsInClusters > 0 ? Self.text(pairwise.precision, decimals) : Self.noPairs,
      pairsInClasses > 0 ? Self.text(pairwise.recall, decimals) : Self.noPairs,
      pairsInClusters > 0 || pairsInClasses > 0
        ? Self.text(pairwise.fScore, decimals) : Self.noPairs,
    ]
  }

  /// The index of Fowlkes and Mallows as a text: in words where precision or recall is.
  package func text(ofFowlkesMallows score: Double, decimals: Int = 6) -> String {
    pairsInClusters > 0 && pairsInClasses > 0 ? Self.text(score, decimals) : Self.noPairs
  }

  /// Whether no face is left once those alone in their clusters are left out.
  package var areAllAlone: Bool { loneClusters == faces }

  private static let noPairs = "no pairs"

  fileprivate static func text(_ score: Double, _ decimals: Int = 6) -> String {
    String(format: "%.\(decimals)f", score)
  }
}
