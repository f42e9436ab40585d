import Calibration
import Evaluation
import MPI
import NearestNeighbors

/// What is found with many thresholds and numbers of neighbors, from one search of neighbors: that with the
/// lowest threshold and the most neighbors has all their graphs in it.
package struct Sweep {
  private let thresholds: [Float]
  private let neighbors: [Int]
  private let pipeline: Pipeline

  /// - Parameters:
  ///   - thresholds: empty for some around the one that the faces are calibrated to.
  ///   - neighbors: how many are searched for a face, itself counted, none above `k` of the options; empty
  ///     for `k` alone.
  ///   - pipeline: with the options that all graphs have in common.
  package init(thresholds: [Float], neighbors: [Int], pipeline: Pipeline) {
    self.thresholds = Array(Set(thresholds)).sorted()
    self.neighbors = neighbors.isEmpty ? [pipeline.options.k] : Array(Set(neighbors)).sorted()
    self.pipeline = pipeline
  }

  /// Searches neighbors once and clusters each graph, the graphs spread over the ranks. Collective.
  ///
  /// - Returns: what was found, on rank 0; nil elsewhere.
  /// - Throws: `Failure`, the same on all ranks, or `MPIError`.
  package func run() throws -> SweepReport? {
    try pipeline.session.watchingRanks(timeout: pipeline.options.stallTimeout, run)
  }

  private func run(_ nodes: NodeTopology) throws -> SweepReport? {
    let world = pipeline.world
    let source = try pipeline.session.openSource(pipeline.options)
    let plan = try pipeline.makePlan(nodes, of: source, sweeps: true)
    let loaded = try pipeline.load(plan)
    let calibration = try pipeline.session.calibration(of: loaded.shards, threads: plan.threads)
    let thresholds =
      self.thresholds.isEmpty ? Self.thresholds(around: calibration) : self.thresholds
    let lowest = pipeline.with(k: pipeline.options.k, minSimilarity: thresholds[0])
    let search = SearchSettings(
      k: plan.search.k, minSimilarity: thresholds[0], threads: plan.threads,
      kernel: try world.agree(.commandLine) { try lowest.options.searchKernel() })
    let graph = try lowest.findGraph(loaded, plan.searching(search), isNeeded: true).result
    let settings = neighbors.flatMap { k in thresholds.map { Setting(k: k, threshold: $0) } }
    let rows = try pipeline.timer.measure(.clustering, as: "sweep") {
      (try self.rows(settings, of: graph, plan), bytes: 0)
    }
    try graph.free()
    guard world.rank == 0 else { return nil }
    return SweepReport(
      name: plan.source.name, faces: plan.source.faces, dimension: plan.source.dimension,
      checksum: loaded.checksum, method: pipeline.method.name,
      calibration: CalibrationRecord(calibration).withoutHistogram, rows: rows)
  }

  /// Thresholds below and above the one found, that among them: steps of a half of its margin, and more up to the upper mode
  /// of pairs of the same identity where they have two. Without one found, from 0.3 to 0.9.
  static func thresholds(around found: ThresholdCalibration) -> [Float] {
    guard let fit = found.fit else { return (6...18).map { Float($0) / 20 } }
    var thresholds = (-6...7).map { fit.similarity(margins: Double($0) / 2) }
    for case .twoModes(_, let upper) in found.findings {
      thresholds += ThresholdCalibration.similarities(
        above: thresholds.last!, upTo: upper, steps: 7)
    }
    return Array(Set(thresholds)).sorted()
  }

  /// One graph of a sweep.
  private struct Setting {
    let k: Int
    let threshold: Float
  }

  /// Clusters graphs, as many at a time as there are ranks. Collective; rank 0 has the rows.
  private func rows(
    _ settings: [Setting], of graph: SharedEdges, _ plan: RunPlan
  ) throws -> [SweepReport.Row] {
    let world = pipeline.world
    let alone = try NodeTopology(of: world.split(color: world.rank)!)
    var rows: [SweepReport.Row] = []
    var before: [Int] = []
    for start in stride(from: 0, to: settings.count, by: world.size) {
      let mine = start + world.rank
      let found = try world.agree(.whileRunning) {
        mine < settings.count ? try clusters(settings[mine], of: graph, alone, plan) : nil
      }
      let numbers = try world.gather(
        found?.numbers ?? [Double](repeating: 0, count: FoundGraph.numbers), to: 0)
      let labels = try world.gather(varying: found?.labels ?? [], to: 0)
      guard let numbers, let labels else { continue }
      for (rank, labels) in labels.enumerated() where start + rank < settings.count {
        let setting = settings[start + rank]
        let clusters = labels.map(Labels.label)
        var row = SweepReport.Row(
          k: setting.k, minSimilarity: setting.threshold,
          Array(numbers[rank * FoundGraph.numbers..<(rank + 1) * FoundGraph.numbers]))
        if rows.last?.k == setting.k {
          let scores = LabelComparison(predicted: clusters, truth: before).scores
          row.stability = .init(ari: scores.ari, nmi: scores.nmi)
        }
        row.scores = plan.truth.map {
          LabelComparison(predicted: clusters, truth: $0).scores.overAll
        }
        before = clusters
        rows.append(row)
        pipeline.session.progress("sweep", Double(rows.count) / Double(settings.count))
      }
    }
    return rows
  }

  /// What a rank has found with one graph.
  private struct FoundGraph {
    /// Edges, faces without one that carries flow, clusters, faces of the largest, codelength; NaN where the
    /// method has none.
    let numbers: [Double]
    /// As ``Labels/compact(_:)`` has them.
    let labels: [UInt32]

    static let numbers = 5
  }

  /// Clusters one graph on this rank alone.
  private func clusters(
    _ setting: Setting, of graph: SharedEdges, _ alone: NodeTopology, _ plan: RunPlan
  ) throws -> FoundGraph {
    let run = pipeline.with(k: setting.k, minSimilarity: setting.threshold)
    let edges = graph.edges(k: setting.k, minSimilarity: setting.threshold)
    let faces = plan.source.faces
    var isConnected = [Bool](repeating: false, count: faces)
    let own = try SharedEdges(edges, nodes: alone, isNeeded: true)
    own.markConnected(&isConnected)
    let found = try run.method.clusters(
      of: own,
      among: ClusteringTeam(
        world: alone.all, node: alone.node, threads: plan.threads, source: plan.source,
        search: plan.search),
      telling: ClusteringProgress(share: { _ in }, note: { _ in }, timer: pipeline.timer))
    let clusters = RunRecord.Clusters(found, by: run.method.name, leastSize: 1)
    let codelength = (found.report as? InfomapMethod.Report)?.codelength ?? .nan
    return FoundGraph(
      numbers: [
        Double(edges.count), Double(isConnected.count { !$0 }), Double(clusters.count),
        Double(clusters.largest), codelength,
      ], labels: Labels.compact(found.labels))
  }
}
