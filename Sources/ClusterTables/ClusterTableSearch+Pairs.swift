import Embeddings
import MPI
import NearestNeighbors

extension ClusterTableSearch {
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
    var rows: [Float] = []
    var (counts, rowCounts): ([UInt32], [Int]) = ([], [])
    for clusters in ofRank {
      let start = rows.count
      for cluster in clusters {
        let (first, size) = (
          Int(before[cluster - batch.lowerBound]), Int(members.sizes[cluster])
        )
        var count: UInt32 = 0
        for (place, row) in members.rows(of: cluster).enumerated()
        where PairSample.has(first + place, ofSize: size) {
          let values = faces.values + Int(row) * faces.dimension
          rows.append(contentsOf: UnsafeBufferPointer(start: values, count: faces.dimension))
          count += 1
        }
        counts.append(count)
      }
      rowCounts.append(rows.count - start)
    }
    let arrivedCounts = try world.allToAll(
      varying: RankParts(counts, counts: ofRank.map(\.count)))
    let arrived = try world.allToAll(varying: RankParts(rows, counts: rowCounts))
    rows = []
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
          let members = places[cluster].flatMap { values[$0] }
          found[cluster] = members.withUnsafeBufferPointer {
            PairStatistics(of: $0, dimension: dimension, threshold: threshold)
          }
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
