import Calibration
import ClusterTables
import Clustering

/// Puts faces that are alone into the clusters to which they are likely enough to belong.
struct SingleFaces {
  /// From this probability on a face is attached.
  let leastProbability: Double
  /// Which faces must be apart; nil where nothing is said.
  let constraints: FaceConstraints?

  /// What has become of the faces that were alone.
  struct Outcome {
    /// The cluster of each face, by falling size.
    let labels: [Int]
    /// Whether each face was attached.
    let attached: [Bool]
    let record: AttachmentRecord
    /// Why none can be attached, if that is so whatever the faces are.
    let notice: String?

    /// The same where the faces of some clusters are in none after all: these are not attached.
    ///
    /// - Parameter labels: the cluster of each face, negative for one that is in none.
    func leavingOut(facesWithoutClusterIn labels: [Int]) -> Outcome {
      let attached = zip(attached, labels).map { $0 && $1 >= 0 }
      return Outcome(
        labels: labels, attached: attached,
        record: AttachmentRecord(
          leastProbability: record.leastProbability, attached: attached.count { $0 },
          of: record.attached + record.abstained),
        notice: notice)
    }
  }

  /// Attaches faces, the likeliest first and of equal ones the first. A face that must be apart from one that is in its
  /// cluster stays alone, too.
  ///
  /// - Parameters:
  ///   - labels: the cluster of each face, by falling size.
  ///   - centers: the clusters that are near to each face.
  func attach(_ labels: [Int], _ centers: NearestClusters) -> Outcome {
    var sizes = [Int](repeating: 0, count: (labels.max() ?? -1) + 1)
    for label in labels where label >= 0 { sizes[label] += 1 }
    let isAlone = labels.map { $0 < 0 || sizes[$0] < ClusterMembers.leastSize }
    let singles = labels.indices.filter { isAlone[$0] }
    let decoys = labels.indices.filter { !isAlone[$0] }
    let probabilities = AttachmentEvidence.probabilities(
      ofSingles: singles.map { evidence(of: $0, centers) },
      decoys: decoys.map { evidence(of: $0, centers) })
    let likely = singles.indices
      .filter {
        probabilities[$0] >= leastProbability
          && centers.nearest[singles[$0]] != ClusterMembers.none
      }
      .sorted {
        probabilities[$0] != probabilities[$1] ? probabilities[$0] > probabilities[$1] : $0 < $1
      }
    var attached = [Bool](repeating: false, count: labels.count)
    var clusters = labels.map { UInt32(max($0, 0)) }
    var taken = constraints?.groups(ofClusters: labels) ?? [:]
    for single in likely {
      let face = singles[single]
      let cluster = Int(centers.nearest[face])
      let groups = constraints.map { $0.groups(of: $0.setOf[face]) } ?? []
      guard taken[cluster, default: []].isDisjoint(with: groups) else { continue }
      taken[cluster, default: []].formUnion(groups)
      (clusters[face], attached[face]) = (UInt32(cluster), true)
    }
    return Outcome(
      labels: Self.numbered(labels, clusters, attached), attached: attached,
      record: AttachmentRecord(
        leastProbability: leastProbability, attached: attached.count { $0 }, of: singles.count),
      notice: notice(singles: singles.count, decoys: decoys.count, clusters: sizes.count { $0 > 1 })
    )
  }

  private func evidence(of face: Int, _ centers: NearestClusters) -> Double {
    AttachmentEvidence.of(
      nearest: centers.nearestSimilarity[face], next: centers.nextSimilarity[face])
  }

  /// Numbers the clusters anew where faces have joined them; faces in no cluster stay there unless they were
  /// attached.
  private static func numbered(
    _ labels: [Int], _ clusters: [UInt32], _ attached: [Bool]
  ) -> [Int] {
    let isIn = labels.indices.map { labels[$0] >= 0 || attached[$0] }
    let faces = labels.indices.filter { isIn[$0] }
    let numbers = Labels.numberedBySize(clusters: faces.map { clusters[$0] })
    var result = [Int](repeating: Labels.unknown, count: labels.count)
    for (face, number) in zip(faces, numbers) { result[face] = number }
    return result
  }

  /// Why no face can be attached.
  private func notice(singles: Int, decoys: Int, clusters: Int) -> String? {
    guard singles > 0 else { return nil }
    if clusters < 2 {
      return
        "--attach: there are fewer than two clusters, so nothing tells what is near to a face by chance, and no "
        + "single face is attached"
    }
    // Chance explains one face at least, of all that are alone.
    guard 1 - 1 / Double(decoys) < leastProbability else { return nil }
    return
      "--attach \(leastProbability): only \(decoys) faces are in clusters, too few to tell a probability as high, "
      + "so no single face is attached"
  }
}

/// What has become of faces that were alone, as the run record has it and the summary says it.
package struct AttachmentRecord: Codable, Sendable, Equatable {
  /// From this probability on a face was attached.
  package let leastProbability: Double
  /// The faces that were put into clusters.
  package let attached: Int
  /// The faces that stay alone or in no cluster.
  package let abstained: Int

  /// - Parameter singles: how many faces were alone.
  init(leastProbability: Double, attached: Int, of singles: Int) {
    (self.leastProbability, self.attached) = (leastProbability, attached)
    abstained = singles - attached
  }

  /// How many, in words.
  package var text: String {
    "\(attached) of \(attached + abstained) single faces, those with a probability of \(leastProbability) or more; "
      + "\(abstained) stay alone"
  }
}
