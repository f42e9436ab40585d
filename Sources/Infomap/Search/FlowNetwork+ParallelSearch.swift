extension FlowNetwork {
  /// One trial of the parallel search, whatever the size of the network.
  ///
  /// - Precondition: at least one thread.
  package func searchInParallel(
    seed: UInt64, threads: Int, progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) -> SearchResult {
    precondition(threads > 0)
    let labels = withLeafLevel { leaf -> [UInt32] in
      if leaf.nodeCount == 0 { return [] }
      do {
        var trial = try Trial<ParallelEngine>(
          leaf: LevelPart(whole: leaf), seed: seed, threads: threads, exchange: nil)
        try trial.run(progress: progress)
        return trial.labels
      } catch {
        preconditionFailure("only an exchange between ranks can fail, and there is none")
      }
    }
    return result(labels: labels, seed: seed)
  }

  /// The same by several ranks, each of which looks at the links of its own nodes only, so that it
  /// needs no more than its part of the network (`init(partOf:)`). Collective; the result is
  /// the same for any number of ranks. With more flow than the search can add up every rank searches
  /// the whole network serially.
  package func searchInParallel(
    seed: UInt64, threads: Int, exchange: any RankExchange,
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) throws -> SearchResult {
    guard canBeSearchedInParallel else { return searchSerially(seed: seed, progress: progress) }
    let begins = NodeBlocks.begins(nodeCount: searchedNodeCount, ranks: exchange.size)
    precondition(
      part == nil || part == begins[exchange.rank]..<begins[exchange.rank + 1],
      "the part of the network must be that of the rank")
    let labels = try withLeafLevel { leaf -> [UInt32] in
      if leaf.nodeCount == 0 { return [] }
      let part = LevelPart(view: leaf, begins: begins, rank: exchange.rank)
      var trial = try Trial<ParallelEngine>(
        leaf: part, seed: seed, threads: threads, exchange: exchange)
      try trial.run(progress: progress)
      return trial.labels
    }
    guard let part else { return result(labels: labels, seed: seed) }
    return try result(labels: labels, seed: seed, own: part, exchange: exchange)
  }

  /// What was found on parts of a network, unless one module for all is as good. Collective.
  private func result(
    labels: [UInt32], seed: UInt64, own: Range<Int>, exchange: any RankExchange
  ) throws -> SearchResult {
    let partition = try Partition(labels: labels).adding(nodes: unsearchedNodeCount)
      .joiningLoneNodes(on: self, exchange: exchange)
    let (codelength, oneLevel) = try MapEquation.codelength(
      of: partition, on: self, own: own, exchange: exchange)
    if codelength.total <= oneLevel - LeastGain.ofMove {
      return SearchResult(
        partition: partition, seed: seed, codelength: codelength, oneLevelCodelength: oneLevel)
    }
    return SearchResult(
      partition: oneModule, seed: seed,
      codelength: .init(index: 0, module: oneLevel), oneLevelCodelength: oneLevel)
  }
}
