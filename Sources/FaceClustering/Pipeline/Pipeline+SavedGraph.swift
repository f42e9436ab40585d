import Embeddings
import Foundation
import MPI
import NearestNeighbors
import Storage

extension Pipeline {
  /// Clusters a graph that a run has saved, in place of searching one. Collective.
  ///
  /// - Parameter prefix: of its files.
  func clusterSavedGraph(
    _ prefix: String, _ nodes: NodeTopology, start: Date
  ) throws -> RunRecord? {
    let saved = try world.agree { try SavedGraph(prefix: prefix) }
    let run = with(k: saved.k, minSimilarity: saved.minSimilarity)
    let threads = try options.threads ?? ThreadBudget.fairShare(node: nodes.node)
    let source = Source(saved, name: prefix)
    let truth = try world.agree { try isRoot ? source.truth(options, warn: session.warn) : nil }
    let plan = RunPlan(
      nodes: nodes, source: source, truth: truth, names: nil,
      layout: ShardLayout(faces: saved.faces, ranks: world.size),
      search: SearchSettings(
        k: min(saved.k, saved.faces), minSimilarity: saved.minSimilarity, threads: threads),
      inPlace: false)
    try run.planMemory(of: saved, prefix: prefix, plan)
    let own = try timer.measure(.load) {
      let own = try world.agree {
        isRoot
          ? try saved.edges(prefix: prefix, threads: threads)
          : DirectedEdges(sources: [], targets: [], weights: [])
      }
      return (own, bytes: own.count * SharedEdges.bytesOfEdge)
    }
    let graph = try gather(own, nodes, isNeeded: run.options.readsEdges(rank: world.rank))
    return try run.cluster(
      Found(result: graph, report: SearchReport(checksum: saved.checksum)), plan, start: start,
      calibration: nil)
  }
}

extension Pipeline {
  /// Writes a graph and what is saved beside it, files that are left to be committed.
  func write(_ found: Found<SharedEdges>, prefix: String, _ plan: RunPlan) throws -> [AtomicFile] {
    let saved = SavedGraph(
      faces: plan.source.faces, dimension: plan.source.dimension, checksum: found.report.checksum,
      k: options.k, minSimilarity: options.minSimilarity)
    return try found.result.write(prefix: prefix) + [saved.write(prefix: prefix)]
  }
}
