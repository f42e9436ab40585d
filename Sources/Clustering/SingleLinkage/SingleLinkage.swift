/// Single linkage: clusters are the faces that chains of similar pairs connect (Sibson: "SLINK", 1973).
/// Face clustering knows it as FastHAC.
///
/// The tree comes from the edges of the graph in O(E) time and is cut at a Euclidean distance of unit
/// vectors, e = sqrt(2 - 2 cosine), or where no more clusters are left than are wished. Nothing is
/// random, and equal similarities do not matter to a cut. With growing numbers of faces ever longer
/// chains connect different people: take it where clusters lie far apart, or as a yardstick.
///
/// What is found is that of all pairs of faces, not only of those in the lists of neighbors, which are
/// cut at a length. A pair that neither list has can only be of two faces with full lists; where those
/// lie in several clusters, their faces are compared with those of other clusters. Lists of these pairs
/// are cut at a length, too, so the same goes on with the faces whose lists are full again, until none
/// are left in several clusters. Of a wished number of clusters, and of the tree, a warning says where
/// that might differ.
package struct SingleLinkage: GraphAndFaceMethod {
  package static let name = "single"
  package static let summary = "single linkage, also called FastHAC"
  package static let parameters = [
    MethodParameter(
      "distance", "E", in: 0...2,
      help: "Euclidean distance of unit vectors up to which pairs connect",
      defaultText: "that of --min-sim"),
    MethodParameter(
      "clusters", "N", in: 1...Double(UInt32.max), isInteger: true,
      help: "how many clusters are wished, instead of a distance", defaultText: nil),
  ]
  package static let needsExactLists = true
  package static let makesDendrogram = true
  package static let curve = MethodCurve.leastSimilarity(insteadOf: ["distance", "clusters"])

  package static func settings(of preset: Preset) -> PresetSettings? {
    switch preset {
    case .msCeleb, .youTubeFaces: PresetSettings(values: ["distance": 0.72])
    case .deepFashion: PresetSettings(values: ["distance": 0.4])
    }
  }

  package static func leastSimilarity(_ values: MethodValues) -> Double? {
    values["distance"].map(leastSimilarity)
  }

  package static func problem(of values: MethodValues) -> String? {
    values["distance"] != nil && values["clusters"] != nil
      ? "--distance cannot be combined with --clusters; leave one of them out" : nil
  }

  /// Where the tree is cut.
  package enum Cut: Sendable, Equatable {
    /// At the least similarity of pairs that connect: minus infinity where every edge does.
    case least(Double)
    /// Where no more clusters than these are left.
    case clusters(Int)
  }

  package let cut: Cut

  package init(cut: Cut) { self.cut = cut }

  package init(_ values: MethodValues, seed: UInt64) {
    cut =
      values["clusters"].map { .clusters(Int($0)) }
      ?? .least(Self.leastSimilarity(values).map(NeighborGraph.leastWeight) ?? -.infinity)
  }

  /// The cosine of unit vectors at a distance.
  private static func leastSimilarity(distance: Double) -> Double { 1 - distance * distance / 2 }

  package struct Report: MethodReport {
    /// The greatest Euclidean distance at which two clusters have been merged; 0 where none have.
    package let mergedUpTo: Double
    /// The faces whose lists of neighbors were full, so that others as near may be missing.
    package let fullFaces: Int
    /// The pairs besides the edges of the graph that connect clusters.
    package let addedPairs: Int

    package var lines: [(name: String, text: String)] {
      let added = fullFaces > 0 ? ", \(addedPairs) pairs beyond full lists" : ""
      return [("merged to", "\(Float(mergedUpTo))\(added)")]
    }
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    Dendrogram.bytes(faces: faces, edges: edges)
  }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report> {
    let tree = Dendrogram(graph, threads: threads)
    return result(cut(tree, graph), graph, added: 0)
  }

  package func clusters(
    of graph: NeighborGraph, faces: any NearestFaceQueries, threads: Int, progress: (Double) -> Void
  ) throws -> MethodResult<Report> {
    var found = cut(Dendrogram(graph, threads: threads), graph)
    guard case .least(let least) = cut else { return result(found, graph, added: 0) }
    var hidden = FullListFaces(graph, least: least)
    var added: [WeightedEdge] = []
    while case let groups = hidden.groups(found.labels), groups.count > 1 {
      let pairs = try faces.nearestOutside(
        groups, most: Self.mostOutside, least: found.least
      ).filter { Double($0.weight) >= least }
      guard !pairs.isEmpty else { break }
      added += pairs
      found = cut(Dendrogram(faces: graph.nodeCount, found.tree.edges + pairs), graph)
      hidden = hidden.remaining(after: pairs, most: Self.mostOutside)
    }
    return result(found, graph, added: added.count)
  }

  /// How many faces of other clusters are searched for each face: so many that hardly a face has more, since
  /// those must be searched again.
  private static let mostOutside = 8

  /// A tree and its clusters.
  private struct CutTree {
    let tree: Dendrogram
    let merges: Int
    let labels: [UInt32]
    /// The least similarity of an edge that connects faces of a cluster, at least that of the graph.
    let least: Float
  }

  private func cut(_ tree: Dendrogram, _ graph: NeighborGraph) -> CutTree {
    let merges: Int
    var lowest = -Float.infinity
    switch cut {
    case .least(let least):
      merges = tree.merges.partitioningIndex { Double($0.weight) < least }
      lowest = Float(least)
      if Double(lowest) > least { lowest = lowest.nextDown }
    case .clusters(let count):
      merges = tree.merges(forClusters: count)
      if merges > 0 { lowest = tree.merges[merges - 1].weight }
    }
    return CutTree(
      tree: tree, merges: merges, labels: tree.labels(merges: merges),
      least: max(lowest, min(graph.leastWeight, NeighborGraph.leastOfSame)))
  }

  private func result(
    _ found: CutTree, _ graph: NeighborGraph, added: Int
  ) -> MethodResult<Report> {
    let hidden = FullListFaces(graph, least: Double(found.least))
    var warnings: [String] = []
    if case .clusters(let count) = cut {
      if found.tree.trees > count {
        warnings.append(
          "the graph falls into \(found.tree.trees) parts, more than the \(count) clusters wished; lower "
            + "--min-sim")
      }
      if hidden.groups(found.labels).count > 1 {
        warnings.append(
          "\(hidden.faces.count) faces have as many neighbors as --k allows, so pairs that connect "
            + "clusters may be missing; raise --k, or give a --distance, for which they are searched"
        )
      }
    }
    let report = Report(
      mergedUpTo: found.merges == 0
        ? 0 : Self.distance(of: found.tree.merges[found.merges - 1].weight),
      fullFaces: hidden.faces.count, addedPairs: added)
    return MethodResult(
      labels: found.labels, report: report, warnings: warnings, dendrogram: found.tree)
  }

  /// The Euclidean distance of unit vectors of a similarity.
  package static func distance(of weight: Float) -> Double {
    max(0, 2 - 2 * Double(weight)).squareRoot()
  }
}
