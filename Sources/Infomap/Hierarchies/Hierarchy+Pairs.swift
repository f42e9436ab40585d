extension Hierarchy {
  /// The hierarchy with modules around two others each where that shortens the codelength, and around those again.
  ///
  /// A search for modules around modules finds them at the same depth, and within modules none but those of the nodes are
  /// looked for; so some are missing.
  func joiningPairs(on flow: FlowNetwork) -> Hierarchy {
    var hierarchy = self
    // At a very long Markov time rounding may seem a gain for ever.
    for _ in 0..<Self.mostRounds * moduleCount {
      let pairs = CodebookTree(hierarchy, on: flow).gainfulPairs(on: flow)
      if pairs.isEmpty { return hierarchy }
      var parents = hierarchy.parents
      for pair in pairs {
        parents.append(parents[pair.low])
        (parents[pair.low], parents[pair.high]) = (parents.count - 1, parents.count - 1)
      }
      hierarchy = Hierarchy(ordering: parents, modules: hierarchy.modules)
        .dissolvingNeedlessModules(on: flow)
    }
    return hierarchy
  }

  /// For each module: a hierarchy of pairs alone has fewer modules that are around others.
  private static var mostRounds: Int { 2 }
}

extension CodebookTree {
  /// Pairs of modules in the same codebooks around which a module shortens the codelength, those first that gain most; no
  /// module is in two of them.
  fileprivate func gainfulPairs(on flow: FlowNetwork) -> [SiblingFlows.Pair] {
    let shared = SiblingFlows(self, on: flow)
    let gainful = shared.linkedPairs.map { pair in
      let use = use(of: hierarchy.parents[pair.low])
      return (pair, bits: bits(around: pair, shared: shared[pair], use: use))
    }.filter { $0.bits < -LeastGain.ofStep }.sorted { ($0.bits, $0.0) < ($1.bits, $1.0) }
    var isTaken = [Bool](repeating: false, count: hierarchy.moduleCount)
    var uses: [Int?: Double] = [:]
    return gainful.map(\.0).filter { pair in
      let parent = hierarchy.parents[pair.low]
      let use = uses[parent] ?? use(of: parent)
      // The others have shortened the codebook, so that there is less to gain.
      guard !isTaken[pair.low], !isTaken[pair.high], entries(of: parent).count > 2,
        bits(around: pair, shared: shared[pair], use: use) < -LeastGain.ofStep
      else { return false }
      (isTaken[pair.low], isTaken[pair.high]) = (true, true)
      uses[parent] =
        use - flows[pair.low].enter - flows[pair.high].enter
        + border(around: pair, shared: shared[pair]).enter
      return true
    }
  }
}
