import Threads

/// Approximate rank order: clusters are connected by pairs of faces whose lists of nearest neighbors begin
/// alike (Otto, Wang, Jain: "Clustering millions of faces by identity", TPAMI 2018).
///
/// The distance of a pair, each of which must list the other, counts the faces before either in the
/// other's list that are missing in its own list, divided by the lesser of their places. As in the code
/// behind the published tables, places count from 1 on one side and from 0 on the other, and the face
/// itself is the first of its list. A pair connects if that is at most `mostDistance` from either side;
/// `isDirected` takes sides and searches in the order of the faces, which is what that code does.
/// Nothing is random; equal similarities are ordered by the faces. It takes O(N k²) time. Lists should
/// not be longer than most people have faces: with long lists all become one cluster.
package struct RankOrder: GraphMethod {
  package static let name = "rank-order"
  package static let summary = "approximate rank order of the lists"
  package static let parameters = [
    MethodParameter(
      "max-distance", "D", in: 0...1e6, help: "largest rank-order distance of a pair that connects",
      defaultText: "\(defaultMostDistance)")
  ]
  package static let takesDirection = true
  package static let curve = MethodCurve.values(
    "max-distance", [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1])
  package static let defaultK: Int? = 20
  private static let defaultMostDistance = 0.1

  package static func settings(of preset: Preset) -> PresetSettings? {
    let k =
      switch preset {
      case .msCeleb: 80
      case .youTubeFaces: 200
      case .deepFashion: 10
      }
    return PresetSettings(k: k, values: ["max-distance": 1])
  }

  /// Lists are compared as they are, however dissimilar the faces.
  package static func leastSimilarity(_ values: MethodValues) -> Double? { -1 }

  package static func notice(of preset: Preset) -> String? {
    "the published settings of rank-order were used with lists that an approximate index found; exact "
      + "lists of this length connect nearly all faces (--k 20 --max-distance 0.1 is a start)"
  }

  package let mostDistance: Double
  package let isDirected: Bool

  /// Faces that a thread takes at a time.
  private static let batchSize = 256

  package init(mostDistance: Double, isDirected: Bool = false) {
    self.mostDistance = mostDistance
    self.isDirected = isDirected
  }

  package init(_ values: MethodValues, seed: UInt64) {
    self.init(
      mostDistance: values["max-distance"] ?? Self.defaultMostDistance,
      isDirected: values[directionParameter] == 1)
  }

  package struct Report: MethodReport {
    /// The entries of lists whose pairs connect.
    package let connectingEntries: Int

    package var lines: [(name: String, text: String)] {
      [("connecting", "\(connectingEntries) entries of the lists")]
    }
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    edges + faces * (12 + 8 * threads)
  }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report> {
    let connects = connectingEntries(graph, threads: threads)
    let labels: [UInt32]
    if isDirected {
      labels =
        DirectedReach(
          graph, isExpandable: { _ in true },
          follows: { face, place, _ in connects[graph.offsets[face] + place] }
        ).labels
    } else {
      var components = Components(count: graph.nodeCount)
      for face in 0..<graph.nodeCount {
        var entry = graph.offsets[face]
        graph.forEachNeighbor(of: face) { other, _ in
          if connects[entry] { components.join(face, other) }
          entry += 1
        }
      }
      labels = components.labels()
    }
    return MethodResult(
      labels: labels, report: Report(connectingEntries: connects.count { $0 }))
  }

  /// For each entry of the lists whether its pair connects, seen from the face of the list.
  private func connectingEntries(_ graph: NeighborGraph, threads: Int) -> [Bool] {
    let workers = Workers(count: threads)
    let comparisons = (0..<threads).map { _ in ListComparison(faces: graph.nodeCount) }
    return [Bool](unsafeUninitializedCapacity: graph.entryCount) { connects, count in
      // Each piece has places of its own.
      nonisolated(unsafe) let connects = connects
      workers.forEach(0..<graph.nodeCount, by: Self.batchSize) { part, _, worker in
        for face in part {
          let first = graph.offsets[face]
          comparisons[worker].compare(face, graph, most: mostDistance) { place, isNear in
            connects.initializeElement(at: first + place, to: isNear)
          }
        }
      }
      count = graph.entryCount
    }
  }
}
