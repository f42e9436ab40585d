import Clustering
import Foundation
import MPI

/// A method that rank 0 runs with the threads of all ranks of its node, while the others sleep.
struct GraphMethodOnRoot<Method: GraphMethod>: ClusteringMethod {
  private let method: Method

  init(_ method: Method) { self.method = method }

  var name: String { Method.name }

  func readsEdges(rank: Int) -> Bool { rank == 0 }

  func bytes(of load: ClusteringLoad) -> Int {
    let edges = 12 * load.edgeCopies * load.edges
    guard load.ranksOfNode.contains(0) else { return edges }
    return edges + NeighborGraph.bytes(faces: load.faces)
      + method.bytes(faces: load.faces, edges: load.edges, threads: load.threads)
      + (method is any GraphAndFaceMethod
        ? FacesOnRoot.bytes(faces: load.faces, dimension: load.dimension) : 0)
      + load.faces * Self.bytesOfLabel
  }

  /// What a face needs while labels are numbered: its cluster, its label, and the size, the first face
  /// and the rank of its cluster.
  private static var bytesOfLabel: Int { 6 * MemoryLayout<Int>.size }

  func clusters(
    of graph: SharedEdges, among team: ClusteringTeam, telling progress: ClusteringProgress
  ) throws -> FoundClusters {
    let isRoot = team.world.rank == 0
    var graph = graph
    if let constraints = team.constraints, !Method.needsExactLists {
      graph = try graph.removingApart(constraints, world: team.world)
    }
    let threads = try team.threads(isSearching: isRoot)
    // Nobody who waits may keep a core, so what fails is told when all have come.
    let found = Result {
      isRoot ? try run(on: graph, among: team, threads: threads, progress) : nil
    }
    try progress.timer.phase("wait") { try team.world.sleepingBarrier() }
    let result = try team.world.agree { try found.get() }
    try graph.free()
    return result
      ?? FoundClusters(labels: [], report: NoReport(), warnings: [], sentBytes: 0)
  }

  /// What the method finds, changed so that constraints hold, if there are any.
  private func run(
    on graph: SharedEdges, among team: ClusteringTeam, threads: Int, _ progress: ClusteringProgress
  ) throws -> FoundClusters {
    let search = team.search
    let rows = progress.timer.phase("graph") {
      graph.neighborGraph(faces: team.faces, k: search.k, minSimilarity: search.minSimilarity)
    }
    let faces = FacesOnRoot(source: team.source, threads: threads, kernel: search.kernel)
    func compare<Comparing: GraphAndFaceMethod>(by method: Comparing) throws -> MethodResult<
      Method.Report
    > {
      try method.clusters(of: rows, faces: faces, threads: threads, progress: progress.share)
        as! MethodResult<Method.Report>
    }
    let found = try progress.timer.phase("search") {
      if let method = method as? any GraphAndFaceMethod { return try compare(by: method) }
      return method.clusters(of: rows, threads: threads, progress: progress.share)
    }
    var labels = found.labels
    if let constraints = team.constraints {
      labels = ConstrainedClusters.clusters(labels, holding: constraints, on: rows)
    }
    return FoundClusters(
      labels: Labels.numberedBySize(clusters: labels), report: found.report,
      warnings: found.warnings, dendrogram: found.dendrogram, sentBytes: 0)
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
