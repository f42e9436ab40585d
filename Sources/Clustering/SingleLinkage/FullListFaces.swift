/// Faces whose lists of neighbors are full although there may be others as similar.
///
/// A list that is not full, or whose last similarity is below `least`, has all that are as similar. So two
/// faces of that similarity are in neither's list only where both are among these. Where lists have no room at all, each
/// is full.
struct FullListFaces {
  /// Rising.
  let faces: [UInt32]

  init(_ graph: NeighborGraph, least: Double) {
    faces = (0..<graph.nodeCount).lazy
      .filter { face in
        graph.degree(of: face) >= graph.longestRow
          && graph.lastWeight(of: face).map { Double($0) >= least } ?? true
      }
      .map { UInt32($0) }
  }

  private init(faces: [UInt32]) { self.faces = faces }

  /// The faces of which there may still be others, after a search among these faces for others in other clusters.
  ///
  /// As with the lists of the graph, two faces can only be in neither's list where both lists are full.
  ///
  /// - Parameters:
  ///   - pairs: what has been found and is similar enough, from each of these faces.
  ///   - most: how many of a face were searched.
  func remaining(after pairs: [WeightedEdge], most: Int) -> FullListFaces {
    var counts: [UInt32: Int] = [:]
    for pair in pairs { counts[pair.source, default: 0] += 1 }
    return FullListFaces(faces: faces.filter { counts[$0] == most })
  }

  /// The faces by the clusters in which they lie, in the order of their first faces.
  func groups(_ labels: [UInt32]) -> [[UInt32]] {
    var places: [UInt32: Int] = [:]
    var groups: [[UInt32]] = []
    for face in faces {
      let label = labels[Int(face)]
      if let place = places[label] {
        groups[place].append(face)
      } else {
        places[label] = groups.count
        groups.append([face])
      }
    }
    return groups
  }
}
