extension FlowNetwork {
  /// One trial of the parallel search, whatever the size of the network.
  ///
  /// - Precondition: at least one thread.
  package func searchInParallel(
    seed: UInt64, threads: Int, progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) -> SearchResult {
    precondition(threads > 0)
    let labels = withLeafLevel { leaf -> [UInt32] in
      // Nothing fails without ranks.
      try! ParallelTrial.labels(
        LevelPart(whole: leaf), seed: seed, threads: threads, exchange: nil, progress: progress)
    }
    return result(labels: labels, seed: seed)
  }

  /// The same by several ranks, each of which has the whole network but looks at the links of its
  /// own nodes only. Collective; the result is the same for any number of ranks. With more flow than the
  /// search can add up every rank searches serially.
  package func searchInParallel(
    seed: UInt64, threads: Int, exchange: any RankExchange,
    progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) throws -> SearchResult {
    guard canBeSearchedInParallel else { return searchSerially(seed: seed, progress: progress) }
    let begins = LevelPart.begins(nodeCount: nodeCount, ranks: exchange.size)
    let labels = try withLeafLevel { leaf -> [UInt32] in
      let part = LevelPart(view: leaf, begins: begins, rank: exchange.rank)
      return try ParallelTrial.labels(
        part, seed: seed, threads: threads, exchange: exchange, progress: progress)
    }
    return result(labels: labels, seed: seed)
  }
}

extension ParallelTrial {
  static func labels(
    _ leaf: LevelPart, seed: UInt64, threads: Int, exchange: (any RankExchange)?,
    progress: (SearchPhase, Double) -> Void
  ) throws -> [UInt32] {
    var trial = try ParallelTrial(leaf: leaf, seed: seed, threads: threads, exchange: exchange)
    try trial.run(progress: progress)
    return trial.labels
  }
}
