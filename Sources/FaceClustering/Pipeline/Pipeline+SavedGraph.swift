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
    var options = options
    options.take(saved)
    try world.agree { try checkWeights(of: saved, prefix: prefix) }
    options.hasFreeTrials = options.hasFreeTrials && saved.hasFreeTrials ?? false
    let run = with(options)
    let threads = try options.threads ?? ThreadBudget.fairShare(node: nodes.node)
    let source = try world.agree {
      try self.source(of: saved, prefix: prefix) ?? Source(saved, name: prefix)
    }
    let truth = try world.agree { try isRoot ? source.truth(options, warn: session.warn) : nil }
    let names = try world.agree { try isRoot ? faceNames(saved.faces) : nil }
    let earlier = try earlierLabels(source, names)
    try world.agree { try earlier?.check(savedChecksum: saved.checksum, warn: session.warn) }
    let constraints = try RunConstraints(
      options.constraints, names: names, faces: saved.faces, world: world)
    constraints?.notices.forEach(session.warn)
    let plan = RunPlan(
      nodes: nodes, source: source, truth: truth, earlier: earlier, names: names,
      savedSweep: nil, constraints: constraints,
      layout: ShardLayout(faces: saved.faces, ranks: world.size),
      search: SearchSettings(
        k: min(saved.k, saved.faces), minSimilarity: options.minSimilarity, threads: threads),
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
    let isNeeded = run.options.readsEdges(rank: world.rank)
    var graph = try gather(own, nodes, isNeeded: isNeeded)
    if options.weights == .cosine, options.minSimilarity > saved.minSimilarity {
      // Calibrated weights began below the threshold.
      let all = graph
      graph = try all.selecting(
        k: saved.k, minSimilarity: options.minSimilarity, nodes: nodes, isNeeded: isNeeded)
      try all.free()
    }
    return try run.cluster(
      SearchOutcome(result: graph, report: SearchReport(checksum: saved.checksum)), plan,
      start: start,
      calibration: nil)
  }
}

extension Pipeline {
  /// Checks that a saved graph has the edges whose weights are asked for; by cosines only some of the edges of calibrated
  /// weights are taken, of which rank 0 tells.
  private func checkWeights(of graph: SavedGraph, prefix: String) throws {
    let path = SavedGraph.path(prefix: prefix)
    guard options.weights == .calibrated else {
      guard isRoot, let fit = graph.calibration else { return }
      return session.warn(
        "\(path): the graph is of a run with --weights calibrated; of its edges those of a cosine of "
          + "\(fit.minSimilarity) or more are taken, and weigh that")
    }
    guard graph.calibration != nil else {
      throw Failure(
        .input,
        "\(path): the graph is of a run without --weights calibrated, whose edges are others; write it by a "
          + "run with --weights calibrated, or leave that out")
    }
  }

  /// Where the faces of a saved graph come from; nil if no file of them is named.
  private func source(of graph: SavedGraph, prefix: String) throws -> Source? {
    guard !options.features.isEmpty else { return nil }
    var source = try Source(options)
    guard source.faces == graph.faces, source.dimension == graph.dimension else {
      throw FileError(
        source.name,
        "has \(source.faces) faces x \(source.dimension), but the graph \(prefix) is of \(graph.faces) x "
          + "\(graph.dimension); name the faces that it was made of")
    }
    source.checksum = graph.checksum
    return source
  }

  /// Writes a graph and what is saved beside it, files that are left to be committed.
  func write(_ found: SearchOutcome<SharedEdges>, prefix: String, _ plan: RunPlan) throws
    -> [AtomicFile]
  {
    var saved = SavedGraph(
      faces: plan.source.faces, dimension: plan.source.dimension, checksum: found.report.checksum,
      k: options.k, minSimilarity: options.searchedSimilarity)
    saved.calibration = options.weights == .calibrated ? options.calibration : nil
    saved.hasFreeTrials = options.hasFreeTrials ? true : nil
    return try found.result.write(prefix: prefix) + [saved.write(prefix: prefix)]
  }
}

extension ClusteringOptions {
  /// Takes what decided a saved graph.
  mutating func take(_ saved: SavedGraph) {
    k = saved.k
    minSimilarity = saved.calibration?.minSimilarity ?? saved.minSimilarity
    leastSimilarityOfEdges = saved.calibration == nil ? nil : saved.minSimilarity
    calibration = saved.calibration
  }
}
