extension FlowNetwork {
  /// Makes one trial of the parallel search, whatever the size of the network.
  ///
  /// - Precondition: at least one thread.
  package func searchInParallel(
    seed: UInt64, trial number: Int = 0, threads: Int,
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) -> SearchResult {
    precondition(threads > 0)
    let labels = withLeafLevel { leaf -> [UInt32] in
      if leaf.nodeCount == 0 { return [] }
      do {
        var trial = try Trial<ParallelEngine>(
          leaf: LevelPart(whole: leaf), seed: seed, number: number, threads: threads,
          exchange: nil)
        try trial.run(progress: progress)
        return trial.labels
      } catch {
        preconditionFailure("only an exchange between ranks can fail, and there is none")
      }
    }
    return result(labels: labels, seed: seed)
  }

  /// The modules that a trial of the parallel search makes of given ones, numbered without gaps.
  func improve(
    _ modules: [UInt32], of leaf: LevelView, seed: UInt64, threads: Int,
    _ progress: (SearchPhase, Double) -> Void
  ) -> [UInt32] {
    do {
      var trial = try Trial<ParallelEngine>(
        leaf: LevelPart(whole: leaf), seed: seed, threads: threads, exchange: nil)
      try trial.run(from: modules, progress: progress)
      return trial.labels
    } catch {
      preconditionFailure("only an exchange between ranks can fail, and there is none")
    }
  }

  /// Searches the partition with the shortest codelength by all ranks together, one trial after the other.
  /// Collective; the result is the same on all ranks, and for any number of ranks and threads.
  ///
  /// - Parameters:
  ///   - options: without a preferred number of modules.
  ///   - exchange: what ranks say to each other.
  ///   - progress: told each phase when it ends, with the codelength then.
  /// - Precondition: at least one trial and one thread.
  /// - Throws: what the exchange throws.
  public func search(
    _ options: SearchOptions = SearchOptions(), exchange: any RankExchange,
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) throws -> SearchResult {
    precondition(options.trials > 0)
    precondition(options.preferredModules == nil, "ranks together prefer no number of modules")
    let best = try options.best(ofTrials: 0..<options.trials) {
      try searchOnce(
        seed: $0, trial: $1, threads: options.threads, exchange: exchange, progress: progress)
    }
    return best!
  }

  /// Makes one trial of the search by all ranks together. Collective; the result is the same on all ranks,
  /// and for any number of ranks and threads.
  ///
  /// Each rank looks at the links of its own nodes only, so that it needs no more than its part of the
  /// network (``init(partOf:_:directed:options:threads:)``). A network of up to a million entries of neighbor lists is
  /// searched by the threads of rank 0, whatever the number of ranks. With more flow than the search can add up, of
  /// a long Markov time, every rank searches the whole network serially.
  ///
  /// - Throws: what the exchange throws.
  public func searchOnce(
    seed: UInt64, trial number: Int = 0, threads: Int = 1, exchange: any RankExchange,
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) throws -> SearchResult {
    try searchByRanks(
      seed: seed, trial: number, threads: threads, exchange: exchange,
      mostAtFirst: SearchEffort.smallNetwork, progress: progress)
  }

  /// Makes one trial of the search by all ranks together, or by rank 0 alone, whatever the number of ranks, if the
  /// neighbor lists have no more than `mostAtFirst` entries. Collective.
  func searchByRanks(
    seed: UInt64, trial number: Int = 0, threads: Int, exchange: any RankExchange,
    mostAtFirst: Int, progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) throws -> SearchResult {
    guard canBeSearchedInParallel else {
      return searchSerially(seed: seed, trial: number, progress: progress)
    }
    let begins = NodeBlocks.begins(nodeCount: searchedNodeCount, ranks: exchange.size)
    precondition(
      part == nil || part == begins[exchange.rank]..<begins[exchange.rank + 1],
      "the part of the network must be that of the rank")
    let labels = try withLeafLevel { leaf -> [UInt32] in
      if leaf.nodeCount == 0 { return [] }
      let part = LevelPart(view: leaf, begins: begins, rank: exchange.rank)
      let linkEnds = try exchange.allGather([part.ownLinkEnds]).reduce(0, +)
      if linkEnds <= mostAtFirst {
        return try searchAtFirstRank(
          part, seed: seed, number: number, threads: threads, exchange, progress)
      }
      var trial = try Trial<ParallelEngine>(
        leaf: part, seed: seed, number: number, threads: threads, exchange: exchange)
      try trial.run(progress: progress)
      return trial.labels
    }
    guard let part else { return result(labels: labels, seed: seed) }
    return try result(labels: labels, seed: seed, own: part, exchange: exchange)
  }

  /// Lets rank 0 search a small network by its threads: all ranks together would wait for each other most of the time.
  /// Collective; all ranks get the labels, which are those of ``searchInParallel(seed:trial:threads:progress:)``.
  private func searchAtFirstRank(
    _ part: LevelPart, seed: UInt64, number: Int, threads: Int, _ exchange: any RankExchange,
    _ progress: (SearchPhase, Double) -> Void
  ) throws -> [UInt32] {
    let whole = try Level(gathering: part, exchange: exchange)
    var labels: [UInt32] = []
    if exchange.rank == 0 {
      var trial = try Trial<ParallelEngine>(
        leaf: whole.part, seed: seed, number: number, threads: threads, exchange: nil)
      try trial.run(progress: progress)
      labels = trial.labels
    }
    // The views of the level do not keep it alive.
    withExtendedLifetime(whole) {}
    return try exchange.allGather(labels)
  }

  /// Makes a result of the labels found on parts of a network, or of one module for all if that is as good.
  /// Collective.
  private func result(
    labels: [UInt32], seed: UInt64, own: Range<Int>, exchange: any RankExchange
  ) throws -> SearchResult {
    let partition = try addingUnsearchedNodes(
      to: Partition(labels: labels), preferredModules: nil
    ).joiningLoneNodes(on: self, exchange: exchange)
    let (codelength, oneLevel) = try MapEquation.codelength(
      of: partition, on: self, own: own, exchange: exchange)
    if codelength.total <= oneLevel - LeastGain.ofMove {
      return SearchResult(
        partition: partition, seed: seed, codelength: codelength, oneLevelCodelength: oneLevel)
    }
    return SearchResult(
      partition: oneModule(), seed: seed,
      codelength: .init(index: 0, module: oneLevel), oneLevelCodelength: oneLevel)
  }
}
