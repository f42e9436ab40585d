import Infomap
import MPI

extension NetworkRun {
  /// Searches modules. The stage `search`. Collective.
  ///
  /// - Returns: on rank 0, what was found; nil elsewhere.
  func search(
    _ made: NetworkFlow?, _ loaded: LoadedNetwork?, threads: Int
  ) throws -> HierarchyResult? {
    let messages = isDistributed ? RankMessages(world: world) : nil
    let found = try stage(.search) {
      guard let made else { return (nil as HierarchyResult?, bytes: 0) }
      if made.flow.losesThreadsByCorrection {
        notice(
          "--entropy-corrected is searched by one thread: the search by several has no price of modules"
        )
      }
      var search = SearchOptions()
      search.seed = options.seed
      search.trials = options.trials
      search.preferredModules = options.preferredModules
      search.preferredLevels = network.preferredLevels
      search.threads = threads
      let trials = InfomapTrials(
        flow: made.flow, options: search, messages: messages,
        progress: ClusteringProgress(share: { _ in }, note: session.note, timer: session.timer))
      let found =
        if let given = loaded?.given {
          improve(given, by: trials)
        } else {
          try self.best(of: trials, made)
        }
      return (found, bytes: messages?.sentBytes ?? 0)
    }
    try made?.edges?.free()
    guard session.isRoot, let found = found ?? nil else { return nil }
    tellOfLevels(found.hierarchy.levelCount)
    return found
  }

  /// Says so if a hierarchy does not have as many levels as are wanted.
  private func tellOfLevels(_ count: Int) {
    guard let wanted = network.preferredLevels, wanted != count else { return }
    notice(
      "--preferred-number-of-levels \(wanted): no hierarchy of so many levels was found on this network; this one "
        + "has \(count)")
  }

  /// The best trial, of all ranks together or of this one alone, with as many levels as are asked for.
  private func best(of trials: InfomapTrials, _ made: NetworkFlow) throws -> HierarchyResult? {
    var whole: FlowNetwork? = made.isPart ? nil : made.flow
    return try trials.best(of: 0..<trials.options.trials) { found in
      guard session.isRoot, !network.isTwoLevel else { return HierarchyResult(found) }
      if whole == nil, let edges = made.edges {
        whole = try wholeFlow(of: edges, threads: trials.options.threads)
      }
      guard let whole else { return HierarchyResult(found) }
      let deeper = whole.deepen(
        found, preferredModules: trials.options.preferredModules,
        levels: trials.options.preferredLevels)
      trials.tell(.hierarchy, deeper.codelength.total)
      return deeper
    }
  }

  /// What comes of a hierarchy, at least as good as that.
  private func improve(_ given: Hierarchy, by trials: InfomapTrials) -> HierarchyResult {
    let (flow, options) = (trials.flow, trials.options)
    let start = HierarchyResult(
      hierarchy: given, seed: options.seed, on: flow, preferredModules: options.preferredModules)
    guard network.searches else { return start }
    let improved = flow.improve(given.bottomPartition, options, progress: trials.tell)
    let found =
      network.isTwoLevel
      ? HierarchyResult(improved)
      : flow.deepen(
        improved, preferredModules: options.preferredModules, levels: options.preferredLevels)
    if let levels = options.preferredLevels, given.levelCount != levels { return found }
    // A hierarchy given may be better than what its modules alone led to. Where lone nodes have joined
    // modules, the codelength is the same but for rounding.
    let rounding = 1e-10
    guard start.codelength.total < found.codelength.total - rounding else { return found }
    return network.isTwoLevel && given.levelCount > 2 ? found : start
  }
}
