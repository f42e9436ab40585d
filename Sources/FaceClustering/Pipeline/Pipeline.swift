import CMemory
import Embeddings
import Foundation
import MPI
import NearestNeighbors
import Storage

/// One clustering run, from the embeddings to the labels. All ranks make one and run it together.
public struct Pipeline {
  public private(set) var options: ClusteringOptions
  public let world: Communicator
  /// Called on rank 0 with a stage and the share of it that is done, 0…1.
  public let progress: (String, Double) -> Void
  /// Called on rank 0 with things worth knowing.
  public let note: (String) -> Void
  /// Called with what may be wrong, on the rank that finds it; the record has what rank 0 finds.
  public let warning: (String) -> Void

  private(set) var method: any ClusteringMethod
  let warnings = Warnings()
  let signals: StopSignals
  let timer: StageTimer

  /// - Parameter signals: what ends the run early.
  public init(
    options: ClusteringOptions, world: Communicator, signals: StopSignals,
    progress: @escaping (String, Double) -> Void = { _, _ in },
    note: @escaping (String) -> Void = { _ in },
    warning: @escaping (String) -> Void = { _ in }
  ) {
    self.options = options
    self.world = world
    self.progress = progress
    self.note = note
    self.warning = warning
    self.signals = signals
    method = ClusteringMethods.method(options)
    let name = method.name
    timer = StageTimer { stage in
      signals.enter(stage: stage)
      if world.rank == 0 { note("stage \(stage == .clustering ? name : stage.rawValue)") }
    }
  }

  var isRoot: Bool { world.rank == 0 }

  /// Runs all stages. Collective.
  ///
  /// - Returns: the record, on rank 0; nil elsewhere.
  /// - Throws: `Failure`, the same on all ranks, or `MPIError`.
  public func run() throws -> RunRecord? {
    let start = Date()
    if let remedy { signals.somethingCouldBeSaved(by: remedy) }
    let nodes = try NodeTopology(of: world)
    let heartbeat = try Heartbeat(
      nodes: nodes, timeout: Double(options.stallTimeout),
      advice: advice ?? remedy ?? "nothing is saved",
      signals: signals, note: warn)
    signals.ranksAreConnected()
    defer { heartbeat.leave() }
    let lock = try lockFiles()
    defer { withExtendedLifetime(lock) {} }

    if let prefix = options.fromEdges {
      return try clusterSavedGraph(prefix, nodes, start: start)
    }
    let plan = try makePlan(nodes)
    let loaded = try load(plan)
    let (run, resolved, calibration) = try calibrated(to: loaded.shards, plan)
    return try run.cluster(
      run.findGraph(loaded, resolved), resolved, start: start, calibration: calibration)
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
    _ found: Found<SharedEdges>, _ plan: RunPlan, start: Date, calibration: CalibrationRecord?
  ) throws -> RunRecord? {
    let (graph, report) = (found.result, found.report)
    tell(ofGraph: graph, report)
    // They get their names together at the end: a run that fails leaves none.
    var outputs: [AtomicFile] = []
    if let prefix = options.edges {
      try world.agree(.whileRunning) {
        if isRoot { outputs = try write(found, prefix: prefix, plan) }
      }
    }
    let isolated = isRoot ? tellOfOddities(graph, faces: plan.source.faces) : 0
    var record = try makeRecord(
      plan, start: start, graph: try graphRecord(plan, found, isolatedFaces: isolated),
      checksum: report.checksum)
    record.calibration = calibration
    let edges = isRoot && options.tables.report != nil ? graph.summary : nil
    var page: RunReport?
    if let path = options.labels {
      let (labels, files) = try cluster(graph, plan, labelsPath: path, record: &record)
      outputs += files
      let tables = try writeTables(plan, labels: labels)
      outputs += tables.files
      page = tables.table.flatMap { table in
        edges.map {
          RunReport(
            table: table, labels: labels, names: plan.names, edges: $0, options: options.tables)
        }
      }
    } else if let methods = options.compared {
      let comparison = try timer.measure(.clustering) { try compare(methods, on: graph, plan) }
      outputs += try world.agree(.whileRunning) { try isRoot ? write(comparison) : [] }
      record.comparison = comparison
      try graph.free()
    } else {
      try graph.free()
    }
    try finish(&record, outputs, reporting: page)
    return isRoot ? record : nil
  }

  /// Tells of something that may be wrong, and records it.
  func warn(_ text: String) {
    if isRoot { warnings.texts.append(text) }
    warning(text)
  }

  /// Searches the neighbors of faces and gathers the edges. What a step does not need any more is not in
  /// memory: faces not with edges, lists not with all edges. Collective.
  ///
  /// - Parameter isNeeded: whether this rank reads edges; nil: if the method does.
  func findGraph(
    _ loaded: LoadedFaces, _ plan: RunPlan, isNeeded: Bool? = nil
  ) throws -> Found<SharedEdges> {
    let edges = try edges(to: search(loaded, plan))
    let graph = try timer.measure(.gather) {
      try SharedEdges(
        edges.result, nodes: plan.nodes, isNeeded: isNeeded ?? options.readsEdges(rank: world.rank))
    }
    timer.count(bytes: edges.result.count * 12)
    // What lists and edges of the ranks needed, as far as malloc has kept it.
    give_back_memory()
    return Found(result: graph, report: edges.report)
  }

  /// Reads the faces. Collective.
  func load(_ plan: RunPlan) throws -> LoadedFaces {
    let source = plan.source
    let (shards, checksum) = try timer.measure(.load) {
      let shards = try Shards(
        layout: plan.layout, dimension: source.dimension, nodes: plan.nodes, inPlace: plan.inPlace)
      let checksum = try world.agree {
        let sum = try source.read(shards.layout.range(of: world.rank), into: shards.own)
        try source.checkUnchanged()
        return sum
      }
      return (shards, checksum)
    }
    timer.count(bytes: shards.own.rows * shards.own.dimension * MemoryLayout<Float>.size)
    return LoadedFaces(
      shards: shards, checksum: String(try world.allReduce(checksum, with: .sum), radix: 16))
  }

  private func search(_ loaded: LoadedFaces, _ plan: RunPlan) throws -> Found<Neighbors> {
    let (source, search, sum) = (plan.source, plan.search, loaded.checksum)
    var found = try findNeighbors(
      by: search, of: loaded.shards,
      manifest: CheckpointManifest(
        faces: source.faces, dimension: source.dimension, checksum: sum, k: search.k,
        minSimilarity: search.minSimilarity))
    try loaded.shards.free()
    // What the search needed, as far as malloc has kept it.
    give_back_memory()
    found.report.checksum = sum
    return found
  }
}

/// The faces of a run, in memory.
struct LoadedFaces {
  let shards: Shards
  /// Of all faces, as in the run record.
  let checksum: String
}

/// What may be wrong in a run, as far as rank 0 knows.
final class Warnings {
  var texts: [String] = []
}
