import Clustering
import Foundation

/// Eight unit vectors in the plane, at 0, 8, 15, 21, 60, 66, 75 and 120 degrees, with lists of three
/// neighbors. What methods find in it was computed by hand and by scikit-learn.
enum ExampleGraph {
  private static let degrees = [0.0, 8, 15, 21, 60, 66, 75, 120]

  /// The lists cut at a similarity.
  static func graph(least: Double) -> NeighborGraph {
    NeighborGraph(nodeCount: degrees.count, edges: edges.filter { Double($0.weight) >= least })
  }

  private static let edges: [(source: UInt32, target: UInt32, weight: Float)] =
    degrees.indices.flatMap { face in
      let others = degrees.indices.filter { $0 != face }
        .sorted { cosine(face, $0) > cosine(face, $1) }
      return others.prefix(3).map { other in
        (source: UInt32(face), target: UInt32(other), weight: Float(cosine(face, other)))
      }
    }

  private static func cosine(_ a: Int, _ b: Int) -> Double {
    cos((degrees[a] - degrees[b]) * Double.pi / 180)
  }
}

/// A clustering as sets of faces, whatever their labels are.
func sets(_ labels: [UInt32]) -> Set<Set<Int>> {
  Set(Dictionary(grouping: labels.indices, by: { labels[$0] }).values.map(Set.init))
}
