import Clustering
import Foundation
import MPI

/// A method that rank 0 runs with the threads of all ranks of its node, while the others sleep.
struct MethodOnRoot<Method: GraphMethod>: ClusteringMethod {
  private let method: Method

  init(_ method: Method) { self.method = method }

  var name: String { Method.name }

  func readsEdges(rank: Int) -> Bool { rank == 0 }

  func bytes(of load: ClusteringLoad) -> Int {
    let edges = 12 * load.edgeCopies * load.edges
    guard load.ranksOfNode.contains(0) else { return edges }
    return edges + NeighborGraph.bytes(faces: load.faces)
      + method.bytes(faces: load.faces, edges: load.edges, threads: load.threads)
      + load.faces * Self.bytesOfLabel
  }

  /// What a face needs while labels are numbered: its cluster, its label, and the size, the first face
  /// and the rank of its cluster.
  private static var bytesOfLabel: Int { 6 * MemoryLayout<Int>.size }

  func clusters(
    of graph: SharedEdges, among team: ClusteringTeam, telling progress: ClusteringProgress
  ) throws -> FoundClusters {
    let isRoot = team.world.rank == 0
    let threads = try team.threads(isSearching: isRoot)
    let found =
      isRoot
      ? method.clusters(
        of: graph.neighborGraph(faces: team.faces), threads: threads, progress: progress.share)
      : nil
    try team.world.sleepingBarrier()
    try graph.free()
    return FoundClusters(
      labels: found.map { Labels.numberedBySize(clusters: $0.labels) } ?? [],
      report: found.map { $0.report as any MethodReport } ?? NoReport(), sentBytes: 0)
  }
}

/// The report of a rank that has found nothing itself.
struct NoReport: MethodReport {
  var lines: [(name: String, text: String)] { [] }
}

extension ClusteringTeam {
  /// The threads of a rank while only some search: these have those of the ones of their node that wait,
  /// too. Collective over the node.
  func threads(isSearching: Bool) throws -> Int {
    let all = try node.allReduce(threads, with: .sum)
    let share = try all / max(1, node.allReduce(isSearching ? 1 : 0, with: .sum))
    // A rank that is bound to some cores cannot use those of others.
    return max(threads, min(share, ProcessInfo.processInfo.activeProcessorCount))
  }
}
