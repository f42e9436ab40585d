/// Faces whose lists of neighbors are full although there may be others as similar.
///
/// A list that is not full, or whose last similarity is below `least`, has all that are as similar. So two
/// faces of that similarity are in neither's list only where both are among these.
struct HiddenPairs {
  /// Rising.
  let faces: [UInt32]

  init(_ graph: NeighborGraph, least: Double) {
    faces = (0..<graph.nodeCount).lazy
      .filter { face in
        graph.degree(of: face) >= graph.longestRow
          && graph.lastWeight(of: face).map { Double($0) >= least } ?? false
      }
      .map { UInt32($0) }
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
