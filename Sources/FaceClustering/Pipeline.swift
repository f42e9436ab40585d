import CMemory
import Embeddings
import Evaluation
import Foundation
import Infomap
import MPI
import NearestNeighbors
import Storage

/// One clustering run, from the embeddings to the labels. All ranks make one and run it together.
public struct Pipeline {
  public let options: ClusteringOptions
  public let world: Communicator
  /// Called on rank 0 with a stage and the share of it that is done, 0…1.
  public let progress: (String, Double) -> Void
  /// Called on rank 0 with things worth knowing.
  public let note: (String) -> Void
  /// Called with what may be wrong, on the rank that finds it; the record has what rank 0 finds.
  public let warning: (String) -> Void

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
    timer = StageTimer { signals.enter(stage: $0) }
  }

  private var isRoot: Bool { world.rank == 0 }

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
    let threads = try options.threads ?? ThreadBudget.fairShare(node: nodes.node)
    try world.agree(.commandLine) { if isRoot { try checkFiles() } }
    let lock = try world.agree(.whileRunning) {
      isRoot ? try options.checkpoint.map(CheckpointLock.init) : nil
    }
    defer { withExtendedLifetime(lock) {} }
    if let folder = options.checkpoint, lock?.isHeld == false {
      warn("\(folder): the file system knows no locks; see that no other run uses the checkpoint")
    }
    let source = try world.agree { try Source(options) }
    let truth = try world.agree { try isRoot ? source.truth(options, warn: warn) : nil }
    if isRoot { source.notices.forEach(warn) }
    let layout = ShardLayout(faces: source.faces, ranks: world.size)
    let kernel = try world.agree(.commandLine) {
      try options.check()
      return try options.searchKernel()
    }
    let search = SearchSettings(
      k: min(options.k, source.faces), minSimilarity: options.minSimilarity, threads: threads,
      kernel: kernel)
    let inPlace = try Shards.canBeInPlace(
      layout: layout, dimension: source.dimension, settings: search, nodes: nodes)
    try planMemory(source, layout, search, nodes, inPlace: inPlace)
    if isRoot, !inPlace, world.size > 1, nodes.nodeCount == 1 {
      warn(
        "/dev/shm has no room for the faces, or the ranks of a node do not have the same, so ranks send "
          + "their rows instead of sharing them, which takes time and memory; make it larger (--shm-size "
          + "of Docker), or let containers share it (--ipc)")
    }
    if kernel == .blas, BLASCore.isBelowCPU, isRoot {
      warn(
        "OpenBLAS runs its \(BLASCore.name) kernels, which are slower than this CPU; set "
          + "\(BLASCore.variable)=SKYLAKEX (AVX-512) or HASWELL (AVX2)")
    }
    if options.k > source.faces, isRoot {
      warn("k is \(options.k), but there are only \(source.faces) faces; all of them are compared")
    }

    let found = try findGraph(source, layout, by: search, nodes, inPlace: inPlace)
    let (graph, report) = (found.result, found.report)
    // What lists and edges of the ranks needed, as far as malloc has kept it.
    give_back_memory()
    if !graph.isShared, isRoot {
      warn(
        "/dev/shm had no room for the edges, or the ranks of a node do not have the same, so each rank "
          + "that searches clusters has them to itself; make it larger (--shm-size of Docker), or let "
          + "containers share it (--ipc)")
    }
    if report.cost.encodedVisitors, isRoot {
      warn(
        "/dev/shm had no room for the codes of the faces, so every rank encoded the others' faces "
          + "too, which takes time; make it larger (--shm-size of Docker)")
    }
    // They get their names together at the end: a run that fails leaves none.
    var outputs: [AtomicFile] = []
    if let prefix = options.edges {
      try world.agree(.whileRunning) { if isRoot { outputs = try graph.write(prefix: prefix) } }
    }

    var isConnected = [Bool](repeating: false, count: isRoot ? source.faces : 0)
    let oddities = ResultAdvice(options: options, faces: source.faces)
    if isRoot {
      graph.markConnected(&isConnected)
      oddities.ofGraph(edges: graph.count, fullFaces: graph.faces(withEdges: options.k - 1))
        .forEach(warn)
    }
    let ranksWithGroups = try world.allReduce(report.cost.usedGroups ? 1 : 0, with: .sum)
    let longestWait = try world.allReduce(report.cost.waitingSeconds, with: .max)
    let saving = try world.allReduce(report.savingSeconds ?? 0, with: .max)
    let hosts = try world.gather(varying: Array(MPIEnvironment.processorName.utf8), to: 0)
    let cpus = try world.gather(varying: Array(HostSystem.cpu.utf8), to: 0)
    let allThreads = try world.gather([threads], to: 0)
    var record = RunRecord(
      version: programVersion, run: .init(start: start), options: options,
      input: .init(
        name: source.name, faces: source.faces, dimension: source.dimension,
        checksum: report.checksum),
      machine: .init(
        ranks: world.size,
        hosts: (hosts ?? RankParts([])).map { String(decoding: $0, as: UTF8.self) },
        threadsPerRank: allThreads ?? [], kernel: kernel.name, blasCore: BLASCore.name,
        blas: BLASCore.library,
        mpi: MPIEnvironment.libraryVersion,
        cpus: (cpus ?? RankParts([])).map { String(decoding: $0, as: UTF8.self) },
        system: HostSystem.version),
      graph: .init(
        edges: graph.count, isolatedFaces: isConnected.count { !$0 }, longestWait: longestWait,
        ranksWithGroups: ranksWithGroups, shardsInPlace: inPlace,
        savingSeconds: options.checkpoint == nil ? nil : saving,
        approximation: report.approximation),
      stages: [])

    if let path = options.labels {
      let search = PartitionSearch(
        options: options, world: world, node: nodes.node, threads: threads)
      let labels = try cluster(graph, source, truth, search, labelsPath: path, record: &record)
      if let labels { outputs.append(labels) }
      if let found = record.clusters { oddities.ofClusters(largest: found.largest).forEach(warn) }
    } else {
      try graph.free()
    }
    record.stages = try timer.records(world: world)
    record.warnings = warnings.texts
    record.peakMemory = try world.allGather(MemoryPlan.peak())
    record.run.end(at: Date())
    try world.agree(.whileRunning) {
      guard isRoot else { return }
      if let path = options.record { outputs.append(try record.write(to: path)) }
      try AtomicFile.commit(outputs)
    }
    return isRoot ? record : nil
  }

  /// Tells of something that may be wrong, and records it.
  func warn(_ text: String) {
    if isRoot { warnings.texts.append(text) }
    warning(text)
  }

  /// Loads the faces, searches their neighbors and gathers the edges. What a step does not need any
  /// more is not in memory: faces not with edges, lists not with all edges. Collective.
  private func findGraph(
    _ source: Source, _ layout: ShardLayout, by search: SearchSettings, _ nodes: NodeTopology,
    inPlace: Bool
  ) throws -> Found<SharedEdges> {
    let edges = try edges(
      to: loadAndSearch(source, by: search) { () throws(MPIError) in
        try Shards(layout: layout, dimension: source.dimension, nodes: nodes, inPlace: inPlace)
      })
    let graph = try timer.measure(.gather) {
      try SharedEdges(
        edges.result, nodes: nodes, isNeeded: options.readsEdges(rank: world.rank))
    }
    timer.count(bytes: edges.result.count * 12)
    return Found(result: graph, report: edges.report)
  }

  private func loadAndSearch(
    _ source: Source, by search: SearchSettings, in makeShards: () throws(MPIError) -> Shards
  ) throws -> Found<Neighbors> {
    let (shards, checksum) = try timer.measure(.load) {
      let shards = try makeShards()
      let checksum = try world.agree {
        let sum = try source.read(shards.layout.range(of: world.rank), into: shards.own)
        try source.checkUnchanged()
        return sum
      }
      return (shards, checksum)
    }
    timer.count(bytes: shards.own.rows * shards.own.dimension * MemoryLayout<Float>.size)
    let sum = String(try world.allReduce(checksum, with: .sum), radix: 16)
    var found = try findNeighbors(
      by: search, of: shards,
      manifest: CheckpointManifest(
        faces: source.faces, dimension: source.dimension, checksum: sum, k: search.k,
        minSimilarity: search.minSimilarity))
    try shards.free()
    // What the search needed, as far as malloc has kept it.
    give_back_memory()
    found.report.checksum = sum
    return found
  }

  /// - Returns: on rank 0, the file of the labels, which is left to be committed.
  private func cluster(
    _ graph: SharedEdges, _ source: Source, _ truth: [Int]?, _ search: PartitionSearch,
    labelsPath: String, record: inout RunRecord
  ) throws -> AtomicFile? {
    let found = try timer.measure(.infomap) {
      try search.run(graph) { phase, codelength in
        if isRoot {
          note("\(phase.rawValue): codelength \(String(format: "%.6f", codelength)) bits")
        }
      }
    }
    timer.count(bytes: found.sentBytes)
    let labels = isRoot ? found.labels(faces: source.faces) : []
    let file = try timer.measure(.write) {
      try world.agree(.whileRunning) { () throws(FileError) -> AtomicFile? in
        guard isRoot else { return nil }
        let file = try AtomicFile(labelsPath)
        try file.append(lines: labels)
        try file.finish()
        return file
      }
    }
    guard let file else {
      timer.measure(.evaluate) {}
      return nil
    }
    timer.count(bytes: file.byteCount)
    record.clusters = found.record(labels: labels)
    record.scores = timer.measure(.evaluate) {
      truth.map { truth in
        let comparison = LabelComparison(predicted: labels, truth: truth)
        comparison.notices(truth: options.truth ?? source.name, predicted: labelsPath).forEach(warn)
        return comparison.scores
      }
    }
    return file
  }

  /// Finds out before the work that the results can be written, and over nothing that is needed.
  private func checkFiles() throws {
    var files = RunFiles()
    files.read(options.features, as: "FEATURES")
    if let features = options.features, features.hasSuffix(".bin") {
      files.read(RawRowsDescription.path(beside: features), as: "the description of FEATURES")
    }
    files.read(options.truth, as: "--truth")
    try files.write(options.labels, as: "--out")
    try files.write(options.record, as: "--record")
    for path in options.edges.map(SharedEdges.files(prefix:)) ?? [] {
      try files.write(path, as: "--edges")
    }
    if let folder = options.checkpoint {
      files.write(folder: folder, as: "--checkpoint", where: Checkpoint.isOwn)
    }
    try files.check()
    if let folder = options.checkpoint { try Checkpoint.prepare(folder) }
  }
}

/// What may be wrong in a run, as far as rank 0 knows.
final class Warnings {
  var texts: [String] = []
}
