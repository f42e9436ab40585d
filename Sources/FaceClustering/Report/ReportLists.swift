import ClusterTables

/// The clusters, pairs of clusters and faces that a report names, no more than a few of each.
struct ReportLists {
  /// Two clusters, of which one is the nearest of the other.
  struct NearClusters: Equatable {
    let first: Int
    let second: Int
    /// Of their medoids.
    let cosine: Float
  }

  /// The most suspicious clusters, most suspicious first.
  let suspicious: [Int]
  /// The largest clusters, largest first.
  let largest: [Int]
  /// The clusters that are most similar, each pair once.
  let pairs: [NearClusters]
  /// How many faces are alone or in no cluster.
  let singleCount: Int
  /// Those of them that are nearest to a medoid.
  let singles: [Int]
  /// The faces that are nearly the same.
  let same: [EdgeSummary.Pair]

  /// How many of each there are at the most.
  private static let most = 20

  /// - Parameter labels: the cluster of each face.
  init(_ table: ClusterTable, labels: [Int], edges: EdgeSummary) {
    suspicious = Array(table.bySuspicion.prefix(Self.most))
    largest = Array(table.clusters.indices.prefix(Self.most))
    pairs = Self.pairs(of: table)
    let cosines = table.faces.otherSimilarity
    let alone = labels.indices.filter { labels[$0] < 0 || labels[$0] >= table.clusters.count }
    singleCount = alone.count
    singles =
      alone
      .filter { !cosines[$0].isNaN }
      .first(Self.most) { (-cosines[$0], $0) < (-cosines[$1], $1) }
    same = edges.mostSimilar
  }

  private static func pairs(of table: ClusterTable) -> [NearClusters] {
    let pairs = table.clusters.enumerated().compactMap { number, cluster -> NearClusters? in
      guard let nearest = cluster.nearest else { return nil }
      // Of two that are each other's nearest the pair is listed once.
      guard table.clusters[nearest].nearest != number || number < nearest else { return nil }
      return NearClusters(
        first: min(number, nearest), second: max(number, nearest), cosine: cluster.nearestCosine)
    }
    return pairs.first(most) {
      (-$0.cosine, $0.first, $0.second) < (-$1.cosine, $1.first, $1.second)
    }
  }

  /// The clusters whose faces are shown where there are pictures.
  var pictured: Set<Int> { Set(suspicious + largest) }

  /// The faces that are shown beside those of clusters.
  func faces(of table: ClusterTable) -> [Int] {
    pairs.flatMap { [table.clusters[$0.first].medoid, table.clusters[$0.second].medoid] }
      + singles.flatMap { [$0, table.clusters[Int(table.faces.other[$0])].medoid] }
      + same.flatMap { [$0.first, $0.second] }
  }
}
