/// What there is to say of each face and of each cluster of two faces or more, on rank 0.
package struct ClusterTable {
  /// One value a face. NaN and ``ClusterMembers/none`` stand for what a face does not have.
  package struct Faces {
    /// Its cosine to the medoid of its cluster; NaN for a face that is alone or in no cluster.
    package var similarity: [Float] = []
    /// The other cluster whose medoid is most similar, the first of several; none where all are far away.
    package var other: [UInt32] = []
    /// Its cosine to that medoid.
    package var otherSimilarity: [Float] = []
  }

  /// What there is to say of a cluster.
  package struct Cluster: Equatable {
    package let size: Int
    /// The member whose mean cosine to the others is largest, the first of several.
    package let medoid: Int
    /// The mean cosine of all pairs of members.
    package let meanCosine: Double
    /// Of the pairs that are compared: see ``ClusterTableSearch``.
    package let leastCosine: Float
    /// A tenth of the compared pairs do not exceed it.
    package let tenthCosine: Float
    /// The share of the compared pairs that are as similar as an edge must be.
    package let shareAbove: Double
    /// The other cluster whose medoid is most similar to this one's; nil where all are far away.
    package let nearest: Int?
    package let nearestCosine: Float
    package let suspicion: Double
  }

  package let faces: Faces
  /// By their numbers.
  package let clusters: [Cluster]

  /// The numbers of the clusters, the most suspicious first, and of equal ones the first.
  package var bySuspicion: [Int] {
    clusters.indices.sorted {
      clusters[$0].suspicion != clusters[$1].suspicion
        ? clusters[$0].suspicion > clusters[$1].suspicion : $0 < $1
    }
  }
}
