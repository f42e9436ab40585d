import MPI
import NearestNeighbors
import Storage

/// The clusters of a run, on rank 0, and what was read to find them.
struct ClustersOfRun {
  /// The label of each face.
  let labels: [Int]
  /// Whether each face was attached; nil where none could be.
  let attached: [Bool]?
  /// The numbers under which clusters are written.
  let numbers: ClusterNumbers
  /// On all ranks, the faces, where single ones were attached and tables need all once more.
  let rows: Shards?
  /// The files of the labels, of what has changed and of the tree, which are left to be committed.
  let files: [AtomicFile]
}

extension Pipeline {
  /// Finds clusters by the method of the run. Collective.
  func findClusters(
    in graph: SharedEdges, _ plan: RunPlan, record: inout RunRecord
  ) throws -> FoundClusters {
    // What rank 0 has to say of the graph takes it a while.
    try world.sleepingBarrier()
    let rounds = try savedRounds(plan, checksum: record.input.checksum)
    let team = ClusteringTeam(
      world: world, node: plan.nodes.node, threads: plan.threads, source: plan.source,
      search: plan.search, earlier: options.startsFromEarlierLabels ? plan.earlier?.labels : nil,
      constraints: plan.constraints?.faces, rounds: rounds)
    let found = try timer.measure(.clustering, as: method.name) {
      let found = try method.clusters(
        of: graph, among: team,
        telling: ClusteringProgress(
          share: { session.progress(method.name, $0) }, note: session.note, timer: timer))
      return (found, bytes: found.sentBytes)
    }
    if let rounds { record.graph.savingSeconds = rounds.savingSeconds }
    return found
  }

  /// Writes and judges the labels of clusters. Collective.
  func finish(
    _ clusters: FoundClusters, _ plan: RunPlan, labelsPath: String, record: inout RunRecord
  ) throws -> ClustersOfRun {
    var found = clusters
    let (outcome, rows) = try attachSingleFaces(plan, labels: found.labels)
    if let outcome { found.labels = outcome.labels }
    if isRoot, let constraints = plan.constraints?.faces {
      precondition(constraints.areHeld(by: found.labels), "constraints do not hold")
    }
    found.leaveOut(clustersBelow: options.minSize)
    let attachment = outcome?.leavingOut(facesWithoutClusterIn: found.labels)
    if isRoot { found.warnings.forEach(session.warn) }
    let succession =
      isRoot ? plan.earlier.map { ClusterSuccession(from: $0.labels, to: found.labels) } : nil
    let numbers = ClusterNumbers(written: succession?.numbers)
    let files = try timer.measure(.write) {
      let files = try world.agree(.whileRunning) { () throws(FileError) -> [AtomicFile] in
        try isRoot ? write(found, numbers, succession, labelsPath: labelsPath) : []
      }
      return (files, bytes: files.reduce(0) { $0 + $1.byteCount })
    }
    timer.measure(.evaluate) {
      if isRoot {
        evaluate(found, plan, labelsPath: labelsPath, record: &record)
        record.clusters?.attachment = attachment?.record
        record.clusters?.kept = succession?.kept
        record.clusters?.known = plan.constraints?.known.map {
          $0.namedClusters(found.labels.map { numbers[$0] })
        }
      }
      return ((), bytes: 0)
    }
    return ClustersOfRun(
      labels: found.labels, attached: attachment?.attached, numbers: numbers, rows: rows,
      files: files)
  }

  /// The rounds of a method that looks at no neighbors in the checkpoint of the run; nil without one.
  /// Collective.
  private func savedRounds(_ plan: RunPlan, checksum: String) throws -> SavedRounds? {
    guard let folder = options.checkpoint, !options.needsGraph else { return nil }
    let told = options.parameters.sorted { $0.key < $1.key }.map { " --\($0.key) \($0.value)" }
    let manifest = CheckpointManifest(
      faces: plan.source.faces, dimension: plan.source.dimension, checksum: checksum,
      method: "\(method.name)\(told.joined()) --seed \(options.seed)")
    let rounds = try SavedRounds(
      Checkpoint(folder, of: manifest, world: world, warn: session.warn), of: method.name,
      world: world, signals: session.signals)
    if rounds.saved != nil { session.note("going on from what is saved in \(folder)") }
    return rounds
  }

  /// Writes what was found to files, which are left to be committed.
  private func write(
    _ found: FoundClusters, _ numbers: ClusterNumbers, _ succession: ClusterSuccession?,
    labelsPath: String
  ) throws(FileError) -> [AtomicFile] {
    let labels = try AtomicFile(labelsPath)
    try labels.append(lines: found.labels.lazy.map { numbers[$0] })
    try labels.finish()
    var files = [labels]
    if let path = options.changes, let succession {
      let changes = try AtomicFile(path)
      try changes.append(succession.csv)
      try changes.finish()
      files.append(changes)
    }
    if let path = options.dendrogram, let tree = found.dendrogram {
      files.append(try tree.write(to: path))
    }
    return files
  }

  /// Counts clusters, compares them with what is known, and tells what is odd; on rank 0.
  private func evaluate(
    _ found: FoundClusters, _ plan: RunPlan, labelsPath: String, record: inout RunRecord
  ) {
    let clusters = RunRecord.Clusters(found, by: method.name, leastSize: options.minSize)
    record.clusters = clusters
    if let truth = plan.truth {
      let comparison = LabelComparison(predicted: found.labels, truth: truth)
      comparison.notices(truth: options.truth ?? plan.source.name, predicted: labelsPath)
        .forEach(session.warn)
      record.scores = comparison.scores
      record.compared = ComparedCounts(comparison)
    }
    ResultAdvice(options: options, faces: plan.source.faces)
      .ofClusters(largest: clusters.largest).forEach(session.warn)
  }
}
