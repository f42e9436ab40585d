import MPI
import NearestNeighbors

/// Decides which cluster a new face belongs to, by those of the faces that are most similar to it: the
/// cluster of the most similar one, unless that is not similar enough, or a face of another cluster is
/// nearly as similar.
struct AssignmentRule {
  /// The least cosine to a face of the cluster.
  let leastSimilarity: Float
  /// The least by which that cosine is more than those to faces of other clusters.
  let leastMargin: Float

  /// The least cosine that has a part in a decision: of two faces that are similar enough both have more.
  var leastSearched: Float { max(-1, (leastSimilarity - leastMargin).nextDown) }

  /// What a face was found to be.
  struct Assignment: Equatable, MPIFixedLayout {
    /// The cluster that the face joins; ``Labels/unknown`` for none.
    var cluster = Labels.unknown
    /// The largest cosine to a face of a cluster; NaN where none is near.
    var similarity = Float.nan
    /// The cluster of the most similar face that is in another one than the most similar of all, and the
    /// cosine to it; none where the faces that were looked at are all of one cluster.
    var other = Labels.unknown
    var otherSimilarity = Float.nan
  }

  /// The assignment of one face.
  ///
  /// - Parameters:
  ///   - neighbors: the most similar faces, best first.
  ///   - labels: the cluster of each face; faces in none have no part.
  func assignment(_ neighbors: some Sequence<Neighbor>, labels: [Int]) -> Assignment {
    var found = Assignment()
    var nearest = Labels.unknown
    for neighbor in neighbors {
      let label = labels[Int(neighbor.index)]
      guard label != Labels.unknown, label != nearest else { continue }
      if nearest == Labels.unknown {
        (nearest, found.similarity) = (label, neighbor.similarity)
      } else {
        (found.other, found.otherSimilarity) = (label, neighbor.similarity)
        break
      }
    }
    let isClear =
      found.other == Labels.unknown
      || Double(found.similarity) - Double(found.otherSimilarity) >= Double(leastMargin)
    if nearest != Labels.unknown, found.similarity >= leastSimilarity, isClear {
      found.cluster = nearest
    }
    return found
  }
}
