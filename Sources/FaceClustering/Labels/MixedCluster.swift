/// A cluster that has faces of several classes.
package struct MixedCluster: Codable, Sendable, Equatable {
  /// Its label, as the file of the clusters has it.
  package let cluster: String
  /// How many faces it has whose class is known.
  package let faces: Int
  /// How many classes these are of.
  package let classes: Int
  /// The class of most of them, and how many these are.
  package let mainClass: String
  package let ofMainClass: Int
  /// The pairs of its faces that are of different classes.
  package let wrongPairs: Int

  /// The clusters with the most wrong pairs, the worst first.
  ///
  /// - Parameters:
  ///   - count: how many at most.
  ///   - unlabelled: a label of unknown classes besides ``Labels/unknown``.
  package static func worst(
    _ count: Int, of predicted: LabelFile, truth: LabelFile, unlabelled: Int? = nil
  ) -> [MixedCluster] {
    guard count > 0 else { return [] }
    var counts: [Int: [Int: Int]] = [:]
    for (cluster, label) in zip(predicted.labels, truth.labels)
    where cluster != Labels.unknown && label != Labels.unknown && label != unlabelled {
      counts[cluster, default: [:]][label, default: 0] += 1
    }
    let mixed = counts.filter { $0.value.count > 1 }.map { cluster, classes in
      (cluster: cluster, wrongPairs: Self.wrongPairs(classes.values))
    }
    let (clusterTexts, classTexts) = (predicted.texts, truth.texts)
    let worst = mixed.sorted { ($1.wrongPairs, $0.cluster) < ($0.wrongPairs, $1.cluster) }
    return worst.prefix(count).map { cluster, wrongPairs in
      let classes = counts[cluster]!
      let main = classes.max { ($0.value, $1.key) < ($1.value, $0.key) }!
      return MixedCluster(
        cluster: clusterTexts[cluster] ?? String(cluster), faces: classes.values.reduce(0, +),
        classes: classes.count, mainClass: classTexts[main.key] ?? String(main.key),
        ofMainClass: main.value, wrongPairs: wrongPairs)
    }
  }

  /// The pairs of faces of different classes.
  ///
  /// - Parameter classes: how many faces are of each.
  static func wrongPairs(_ classes: some Sequence<Int>) -> Int {
    var (pairs, before) = (0, 0)
    for faces in classes {
      pairs += before * faces
      before += faces
    }
    return pairs
  }
}
