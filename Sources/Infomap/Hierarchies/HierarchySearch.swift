/// A hierarchy and how well it compresses the walk.
public struct HierarchyResult: TrialResult, Sendable {
  /// The modules that were found, and the modules around them.
  public let hierarchy: Hierarchy
  /// Recomputed from the exact flow.
  public let codelength: MapEquation.Codelength
  /// The codelength with all nodes in one module.
  public let oneLevelCodelength: Double
  /// The seed of the trial that found the hierarchy.
  public let seed: UInt64

  /// Makes the result of a trial that found a hierarchy, with the codelengths of that.
  ///
  /// - Parameters:
  ///   - hierarchy: what the trial found.
  ///   - seed: the seed of the trial.
  ///   - flow: the network with its flow.
  ///   - preferredModules: each top module more or fewer adds a bit to the module codelength.
  public init(
    hierarchy: Hierarchy, seed: UInt64, on flow: FlowNetwork, preferredModules: Int? = nil
  ) {
    self.hierarchy = hierarchy
    self.seed = seed
    codelength = MapEquation.codelength(of: hierarchy, on: flow)
      .adding(ModulePreference.cost(of: hierarchy.topModuleCount, preferred: preferredModules))
    oneLevelCodelength = MapEquation.oneLevelCodelength(on: flow)
  }

  /// Makes a result of two levels.
  public init(_ result: SearchResult) {
    hierarchy = Hierarchy(result.partition)
    codelength = result.codelength
    oneLevelCodelength = result.oneLevelCodelength
    seed = result.seed
  }
}

extension FlowNetwork {
  /// Searches the hierarchy, of any number of levels, with the shortest codelength.
  ///
  /// The result depends on the flow, the seeds and the number of trials alone, not on the machine.
  ///
  /// - Precondition: at least one trial.
  public func searchHierarchy(
    _ options: SearchOptions = SearchOptions(),
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) -> HierarchyResult {
    precondition(options.trials > 0)
    let best = options.best(ofTrials: 0..<options.trials) { seed, trial in
      let twoLevel = searchOnce(
        seed: seed, trial: trial, threads: options.threads,
        preferredModules: options.preferredModules,
        progress: progress)
      let result = deepen(
        twoLevel, preferredModules: options.preferredModules,
        levels: options.preferredLevels)
      progress(.hierarchy, result.codelength.total)
      return result
    }
    return best!
  }

  /// Adds levels to a two-level result, above and below its modules, where that shortens the
  /// codelength.
  ///
  /// From the top down, each module is divided anew: in the way known already from the two-level
  /// partition and the modules around its modules, or in a way found by a search within the module,
  /// or not at all. With a preferred number of modules those of the two-level result stay at the top,
  /// and if it is only one, it stays whole.
  ///
  /// On small networks, hierarchies are built on some partitions that the search has met on its way, too: the
  /// best one of two levels is not always that on which the best hierarchy stands. The smallest are searched again
  /// for more of them, from other starts. Only the best of them is built with
  /// full effort, which takes several times as long.
  ///
  /// - Parameters:
  ///   - result: what a search for two levels has found.
  ///   - preferredModules: each top module more or fewer adds a bit to the codelength.
  ///   - levels: how many the hierarchy is to have, that of the nodes included, at least 2; nil for as many as are best.
  ///     It has another number only where no module can be divided, nor come around others.
  public func deepen(
    _ result: SearchResult, preferredModules: Int? = nil, levels: Int? = nil
  ) -> HierarchyResult {
    guard let levels else { return deepest(result, preferredModules: preferredModules) }
    // The search for two levels has looked for this.
    if levels == 2 { return HierarchyResult(result) }
    return deepest(result, preferredModules: preferredModules).reaching(levels: levels, on: self)
  }

  /// The best hierarchy of any number of levels.
  private func deepest(_ result: SearchResult, preferredModules: Int?) -> HierarchyResult {
    let keepsTop = preferredModules != nil
    var candidates = [result.partition]
    let others = keepsTop ? [] : result.waypoints + otherFindings(than: result)
    for partition in others where !candidates.contains(partition) { candidates.append(partition) }
    var best = HierarchyResult(result)
    var promising = result.partition
    let found = candidates.count > 1 ? FoundDivisions() : nil
    func build(on partition: Partition, shakes: Bool) {
      let deeper = deepen(
        partition, seed: result.seed, preferredModules: preferredModules, shakes: shakes,
        found: found)
      guard let deeper, deeper.codelength.total < best.codelength.total - LeastGain.ofStep
      else { return }
      (best, promising) = (deeper, partition)
    }
    if candidates.count > 1 { for partition in candidates { build(on: partition, shakes: false) } }
    build(on: promising, shakes: true)
    return best
  }

  /// What further searches of a network find that is so small that they take no time, and meet on their way: there
  /// chance decides most on which partition the best hierarchy stands.
  private func otherFindings(than result: SearchResult) -> [Partition] {
    if result.moduleCount == 1 { return [] }
    let count = SearchEffort.furtherSearches(linkEnds: neighbors.neighbors.count)
    return (0..<count).flatMap { number -> [Partition] in
      let other = searchSerially(seed: result.seed, trial: 1 + number)
      return [other.partition] + other.waypoints
    }
  }

  /// The hierarchy built on a partition; nil where there is nothing to build on.
  ///
  /// - Parameters:
  ///   - shakes: whether modules within modules are shaken, on small networks.
  ///   - found: what searches within modules have found while other hierarchies were built.
  private func deepen(
    _ partition: Partition, seed: UInt64, preferredModules: Int?, shakes: Bool,
    found divisions: FoundDivisions?
  ) -> HierarchyResult? {
    let keepsTop = preferredModules != nil
    let searched = searchedPart(of: partition)
    if searched.moduleCount == 0 || keepsTop && searched.moduleCount == 1 { return nil }
    let found = withLeafLevel {
      HierarchySearch(
        level: $0, seed: seed, keepsTop: keepsTop, bitsPerModule: correction.bitsPerWord,
        shakes: shakes, found: divisions
      ).run(searched)
    }
    let joinsPairs = !keepsTop && neighbors.neighbors.count <= SearchEffort.smallNetwork
    let whole = addingUnsearchedNodes(to: found, preferredModules: preferredModules)
      .dissolvingNeedlessModules(on: self, keepsTop: keepsTop)
    let hierarchy = (joinsPairs ? whole.joiningPairs(on: self) : whole)
      .joiningLoneNodes(on: self, preferredModules: preferredModules)
    return HierarchyResult(
      hierarchy: hierarchy, seed: seed, on: self, preferredModules: preferredModules)
  }
}

private struct HierarchySearch: ~Copyable {
  let seed: UInt64
  /// Whether the modules to begin with stay those of the top.
  private let keepsTop: Bool
  /// The module at the bottom of each node so far is its region.
  private let regions: RegionLevels
  private let shakes: Bool
  /// What each module costs.
  private let bitsPerModule: Double
  private let found: FoundDivisions?

  init(
    level: LevelView, seed: UInt64, keepsTop: Bool, bitsPerModule: Double, shakes: Bool,
    found: FoundDivisions?
  ) {
    self.found = found
    self.bitsPerModule = bitsPerModule
    self.seed = seed
    self.keepsTop = keepsTop
    regions = RegionLevels(level)
    self.shakes = shakes && level.offsets[level.nodeCount] <= SearchEffort.smallHierarchy
  }

  func run(_ partition: Partition) -> Hierarchy {
    let level = regions.level
    let chain =
      keepsTop
      ? GroupingChain(only: partition.modules)
      : GroupingChain(
        bottom: partition.modules, of: level, seed: seed, shakes: shakes,
        bitsPerModule: bitsPerModule)
    let whole = Region(module: nil, nodes: Array(0..<UInt32(level.nodeCount)), known: chain)
    var parents: [Int?] = []
    // Regions of one generation are disjoint; each is cut out of the network itself, so that only
    // one part of it is in memory twice.
    var generation = [whole]
    while !generation.isEmpty {
      var next: [Region] = []
      for region in generation {
        guard let chain = division(of: region) else {
          if region.module == nil { parents.append(nil) }
          continue
        }
        let parts = region.parts(chain, firstModule: parents.count)
        for _ in parts { parents.append(region.module) }
        next += parts
      }
      for region in next { regions.assign(region.nodes, to: region.module!) }
      generation = next.filter { $0.nodes.count > 2 }
    }
    return Hierarchy(parents: parents, modules: (0..<level.nodeCount).map { regions.regionOf[$0] })
  }

  private func division(of region: Region) -> GroupingChain? {
    // The two-level search has just been made for the whole.
    guard let module = region.module else {
      if keepsTop { return region.known }
      return region.division(of: regions.level, search: nil, bitsPerModule: bitsPerModule)
    }
    let search = RegionSearch(seed: seed &+ UInt64(module), shakes: shakes, found: found)
    return regions.withLevel(of: region.nodes) {
      region.division(of: $0, search: search, bitsPerModule: bitsPerModule)
    }
  }
}
