import Embeddings
import MPI
import NearestNeighbors

/// How many pairs of faces of one cluster are as similar as a threshold.
package struct PairsAbove: Equatable, Sendable {
  /// The share of all such pairs.
  package let ofPairs: Double
  /// The share of the pairs of a face that is not alone, on the average of faces: that of pairs is mostly what it is in
  /// the largest cluster.
  package let ofFaces: Double

  /// - Parameter clusters: how many faces each has, and the share of its pairs that are as similar as the threshold.
  package init(_ clusters: [(size: Int, share: Double)]) {
    var (pairs, pairsAbove, faces, facesAbove) = (0.0, 0.0, 0.0, 0.0)
    for cluster in clusters where cluster.size > 1 {
      let size = Double(cluster.size)
      pairs += size * (size - 1)
      pairsAbove += size * (size - 1) * cluster.share
      faces += size
      facesAbove += size * cluster.share
    }
    (ofPairs, ofFaces) = pairs > 0 ? (pairsAbove / pairs, facesAbove / faces) : (0, 0)
  }

  private init(ofPairs: Double, ofFaces: Double) {
    (self.ofPairs, self.ofFaces) = (ofPairs, ofFaces)
  }

  /// The same on all ranks as on rank 0. Collective.
  func ofRoot(_ world: Communicator) throws(MPIError) -> PairsAbove {
    let shares = try world.broadcast([ofPairs, ofFaces], from: 0)
    return PairsAbove(ofPairs: shares[0], ofFaces: shares[1])
  }
}

extension ClusterTableSearch {
  /// The shares of the pairs of faces of one cluster that are as similar as the threshold, those of large clusters as far
  /// as they are compared. Collective.
  ///
  /// - Parameters:
  ///   - rows: of all faces, normalized; they stay as they are.
  ///   - members: their clusters.
  /// - Returns: the same on all ranks; 0 where there are no pairs.
  package func pairsAbove(
    of rows: Shards, _ members: ClusterMembers
  ) throws(MPIError) -> PairsAbove {
    var clusters: [(size: Int, share: Double)] = []
    for batch in members.batches(dimension: rows.own.dimension, bytes: Self.batchBytes) {
      let statistics = try pairStatistics(of: batch, members, rows.own)
      clusters += zip(batch, statistics).map { (Int(members.sizes[$0]), $1.shareAbove) }
    }
    return try PairsAbove(clusters).ofRoot(world)
  }

  /// What the pairs of members tell of some clusters. The members that stand for a cluster meet on one
  /// rank. Collective.
  ///
  /// - Returns: on rank 0, for each cluster; nothing elsewhere.
  func pairStatistics(
    of batch: Range<Int>, _ members: ClusterMembers, _ faces: EmbeddingMatrix
  ) throws(MPIError) -> [PairStatistics] {
    // Clusters are sorted by size: in turn each rank gets as many pairs.
    let ofRank = (0..<world.size).map { rank in
      Array(stride(from: batch.lowerBound + rank, to: batch.upperBound, by: world.size))
    }
    let before = try world.exclusiveScan(
      batch.map { UInt32(members.rows(of: $0).count) }, with: .sum, identity: 0)
    var chosen: [UInt32] = []
    var (counts, rowCounts): ([UInt32], [Int]) = ([], [])
    for clusters in ofRank {
      let start = chosen.count
      for cluster in clusters {
        let (first, size) = (
          Int(before[cluster - batch.lowerBound]), Int(members.sizes[cluster])
        )
        let before = chosen.count
        for (place, row) in members.rows(of: cluster).enumerated()
        where PairSample.has(first + place, ofSize: size) { chosen.append(row) }
        counts.append(UInt32(chosen.count - before))
      }
      rowCounts.append((chosen.count - start) * faces.dimension)
    }
    let arrivedCounts = try world.allToAll(
      varying: RankParts(counts, counts: ofRank.map(\.count)))
    let arrived = try world.allToAll(
      varying: RankParts(FaceRows(faces).copied(chosen), counts: rowCounts))
    let own = statistics(
      count: ofRank[world.rank].count, arrived, counts: arrivedCounts, dimension: faces.dimension)
    return try gather(own, batch: batch)
  }

  /// What pairs tell of this rank's clusters.
  ///
  /// - Parameters:
  ///   - rows: from each rank the members of the first cluster, of the second and so on.
  ///   - counts: from each rank how many these are.
  private func statistics(
    count: Int, _ rows: RankParts<Float>, counts: RankParts<UInt32>, dimension: Int
  ) -> [PairStatistics] {
    // Where the members of each cluster are in what each rank has sent.
    var next = rows.offsets
    let places = (0..<count).map { cluster in
      (0..<world.size).map { rank in
        let length = Int(counts[rank][counts.offsets[rank] + cluster]) * dimension
        defer { next[rank] += length }
        return next[rank]..<next[rank] + length
      }
    }
    var found = [PairStatistics?](repeating: nil, count: count)
    rows.elements.withUnsafeBufferPointer { values in
      found.withUnsafeMutableBufferPointer { found in
        // Each cluster has a place of its own.
        nonisolated(unsafe) let (values, found) = (values, found)
        workers.forEach(count) { cluster, _ in
          func statistics(_ members: UnsafeBufferPointer<Float>) -> PairStatistics {
            PairStatistics(of: members, dimension: dimension, threshold: threshold)
          }
          let parts = places[cluster].filter { !$0.isEmpty }
          // Members of one rank stay where they are.
          found[cluster] =
            parts.count == 1
            ? statistics(UnsafeBufferPointer(rebasing: values[parts[0]]))
            : parts.flatMap { values[$0] }.withUnsafeBufferPointer(statistics)
        }
      }
    }
    return found.map { $0! }
  }

  /// Brings the statistics of a batch to rank 0, in the order of the clusters. Collective.
  private func gather(
    _ own: [PairStatistics], batch: Range<Int>
  ) throws(MPIError) -> [PairStatistics] {
    guard let all = try world.gather(varying: own, to: 0) else { return [] }
    return batch.map { cluster in
      let place = cluster - batch.lowerBound
      let rank = place % world.size
      return all.elements[all.offsets[rank] + place / world.size]
    }
  }
}
