import Evaluation
import Storage

/// Two labellings of the same faces, made ready for scores: faces of unknown class are left out, and
/// faces in no cluster are clusters of their own, unless they are to be one together.
package struct LabelComparison: Sendable {
  /// A cluster for each face whose class is known.
  package let predicted: [Int]
  /// The class of each of these faces.
  package let truth: [Int]
  /// How many faces have ``Labels/unknown`` as their class; they are left out.
  package let unknownClasses: Int
  /// How many of the faces compared are in no cluster.
  package let unclustered: Int
  private let unclusteredFaces: UnclusteredFaces
  private let isOtherLabelUnknown: Bool

  /// - Parameters:
  ///   - unclustered: how faces in no cluster count.
  ///   - unlabelled: a label of unknown classes besides ``Labels/unknown``.
  /// - Precondition: both arrays have the same length.
  package init(
    predicted: [Int], truth: [Int], unclustered unclusteredFaces: UnclusteredFaces = .alone,
    unlabelled: Int? = nil
  ) {
    precondition(predicted.count == truth.count, "labellings of different length")
    self.unclusteredFaces = unclusteredFaces
    isOtherLabelUnknown = unlabelled != nil
    let known = truth.indices.filter {
      truth[$0] != Labels.unknown && truth[$0] != unlabelled
    }
    unknownClasses = truth.count - known.count
    let isComplete = known.count == truth.count
    self.truth = isComplete ? truth : known.map { truth[$0] }
    let clusters = isComplete ? predicted : known.map { predicted[$0] }
    unclustered = clusters.count { $0 == Labels.unknown }
    self.predicted =
      unclustered == 0 || unclusteredFaces == .together ? clusters : Self.separated(clusters)
  }

  /// How clusters and classes overlap.
  package var table: ContingencyTable { ContingencyTable(predicted: predicted, truth: truth) }

  /// The scores of the clusters.
  package var scores: ClusteringScores { ClusteringScores(predicted: predicted, truth: truth) }

  /// Clusters by new numbers, where each face in none has one of its own.
  private static func separated(_ clusters: [Int]) -> [Int] {
    var codes: [Int: Int] = [:]
    var next = 0
    return clusters.map { cluster in
      if cluster != Labels.unknown, let code = codes[cluster] { return code }
      if cluster != Labels.unknown { codes[cluster] = next }
      next += 1
      return next - 1
    }
  }

  /// What is to be said of the faces without labels.
  ///
  /// - Parameters:
  ///   - truthName: what messages call the labelling of the classes.
  ///   - predictedName: what they call that of the clusters.
  package func notices(truth truthName: String, predicted predictedName: String) -> [String] {
    var notices: [String] = []
    if unknownClasses > 0 {
      notices.append(
        "\(truthName): \(unknownClasses) of \(truth.count + unknownClasses) faces have the label "
          + (isOtherLabelUnknown ? "of no class" : "\(Labels.unknown)")
          + ", so their class is not known; they are left out of the scores")
    }
    if unclustered > 0 {
      notices.append(
        "\(predictedName): \(unclustered) of the \(truth.count) faces compared have the label "
          + "\(Labels.unknown), so they are in no cluster; "
          + (unclusteredFaces == .alone
            ? "each counts as a cluster of its own" : "together they count as one"))
    }
    return notices
  }
}
