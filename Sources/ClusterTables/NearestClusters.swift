import Embeddings
import MPI
import NearestNeighbors
import Threads

/// For each face the two clusters, other than its own, whose centers are most similar to it, on rank 0. A center is the
/// sum of the members, scaled to a length of 1.
package struct NearestClusters {
  /// The cluster of the nearest center; ``ClusterMembers/none`` where none is as near as is looked for.
  package let nearest: [UInt32]
  /// The cosine to it; the least that is looked for where there is none.
  package let nearestSimilarity: [Float]
  /// The cosine to the next center; the least that is looked for where there is none.
  package let nextSimilarity: [Float]
}

/// Finds the nearest centers of faces whose rows are spread over the ranks. Neither ranks nor threads nor the
/// kernel change a bit of the result: sums are integers, and of equals the first wins.
package struct NearestClusterSearch {
  private let settings: SearchSettings
  private let nodes: NodeTopology
  private let workers: Workers

  private var world: Communicator { nodes.all }

  /// - Parameter settings: the threshold of an edge, half of which centers are looked for by, and by what means
  ///   faces are compared.
  package init(_ settings: SearchSettings, nodes: NodeTopology) {
    self.settings = SearchSettings(
      k: 2, minSimilarity: ClusterTableSearch.leastOfOthers(settings.minSimilarity),
      threads: settings.threads, kernel: settings.kernel)
    self.nodes = nodes
    workers = Workers(count: settings.threads)
  }

  /// The bytes that a rank needs at most: no more than for tables, which have as many medoids as there are centers,
  /// and on rank 0 what is known of all faces.
  package static func bytes(
    ownFaces: Int, faces: Int, ranks: Int, dimension: Int, codeBytes: Int, isRoot: Bool
  ) -> Int {
    ClusterTableSearch.bytes(
      ownFaces: ownFaces, faces: faces, ranks: ranks, dimension: dimension, codeBytes: codeBytes,
      isRoot: isRoot) + (isRoot ? faces * bytesOfFaceOnRoot : 0)
  }

  /// Cluster and similarities as they arrive and are kept, the evidence and its order.
  private static let bytesOfFaceOnRoot = 64

  /// Finds them. Collective.
  ///
  /// - Parameters:
  ///   - rows: of all faces, normalized; they stay as they are.
  ///   - members: their clusters.
  /// - Returns: on rank 0, for all faces; nil elsewhere.
  package func centers(
    nearestTo rows: Shards, _ members: ClusterMembers, progress: (Double) -> Void = { _ in }
  ) throws(MPIError) -> NearestClusters? {
    var nearest = [UInt32](repeating: ClusterMembers.none, count: rows.own.rows)
    var similarity = [Float](repeating: settings.minSimilarity, count: rows.own.rows)
    var next = similarity
    if !members.sizes.isEmpty {
      let lists = try QuerySearch(settings).neighbors(
        of: rows, among: try centers(of: members, rows), excluding: members.labels,
        inOrder: members.rowsByCluster, world: world, progress: progress)
      for row in 0..<lists.count {
        let others = lists[row]
        if let first = others.first {
          (nearest[row], similarity[row]) = (first.index, first.similarity)
        }
        if others.count > 1 { next[row] = others[others.startIndex + 1].similarity }
      }
    }
    let (nearestOfAll, similarityOfAll, nextOfAll) = (
      try world.gather(varying: nearest, to: 0), try world.gather(varying: similarity, to: 0),
      try world.gather(varying: next, to: 0)
    )
    guard let nearestOfAll, let similarityOfAll, let nextOfAll else { return nil }
    return NearestClusters(
      nearest: nearestOfAll.elements, nearestSimilarity: similarityOfAll.elements,
      nextSimilarity: nextOfAll.elements)
  }

  /// The centers of all clusters, a part of them on each rank. Collective.
  private func centers(of members: ClusterMembers, _ rows: Shards) throws(MPIError) -> Shards {
    let (faces, dimension) = (rows.own, rows.own.dimension)
    let layout = ShardLayout(faces: members.sizes.count, ranks: world.size)
    let centers = try Shards(layout: layout, dimension: dimension, nodes: nodes, inPlace: false)
    let own = layout.range(of: world.rank)
    for batch in members.batches(dimension: dimension, bytes: ClusterTableSearch.batchBytes) {
      let sums = try MemberSums(of: batch, members, faces, workers: workers, world: world)
      for cluster in batch.clamped(to: own) {
        centers.own.write(sums.direction(cluster).span, toRow: cluster - own.lowerBound)
      }
    }
    return centers
  }
}
