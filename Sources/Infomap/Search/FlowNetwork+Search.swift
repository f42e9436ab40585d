extension FlowNetwork {
  /// Searches the partition with the shortest codelength.
  ///
  /// The result depends on the flow, the seeds and the number of trials alone, not on the machine or the
  /// number of threads.
  ///
  /// - Precondition: at least one trial and one thread.
  public func search(
    _ options: SearchOptions = SearchOptions(),
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) -> SearchResult {
    precondition(options.trials > 0)
    let best = options.best(ofTrials: 0..<options.trials) {
      searchOnce(
        seed: $0, trial: $1, threads: options.threads, preferredModules: options.preferredModules,
        progress: progress)
    }
    return best!
  }

  /// Makes one trial of the search. `progress` is told each phase when it ends, with the codelength then.
  ///
  /// Trials of small networks but the first, number 0, start in turn at other Markov times than that of the network.
  ///
  /// Small networks are searched serially, large ones in parallel, both whatever the number of
  /// threads: so it does not change the result. A long Markov time makes more flow than the parallel
  /// search can add up; the serial one takes it.
  public func searchOnce(
    seed: UInt64, trial: Int = 0, threads: Int = 1, preferredModules: Int? = nil,
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) -> SearchResult {
    let isSerial = isSearchedSerially(preferredModules: preferredModules)
    return isSerial
      ? searchSerially(
        seed: seed, trial: trial, preferredModules: preferredModules, progress: progress)
      : searchInParallel(seed: seed, trial: trial, threads: threads, progress: progress)
  }

  /// Whether one thread searches: small networks, and what the parallel search cannot do.
  private func isSearchedSerially(preferredModules: Int?) -> Bool {
    neighbors.neighbors.count <= SearchEffort.smallNetwork || preferredModules != nil
      || !canBeSearchedInParallel
  }

  /// Whether the parallel search, which adds in fixed point and knows no price of modules, can do it.
  var canBeSearchedInParallel: Bool {
    correction.bitsPerWord == 0 && exitFlow.reduce(0, +) <= FixedPoint.largestLinkFlow
  }

  /// Whether threads would search if the codelength were not corrected.
  package var losesThreadsByCorrection: Bool {
    correction.bitsPerWord > 0 && neighbors.neighbors.count > SearchEffort.smallNetwork
  }

  private func costs(preferredModules: Int?) -> ModuleCosts {
    ModuleCosts(
      preferred: preferredModules.map(searchedModules), bitsPerModule: correction.bitsPerWord)
  }

  /// Makes one trial of the serial search, whatever the size of the network.
  package func searchSerially(
    seed: UInt64, trial number: Int = 0, preferredModules: Int? = nil,
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) -> SearchResult {
    let oneLevel = MapEquation.oneLevelCodelength(on: self)
    var waypoints: [[UInt32]] = []
    let labels = withLeafLevel { leaf in
      if leaf.nodeCount == 0 { return [UInt32]() }
      var trial = Trial<SerialEngine>(
        leaf: leaf, seed: seed, number: number, nodeTerm: oneLevel,
        costs: costs(preferredModules: preferredModules))
      trial.run(progress: progress)
      waypoints = trial.waypoints
      return trial.labels
    }
    var found = result(labels: labels, seed: seed, preferredModules: preferredModules)
    found.waypoints = waypoints.map {
      addingUnsearchedNodes(
        to: Partition(labels: $0), preferredModules: preferredModules)
    }
    return found
  }

  /// Makes a result of the labels that a trial found, or of one module for all if that is as good.
  func result(labels: [UInt32], seed: UInt64, preferredModules: Int? = nil) -> SearchResult {
    let partition = addingUnsearchedNodes(
      to: Partition(labels: labels), preferredModules: preferredModules
    ).joiningLoneNodes(on: self, preferredModules: preferredModules)
    let result = SearchResult(
      partition: partition, seed: seed, on: self, preferredModules: preferredModules)
    let one = oneModule(preferredModules: preferredModules)
    // Those of nodes that are not searched have their price.
    let bits =
      correction.bitsPerWord > 0
      ? MapEquation.codelength(of: one, on: self).total : result.oneLevelCodelength
    let bitsOfOne = bits + ModulePreference.cost(of: one.moduleCount, preferred: preferredModules)
    if result.codelength.total <= bitsOfOne - LeastGain.ofMove { return result }
    return SearchResult(
      partition: one, seed: seed, on: self, preferredModules: preferredModules)
  }

  /// Improves a given partition by trials that begin with it, and returns the best: the given one if none is
  /// better. As with ``searchOnce(seed:trial:threads:preferredModules:progress:)``, large networks are searched in
  /// parallel, and the number of threads does not change the result.
  public func improve(
    _ partition: Partition, _ options: SearchOptions = SearchOptions(),
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) -> SearchResult {
    let preferred = options.preferredModules
    func result(_ partition: Partition, seed: UInt64) -> SearchResult {
      SearchResult(
        partition: partition.joiningLoneNodes(on: self, preferredModules: preferred), seed: seed,
        on: self, preferredModules: preferred)
    }
    let given = result(partition, seed: options.seed)
    let improved = options.best(ofTrials: 0..<options.trials) { seed, _ in
      let modules = searchedPart(of: partition).modules
      let labels = withLeafLevel { leaf -> [UInt32] in
        if leaf.nodeCount == 0 { return [] }
        guard isSearchedSerially(preferredModules: preferred) else {
          return improve(modules, of: leaf, seed: seed, threads: options.threads, progress)
        }
        var trial = Trial<SerialEngine>(
          leaf: leaf, seed: seed, nodeTerm: given.oneLevelCodelength,
          costs: costs(preferredModules: preferred))
        trial.run(from: modules, progress: progress)
        return trial.labels
      }
      return result(
        addingUnsearchedNodes(to: Partition(labels: labels), preferredModules: preferred),
        seed: seed)
    }
    guard let improved, improved.isBetter(than: given) else { return given }
    return improved
  }

  /// The nodes that are searched in one module.
  func oneModule(preferredModules: Int? = nil) -> Partition {
    addingUnsearchedNodes(
      to: .oneModule(nodeCount: searchedNodeCount), preferredModules: preferredModules)
  }

  /// The partition of the nodes that are searched.
  func searchedPart(of partition: Partition) -> Partition {
    unsearchedNodeCount == 0
      ? partition : Partition(labels: partition.modules.prefix(searchedNodeCount))
  }
}
