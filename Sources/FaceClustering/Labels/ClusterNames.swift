/// What clusters are called in files that tell of the clusters of a file of labels and of new ones.
///
/// Clusters whose labels are numbers are called by these. Where labels are names, such as those of persons, clusters
/// keep their names, and new ones are called `new-1`, `new-2`, …
struct ClusterNames {
  private let names: [Int: [UInt8]]
  /// What the names of new clusters begin with: no name of a known one begins so.
  private let newPrefix: [UInt8]
  /// The highest label of a known cluster, which new ones follow.
  private let highest: Int

  /// - Parameters:
  ///   - names: the names of clusters, by their labels; empty where they are called by numbers.
  ///   - labels: of all known faces.
  init(names: [Int: [UInt8]], labels: [Int]) {
    self.names = names
    var prefix = Array("new-".utf8)
    while names.values.contains(where: { $0.starts(with: prefix) }) { prefix += "-".utf8 }
    newPrefix = prefix
    highest = labels.max() ?? Labels.unknown
  }

  /// The name of a cluster as bytes; that of ``Labels/unknown`` is its number.
  subscript(cluster: Int) -> [UInt8] {
    guard !names.isEmpty, cluster != Labels.unknown else { return Array(String(cluster).utf8) }
    return names[cluster] ?? newPrefix + Array(String(cluster - highest).utf8)
  }
}
