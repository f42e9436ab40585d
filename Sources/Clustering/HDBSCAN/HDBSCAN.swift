/// Clusters of any density (Campello, Moulavi, Sander: "Density-based clustering based on hierarchical
/// density estimates", PAKDD 2013), from the tree of mutual reachability on the graph.
///
/// Two faces reach each other at the greatest of their distance and their core distances, those to the
/// `leastPoints`-th face, itself counted; distances are Euclidean ones of unit vectors, as scikit-learn
/// has them. In the tree of single linkage of these, a cluster is what splits into no two parts of at
/// least `leastFaces`; of all clusters those are taken whose faces stay together over the most densities
/// (excess of mass). Other faces are alone. It takes O(E) time. Nothing is random; of equal distances
/// those of the first faces merge first. Take it where some people's faces lie closer together than
/// others', and clusters have no less than a few faces.
///
/// The graph must have `leastPoints` neighbors of each face. Beyond its least similarity nothing is
/// connected, as if parts of the graph were infinitely far from each other. On a graph of all pairs the
/// clusters are those of scikit-learn.
package struct HDBSCAN: GraphMethod {
  package static let name = "hdbscan"
  package static let summary = "HDBSCAN on the graph"
  package static let parameters = [
    MethodParameter(
      "min-cluster-size", "N", in: 2...Int(UInt32.max), help: "fewest faces of a cluster",
      default: defaultLeastFaces),
    MethodParameter(
      "min-samples", "N", in: 1...65_535, isInteger: true,
      help: "faces within a face's core distance, itself counted",
      defaultText: "--min-cluster-size"),
  ]
  package static let makesDendrogram = true
  package static let curve = MethodCurve.values("min-cluster-size", [2, 3, 5, 8, 12, 20, 40])
  private static let defaultLeastFaces = 5

  /// The fewest faces of a cluster, min_cluster_size.
  package let leastFaces: Int
  /// The faces within a face's core distance, itself counted, min_samples.
  package let leastPoints: Int

  package init(leastFaces: Int, leastPoints: Int) {
    self.leastFaces = leastFaces
    self.leastPoints = leastPoints
  }

  package init(_ values: MethodValues, seed: UInt64) {
    let leastFaces = values["min-cluster-size"].map { Int($0) } ?? Self.defaultLeastFaces
    self.init(
      leastFaces: leastFaces, leastPoints: values["min-samples"].map { Int($0) } ?? leastFaces)
  }

  package struct Report: MethodReport {
    /// The clusters of at least the fewest faces.
    package let denseClusters: Int
    /// The faces in none of these, each a cluster of its own.
    package let noise: Int

    package var lines: [(name: String, text: String)] {
      [("dense", "\(denseClusters) clusters, \(noise) faces in none")]
    }
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    Dendrogram.bytes(faces: faces, edges: edges) + 80 * faces
  }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report> {
    let tree = Dendrogram(faces: graph.nodeCount, reachability(graph))
    let condensed = CondensedTree(tree, leastFaces: leastFaces)
    let labels = condensed.labels()
    var sizes = [UInt32: Int]()
    for label in labels { sizes[label, default: 0] += 1 }
    let dense = sizes.values.filter { $0 >= leastFaces }
    let report = Report(
      denseClusters: dense.count, noise: graph.nodeCount - dense.reduce(0, +))
    return MethodResult(
      labels: labels, report: report, warnings: warnings(graph), dendrogram: tree)
  }

  /// The edges by their mutual reachability: the least of the similarity of two faces and of those to the
  /// faces at their core distances.
  private func reachability(_ graph: NeighborGraph) -> [WeightedEdge] {
    let cores = (0..<graph.nodeCount).map { face -> Float? in
      var (place, core) = (1, Float.infinity)
      graph.forEachNeighbor(of: face) { _, weight in
        place += 1
        if place == leastPoints { core = weight }
      }
      return place >= leastPoints ? core : nil
    }
    var edges: [WeightedEdge] = []
    edges.reserveCapacity(graph.entryCount)
    for face in 0..<graph.nodeCount {
      guard let core = cores[face] else { continue }
      graph.forEachNeighbor(of: face) { other, weight in
        guard let otherCore = cores[other] else { return }
        edges.append(
          WeightedEdge(
            source: UInt32(face), target: UInt32(other), weight: min(weight, core, otherCore)))
      }
    }
    return edges
  }

  private func warnings(_ graph: NeighborGraph) -> [String] {
    if graph.longestRow < leastPoints - 1 {
      return [
        "no face has --min-samples \(leastPoints) faces in its list, itself counted; raise --k"
      ]
    }
    let hidden = FullListFaces(graph, least: Double(graph.leastWeight))
    guard !hidden.faces.isEmpty else { return [] }
    return [
      "\(hidden.faces.count) faces have as many neighbors as --k allows; pairs that are missing may "
        + "connect their clusters only at greater distances; raise --k or --min-sim"
    ]
  }
}
