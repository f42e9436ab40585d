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
    let saved = try SavedGraph(prefix: prefix, world: world)
    var options = options
    options.take(saved)
    try world.agree {
      try options.checkLists(of: saved, prefix: prefix)
      try options.checkWeights(of: saved, prefix: prefix)
    }
    if options.weights == .cosine, saved.calibration != nil, isRoot {
      session.warn(
        "\(SavedGraph.path(prefix: prefix)): the graph is of a run with --weights calibrated; of its edges those of "
          + "a cosine of \(options.minSimilarity) or more are taken, and weigh that")
    }
    options.hasFreeTrials = options.hasFreeTrials && saved.hasFreeTrials ?? false
    let run = with(options)
    let threads = try session.threads(options.threads, on: nodes)
    let source = try world.agree { try options.source(of: saved, prefix: prefix) }
    let truth = try world.agree { try isRoot ? source.truth(options, warn: session.warn) : nil }
    let names = try world.agree { try isRoot ? faceNames(saved.faces) : nil }
    let earlier = try earlierLabels(source, names)
    let savedSweep = try savedSweep(source)
    try world.agree {
      try earlier?.check(savedChecksum: saved.checksum, warn: session.warn)
      if let path = options.tables.sweep { try savedSweep?.check(path, isOf: saved.checksum) }
    }
    let constraints = try RunConstraints(
      options.constraints, names: names, faces: saved.faces,
      isNeeded: nodes.node.rank == 0 || run.options.readsEdges(rank: world.rank), world: world)
    constraints?.notices.forEach(session.warn)
    warnOfPictures()
    let plan = RunPlan(
      nodes: nodes, source: source, truth: truth, earlier: earlier, names: names,
      savedSweep: savedSweep, constraints: constraints,
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
    let outcome = try run.cluster(
      SearchOutcome(result: graph, report: SearchReport(checksum: saved.checksum)), plan,
      start: start, calibration: nil)
    guard case .done(let record) = outcome else {
      preconditionFailure("only what was calibrated here has a threshold to be lowered")
    }
    return record
  }
}

extension Pipeline {
  /// Writes a graph and what is saved beside it, files that are left to be committed.
  func write(_ found: SearchOutcome<SharedEdges>, prefix: String, _ plan: RunPlan) throws
    -> [AtomicFile]
  {
    var saved = SavedGraph(
      faces: plan.source.faces, dimension: plan.source.dimension, checksum: found.report.checksum,
      k: options.k, minSimilarity: options.searchedSimilarity)
    saved.calibration = options.weights == .calibrated ? options.calibration : nil
    saved.recall = options.search == .approximate ? options.searchedRecall : nil
    saved.origin = SavedGraph.Origin(options)
    saved.reliesOnCalibration = options.reliesOnCalibration ? true : nil
    saved.hasFreeTrials = options.hasFreeTrials ? true : nil
    return try found.result.write(prefix: prefix) + [saved.write(prefix: prefix)]
  }
}

extension ClusteringOptions {
  /// Takes what decided a saved graph.
  mutating func take(_ saved: SavedGraph) {
    k = saved.k
    minSimilarity =
      ClusteringMethods.searchedSimilarity(of: method, parameters).map {
        max($0, saved.minSimilarity)
      } ?? saved.calibration?.minSimilarity ?? saved.minSimilarity
    leastSimilarityOfEdges = saved.calibration == nil ? nil : saved.minSimilarity
    calibration = saved.calibration
    reliesOnCalibration = saved.reliesOnCalibration ?? false
    if takesSavedWeights { weights = saved.calibration == nil ? .cosine : .calibrated }
  }

  /// Checks that a saved graph has all the edges on which a method relies.
  fileprivate func checkLists(of graph: SavedGraph, prefix: String) throws(Failure) {
    if ClusteringMethods.needs(lessThan: graph.minSimilarity, method, parameters),
      let needed = ClusteringMethods.searchedSimilarity(of: method, parameters)
    {
      let least = ClusteringMethods.shown(needed, of: method, parameters)
      throw Failure(
        .input,
        "\(SavedGraph.path(prefix: prefix)): the graph has edges of a cosine of \(graph.minSimilarity) or more, and "
          + "--method \(method) needs those down to \(least); write it by a run with --min-sim \(least), or cluster "
          + "the faces without --from-edges")
    }
    guard let recall = graph.recall, ClusteringMethods.needsExactLists(method) else { return }
    throw Failure(
      .input,
      "\(SavedGraph.path(prefix: prefix)): the graph is of --search approximate, --recall \(recall), and --method "
        + "\(method) finds the clusters of all pairs only from exact lists of neighbors; write it by --search exact, or "
        + "take another method")
  }

  /// Checks that a saved graph has the edges whose weights are asked for, and looks at the faces that are named.
  fileprivate func checkWeights(of graph: SavedGraph, prefix: String) throws(Failure) {
    let path = SavedGraph.path(prefix: prefix)
    if weights == .calibrated, graph.calibration == nil {
      throw Failure(
        .input,
        "\(path): the graph is of a run without --weights calibrated, whose edges are others; write it by a "
          + "run with --weights calibrated, or leave that out")
    }
    if !mayLookAtFaces, let file = features.first {
      throw Failure(
        .input,
        "\(path): the graph is clustered by its cosines, without a look at faces; leave out \(file)"
      )
    }
  }

  /// What needs the faces of a graph again, in words; nil where nothing does for certain.
  private var needOfFaces: String? {
    if let option = tables.files.first?.option { return option }
    if attachProbability != nil { return "--attach" }
    return weights == .calibrated ? "calibrated weights" : nil
  }

  /// Whether faces may be looked at again once there is a graph.
  private var mayLookAtFaces: Bool {
    needOfFaces != nil || ClusteringMethods.looksAtFaces(method)
  }

  /// Where the faces of a saved graph come from: without any where they are not looked at, and where they are not to be
  /// found and may not be needed.
  fileprivate func source(of graph: SavedGraph, prefix: String) throws -> Source {
    guard mayLookAtFaces else { return Source(graph, name: prefix) }
    do {
      return try sourceOfFaces(of: graph, prefix: prefix)
    } catch  where features.isEmpty && needOfFaces == nil {
      return Source(graph, name: prefix)
    }
  }

  private func sourceOfFaces(of graph: SavedGraph, prefix: String) throws -> Source {
    let path = SavedGraph.path(prefix: prefix)
    let purpose = needOfFaces ?? "--method \(method)"
    var named = self
    if features.isEmpty {
      guard let origin = graph.origin else {
        throw Failure(
          .input,
          "\(path): does not say where the faces are, which are needed again for \(purpose); name their file beside "
            + "--from-edges")
      }
      named.features = origin.features
      named.dimension = origin.dimension
      named.faces = origin.faces
      named.seed = origin.seed ?? seed
    }
    do throws(FileError) {
      var source = try Source(named)
      guard source.faces == graph.faces, source.dimension == graph.dimension else {
        throw FileError(
          source.name,
          "has \(source.faces) faces x \(source.dimension), but the graph \(prefix) is of \(graph.faces) x "
            + "\(graph.dimension); name the faces that it was made of")
      }
      source.checksum = graph.checksum
      return source
    } catch {
      guard features.isEmpty else { throw error }
      let remedy = purpose.hasPrefix("-") ? "" : ", or take --weights cosine"
      throw Failure(
        .input,
        "\(error.description) (the faces of \(path), which are needed again for \(purpose): name beside "
          + "--from-edges the file that has them now\(remedy))")
    }
  }
}
