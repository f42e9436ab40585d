import FaceClustering
import Foundation
import Infomap
import MPI
import ProgramArguments

extension Program {
  /// Clusters a network: rank 0 alone or, in a distributed search, all ranks together, each of which
  /// has its part of the network where it can.
  func infomap() throws {
    try onRoot { try asCommandLine(checkFiles) }
    let isDistributed = line.options.infomap == .distributed
    let threads =
      try line.options.threads
      ?? (isDistributed
        ? ThreadBudget.fairShare(node: NodeTopology(of: world).node)
        : ProcessInfo.processInfo.activeProcessorCount)
    let shared = isDistributed ? try NetworkJob(sharedBy: world, line, threads: threads) : nil
    let made =
      try shared
      ?? world.agree {
        isDistributed || isRoot
          ? try NetworkJob(line, threads: threads) : nil
      }
    guard let made else { return try world.agree {} }
    if isRoot { describe(made) }
    var job = made
    let result = try job.phases.measure("search") {
      isDistributed
        ? try searchTogether(made, threads: threads)
        : search(made.flow, from: made.given, threads: threads)
    }
    let written = isDistributed ? try job.gatheringVisitRates(world: world) : job.flow
    try world.agree(.whileRunning) {
      guard isRoot, let result else { return }
      warnOfOneModule(result, of: job.flow.nodeCount)
      try job.write(result, of: written)
      let size = (nodes: job.flow.nodeCount, links: job.linkCount)
      try output(
        line.json
          ? Summary.json(of: result, size, job.phases, job.parsing)
          : Summary.text(of: result, size, job.phases))
    }
  }

  private var isRoot: Bool { world.rank == 0 }

  /// Finds out before the work that the result can be written, and over nothing that is needed.
  private func checkFiles() throws {
    var files = RunFiles()
    for path in NetworkInput.files(line.files[0]) { files.read(path, as: "NETWORK") }
    files.read(line.network.clusterData, as: "--cluster-data")
    try files.write(line.out, as: "--out")
    try files.check()
  }

  /// Says what was read and what of it each rank has.
  private func describe(_ job: NetworkJob) {
    let isVerbose = line.verbosity == .verbose
    if line.verbosity != .quiet {
      for notice in job.notices { printer.line("warning: \(notice)") }
    }
    if isVerbose, let parsing = job.parsing {
      printer.line(
        String(
          format: "parsed %.1f MB in %.3f s, %.0f MB/s", Double(parsing.bytes) * 1e-6,
          parsing.seconds, parsing.megabytesPerSecond ?? 0))
    }
    if isVerbose, job.flow.isPart {
      printer.line("no rank has more than \(job.mostLinks) of \(job.linkCount) links")
    }
    let isWhole = line.options.infomap == .distributed && !job.flow.isPart
    if isWhole, world.size > 1, line.verbosity != .quiet {
      printer.line(
        "warning: every rank has the whole network; to have a part each, give numpy arrays, directed "
          + "ones with rising sources, and neither --recorded-teleportation nor --markov-time")
    }
  }

  /// One module of all nodes is no clustering, and seldom what was looked for.
  private func warnOfOneModule(_ result: HierarchyResult, of nodes: Int) {
    let fewNodes = 10
    guard nodes >= fewNodes, result.hierarchy.topModuleCount == 1, line.network.searches,
      line.verbosity != .quiet
    else { return }
    printer.line(
      "warning: all \(nodes) nodes are in one module: the walk along these links compresses no better "
        + "in several; a --markov-time below 1 looks for smaller modules")
  }

  private func report(_ phase: SearchPhase, _ codelength: Double) {
    if isRoot, line.verbosity == .verbose { printer.line("\(phase.rawValue): \(codelength) bits") }
  }

  /// The trials one after the other, each by all ranks. Collective; rank 0 has the result.
  private func searchTogether(_ job: NetworkJob, threads: Int) throws -> HierarchyResult? {
    var whole: FlowNetwork?
    let best = try searchOptions.best(ofTrials: 0..<line.options.trials) { seed in
      let found = try job.flow.searchOnce(
        seed: seed, threads: threads, exchange: RankMessages(world: world), progress: report)
      guard isRoot, !line.network.isTwoLevel else { return HierarchyResult(found) }
      if whole == nil { whole = try job.wholeFlow() }
      return whole?.deepen(found) ?? HierarchyResult(found)
    }
    return isRoot ? best : nil
  }

  private var searchOptions: SearchOptions {
    var options = SearchOptions()
    options.seed = line.options.seed
    options.trials = line.options.trials
    options.preferredModules = line.options.preferredModules
    return options
  }

  private func search(
    _ flow: FlowNetwork, from given: Hierarchy?, threads: Int
  ) -> HierarchyResult {
    var options = searchOptions
    options.threads = threads
    let start = given.map {
      HierarchyResult(
        hierarchy: $0, seed: options.seed, on: flow, preferredModules: options.preferredModules)
    }
    if let start, !line.network.searches { return start }
    let found: HierarchyResult
    if let start {
      let improved = flow.improve(start.hierarchy.bottomPartition, options, progress: report)
      found =
        line.network.isTwoLevel
        ? HierarchyResult(improved)
        : flow.deepen(improved, preferredModules: options.preferredModules)
    } else if line.network.isTwoLevel {
      found = HierarchyResult(flow.search(options, progress: report))
    } else {
      found = flow.searchHierarchy(options, progress: report)
    }
    // A hierarchy given may be better than what its modules alone led to. Where lone nodes have joined
    // modules, the codelength is the same but for rounding.
    guard let start, start.codelength.total < found.codelength.total - 1e-10 else { return found }
    return line.network.isTwoLevel && start.hierarchy.levelCount > 2 ? found : start
  }
}
