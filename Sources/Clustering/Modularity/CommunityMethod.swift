import Threads

/// A method that finds communities of the best quality by moving nodes, as Louvain and Leiden do.
protocol CommunityMethod: GraphMethod where Report == CommunityReport {
  /// What communities are judged by.
  var quality: CommunityQuality { get }
  /// Whether only parts of communities that hold together well become one node.
  var refines: Bool { get }
  /// Decides in which order nodes are looked at.
  var seed: UInt64 { get }
}

extension CommunityMethod {
  package static var isRandom: Bool { true }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<CommunityReport> {
    let workers = Workers(count: threads)
    let edges = CommunityGraph(graph, countsFaces: quality.countsFaces, workers: workers)
    let search = CommunitySearch(
      graph: edges, penalty: quality.penalty(edges), refines: refines, workers: workers)
    let found = search.communities(seed: seed, progress: progress)
    return MethodResult(
      labels: found.communities,
      report: CommunityReport(
        quality: quality.value(found.communities, of: edges, workers), rounds: found.rounds))
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    // The union is there while the first level is made of it, and that while the next is.
    NeighborGraph.unionBytes(faces: faces, edges: edges) + 2 * edges * 24
      + faces * (180 + 8 * threads)
  }
}

/// What there is to say of communities.
package struct CommunityReport: MethodReport {
  /// What the communities are worth by the objective.
  package let quality: Double
  /// How often the search ran, each time from what it had found.
  package let rounds: Int

  package var lines: [(name: String, text: String)] {
    [("quality", "\(quality) after \(rounds) round\(rounds == 1 ? "" : "s")")]
  }
}
