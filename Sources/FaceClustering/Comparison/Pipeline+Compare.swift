import Clock
import Clustering
import MPI
import NearestNeighbors
import Storage

extension Pipeline {
  /// Runs several methods on one graph, one after the other, the random ones with several seeds.
  /// Collective.
  ///
  /// Each gets the edges that a search by its own `k` and least similarity would find, which are among
  /// those of the graph.
  ///
  /// - Returns: on rank 0 what they found; elsewhere the same without scores.
  func compare(
    _ methods: [ClusteringOptions], on graph: SharedEdges, _ plan: RunPlan
  ) throws -> MethodComparison {
    var comparison = MethodComparison()
    for (number, options) in methods.enumerated() {
      let isRandom = ClusteringMethods.isRandom(options.method)
      let seeds = (0..<UInt64(isRandom ? self.options.seeds ?? 1 : 1)).map { options.seed &+ $0 }
      var entry = MethodComparison.Entry(
        method: options.method, k: options.k, minSimilarity: options.minSimilarity,
        parameters: options.parameters, runs: [])
      for (place, seed) in seeds.enumerated() {
        var seeded = options
        seeded.seed = seed
        let run = try compare(seeded, isRandom: isRandom, on: graph, plan) { share in
          let done = Double(number) + (Double(place) + share) / Double(seeds.count)
          session.progress("compare: \(options.method)", done / Double(methods.count))
        }
        entry.runs.append(run)
      }
      comparison.entries.append(entry)
    }
    if options.comparisonPlot != nil { comparison.curves = try curves(methods, on: graph, plan) }
    return comparison
  }

  /// Runs each method with all values of what its curve runs over, with one seed. Collective.
  private func curves(
    _ methods: [ClusteringOptions], on graph: SharedEdges, _ plan: RunPlan
  ) throws -> [MethodComparison.Curve] {
    try methods.enumerated().map { number, options in
      let (parameter, all) = options.curve
      let points = all.filter {
        ClusteringMethods.refusal(of: plan.source.faces, by: $0.options) == nil
      }
      var curve = MethodComparison.Curve(method: options.method, parameter: parameter)
      for (place, point) in points.enumerated() {
        let run = try compare(point.options, isRandom: true, on: graph, plan) { share in
          let done = Double(number) + (Double(place) + share) / Double(points.count)
          session.progress("curves: \(options.method)", done / Double(methods.count))
        }
        guard let scores = run.scores else { continue }
        curve.points.append(
          MethodComparison.Curve.Point(
            value: point.value, clusters: run.clusters, pairwise: scores.pairwise,
            bCubed: scores.bCubed))
      }
      return curve
    }
  }

  private func compare(
    _ options: ClusteringOptions, isRandom: Bool, on graph: SharedEdges, _ plan: RunPlan,
    telling share: (Double) -> Void
  ) throws -> MethodComparison.Run {
    let part = try graph.selecting(
      k: options.k, minSimilarity: options.minSimilarity, nodes: plan.nodes,
      isNeeded: options.readsEdges(rank: world.rank))
    let search = SearchSettings(
      k: min(options.k, plan.source.faces), minSimilarity: options.minSimilarity,
      threads: plan.threads, kernel: plan.search.kernel)
    let team = ClusteringTeam(
      world: world, node: plan.nodes.node, threads: plan.threads, source: plan.source,
      search: search)
    let memory = PeakMemory()
    let start = Moment.now
    let found = try withoutActuallyEscaping(share) { share in
      try ClusteringMethods.method(options).clusters(
        of: part, among: team,
        telling: ClusteringProgress(
          share: { if isRoot { share($0) } }, note: session.note, timer: timer))
    }
    let seconds = try world.allReduce(start.secondsAgo, with: .max)
    let peak = try world.allReduce(memory.bytes, with: .max)
    guard isRoot else {
      return MethodComparison.Run(
        seed: nil, clusters: 0, largest: 0, scores: nil, seconds: seconds, peakMemory: peak)
    }
    for text in found.warnings { session.warn("\(options.method): \(text)") }
    return MethodComparison.Run(
      seed: isRandom ? options.seed : nil, clusters: (found.labels.max() ?? -1) + 1,
      largest: found.labels.count { $0 == 0 },
      scores: plan.truth.map { LabelComparison(predicted: found.labels, truth: $0).scores },
      seconds: seconds, peakMemory: peak)
  }

  /// Writes the tables that the options ask for, which are left to be committed.
  func write(_ comparison: MethodComparison) throws(FileError) -> [AtomicFile] {
    var files: [AtomicFile] = []
    for (path, form) in options.tableFiles {
      let file = try AtomicFile(path)
      try file.append(comparison.table(form))
      files.append(file)
    }
    if let path = options.comparisonPlot {
      let file = try AtomicFile(path)
      try file.append(PrecisionRecallPlot(comparison).svg)
      files.append(file)
    }
    return files
  }
}

extension ClusteringOptions {
  /// The names of the files of the tables of a comparison.
  package var tablePaths: [String] { tableFiles.map(\.path) }

  /// The files of the tables of a comparison: the one whose ending names its form, or one of each form.
  var tableFiles: [(path: String, form: MethodComparison.Form)] {
    guard let tables = comparisonTables else { return [] }
    let forms = MethodComparison.Form.allCases
    if let form = forms.first(where: { tables.hasSuffix(".\($0.rawValue)") }) {
      return [(tables, form)]
    }
    return forms.map { ("\(tables).\($0.rawValue)", $0) }
  }
}
