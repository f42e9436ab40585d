import CMemory
import Embeddings
import Foundation
import MPI
import NearestNeighbors
import Storage

/// One clustering run, from the embeddings to the labels. All ranks make one and run it together.
package struct Pipeline {
  package private(set) var options: ClusteringOptions
  let session: RunSession
  private(set) var method: any ClusteringMethod

  /// A run by some options.
  package init(options: ClusteringOptions, session: RunSession) {
    self.options = options
    self.session = session
    method = ClusteringMethods.method(options)
  }

  var world: Communicator { session.world }
  var isRoot: Bool { session.isRoot }
  var timer: StageTimer { session.timer }

  /// Runs all stages. Collective.
  ///
  /// - Returns: the record, on rank 0; nil elsewhere.
  /// - Throws: `Failure`, the same on all ranks, or `MPIError`.
  package func run() throws -> RunRecord? {
    let start = Date()
    return try watchingRanks { nodes in
      let lock = try lockFiles()
      defer { withExtendedLifetime(lock) {} }
      if let prefix = options.fromEdges {
        return try clusterSavedGraph(prefix, nodes, start: start)
      }
      let (adopting, known) = try adoptingKnownGraph()
      let source = try session.openSource(adopting.options)
      let first = adopting.leavingOutCompared(source)
      let plan = try first.makePlan(nodes, of: source, known: known)
      let loaded = try first.load(plan)
      let asFound = try first.calibrated(to: loaded.shards, plan)
      var calibrated = asFound
      var graph = try calibrated.run.findGraph(loaded, calibrated.plan)
      while true {
        switch try calibrated.run.cluster(
          graph, calibrated.plan, start: start, calibration: calibrated.record)
        {
        case .done(let record): return record
        case .lowered(let run): calibrated = run
        case .refuted: calibrated = asFound.relyingOnCalibration
        }
        graph = try calibrated.run.findGraph(first.load(calibrated.plan), calibrated.plan)
      }
    }
  }

  /// What has become of a graph.
  enum Outcome {
    /// All is written; the record on rank 0.
    case done(RunRecord?)
    /// Its clusters ask for the graph of a lower threshold.
    case lowered(CalibratedRun)
    /// Its clusters support no lower threshold than was calibrated, which is gone back to.
    case refuted
  }

  /// Runs something while the ranks watch each other. Collective.
  func watchingRanks<Result>(_ body: (NodeTopology) throws -> Result) throws -> Result {
    if let remedy { session.signals.somethingCouldBeSaved(by: remedy) }
    return try session.watchingRanks(
      timeout: options.stallTimeout, advice: advice ?? remedy ?? "nothing is saved", body)
  }

  /// This run with other options.
  func with(_ options: ClusteringOptions) -> Pipeline {
    var run = self
    run.options = options
    run.method = ClusteringMethods.method(options)
    return run
  }

  /// This run with another graph.
  func with(k: Int, minSimilarity: Float) -> Pipeline {
    var options = options
    options.k = k
    options.minSimilarity = minSimilarity
    return with(options)
  }

  /// Runs the stages after the graph is there. Collective.
  func cluster(
    _ found: SearchOutcome<SharedEdges>, _ plan: RunPlan, start: Date,
    calibration: CalibrationRecord?
  ) throws -> Outcome {
    let (graph, report) = (found.result, found.report)
    tell(ofGraph: graph, report)
    // They get their names together at the end: a run that fails leaves none.
    var outputs: [AtomicFile] = []
    if let prefix = options.edges {
      try world.agree(.whileRunning) {
        if isRoot { outputs = try write(found, prefix: prefix, plan) }
      }
    }
    let odd = isRoot ? oddities(of: graph, faces: plan.source.faces) : (isolated: 0, advice: [])
    // Where clusters are compared with a calibration they may say more.
    if calibration == nil || options.labels == nil { odd.advice.forEach(session.warn) }
    var record = try makeRecord(
      plan, start: start, graph: try graphRecord(plan, found, isolatedFaces: odd.isolated),
      checksum: report.checksum)
    record.calibration = calibration?.withoutHistogram
    let edges = isRoot && options.tables.report != nil ? graph.summary : nil
    var page: RunReport?
    if let path = options.labels {
      let clusters = try findClusters(in: graph, plan, record: &record)
      switch try asked(clusters, plan, calibration) {
      case .holds: break
      case .isKept: record.calibration?.isKept = true
      case .asksFor(let outcome): return outcome
      }
      if isRoot, let found = record.calibration {
        ResultAdvice(options: options, faces: plan.source.faces)
          .ofClusters(clusters.labels, expecting: found, ofGraph: odd.advice).forEach(session.warn)
      }
      let found = try finish(clusters, plan, labelsPath: path, record: &record)
      outputs += found.files
      let tables = try writeTables(plan, of: found, edges: edges)
      outputs += tables.files
      page = tables.report
    } else if let methods = options.compared {
      let comparison = try timer.measure(.clustering, as: "compare") {
        (try compare(methods, on: graph, plan), 0)
      }
      outputs += try world.agree(.whileRunning) { try isRoot ? write(comparison) : [] }
      record.comparison = comparison
      try graph.free()
    } else {
      try graph.free()
    }
    try finish(&record, outputs, reporting: page)
    return .done(isRoot ? record : nil)
  }

  /// Searches the neighbors of faces and gathers the edges. What a step does not need any more is not in
  /// memory: faces not with edges, lists not with all edges. Collective.
  ///
  /// - Parameter isNeeded: whether this rank reads edges; nil: if the method does.
  func findGraph(
    _ loaded: LoadedFaces, _ plan: RunPlan, isNeeded: Bool? = nil
  ) throws -> SearchOutcome<SharedEdges> {
    guard options.needsGraph else {
      try loaded.shards.free()
      let none = DirectedEdges(sources: [], targets: [], weights: [])
      return SearchOutcome(
        result: try SharedEdges(none, nodes: plan.nodes, isNeeded: false),
        report: SearchReport(checksum: loaded.checksum))
    }
    let edges = try edges(to: search(loaded, plan))
    let graph = try gather(
      edges.result, plan.nodes, isNeeded: isNeeded ?? options.readsEdges(rank: world.rank))
    // What lists and edges of the ranks needed, as far as malloc has kept it.
    give_back_memory()
    return SearchOutcome(result: graph, report: edges.report)
  }

  /// Gathers the edges of all ranks. The stage `gather`. Collective.
  ///
  /// - Parameter isNeeded: whether this rank reads edges.
  func gather(
    _ own: DirectedEdges, _ nodes: NodeTopology, isNeeded: Bool
  ) throws -> SharedEdges {
    try timer.measure(.gather) {
      (
        try SharedEdges(own, nodes: nodes, isNeeded: isNeeded),
        bytes: own.count * SharedEdges.bytesOfEdge
      )
    }
  }

  /// Reads the faces. Collective.
  func load(_ plan: RunPlan) throws -> LoadedFaces {
    let loaded = try session.load(
      plan.source, plan.layout, plan.nodes, inPlace: plan.inPlace,
      earlier: plan.known?.saved.faces ?? plan.earlier?.checked ?? 0, threads: plan.threads)
    try world.agree {
      try plan.known?.check(checksum: loaded.checksumOfEarlier)
      try plan.earlier?.check(checksum: loaded.checksumOfEarlier)
    }
    if let path = options.tables.sweep {
      try world.agree { try plan.savedSweep?.check(path, isOf: loaded.checksum) }
    }
    return loaded
  }

  private func search(_ loaded: LoadedFaces, _ plan: RunPlan) throws -> SearchOutcome<RankNeighbors>
  {
    let (source, search, sum) = (plan.source, plan.search, loaded.checksum)
    var found: SearchOutcome<RankNeighbors>
    if let known = plan.known {
      found = try findNeighbors(from: known, of: loaded.shards, by: search)
    } else {
      var manifest = CheckpointManifest(
        faces: source.faces, dimension: source.dimension, checksum: sum, k: search.k,
        minSimilarity: search.minSimilarity)
      if options.search == .approximate {
        manifest.search = "approximate, --recall \(options.searchedRecall)"
      }
      if search.usualSimilarity != search.minSimilarity {
        manifest.search += ", from \(search.usualSimilarity) on"
      }
      found = try findNeighbors(by: search, of: loaded.shards, manifest: manifest)
    }
    try loaded.shards.free()
    // What the search needed, as far as malloc has kept it.
    give_back_memory()
    found.report.checksum = sum
    return found
  }
}
