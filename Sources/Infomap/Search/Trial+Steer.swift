extension Trial where Engine: ~Copyable {
  /// Goes from the best number of modules to the nearest one that is preferred, if any is; on the smallest networks several
  /// times, of which the best stays.
  mutating func steer(_ progress: (SearchPhase, Double) -> Void) throws(Engine.Failure) {
    guard let preferred = costs.preferred else { return }
    let wanted = min(max(moduleCount, preferred.lowerBound), preferred.upperBound)
    if wanted == moduleCount && preferred.count > 1 { return }
    let start = State(of: self)
    let preference = engine.preference
    try steer(to: wanted, progress)
    guard countsWork else { return }
    for _ in 1..<SearchEffort.timesSteered(linkEnds: engine.linkEnds) {
      let best = State(of: self)
      engine.preference = preference
      try goBack(to: start)
      try steer(to: wanted, progress)
      if codelength > best.codelength { try goBack(to: best) }
    }
  }

  /// Goes to a number of modules: those unite or part first that lose least by it.
  private mutating func steer(
    to preferredModules: Int, _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    let wasFar = isFarFromPreferred
    try unite(until: preferredModules, progress)
    try part(until: preferredModules)
    try mergeModules()
    if isSmall && extras == .restarting {
      try tune(untilGain: SearchEffort.leastGainOfRound, progress)
      let share = wasFar ? 1 : SearchEffort.shareOfShakes
      try exchangeParts(mostWork: Int(share * Double(workAllowance)), progress)
      try annealParts(progress)
      try tune(untilGain: SearchEffort.leastGainOfLastRounds, progress)
    } else {
      try tune(progress)
    }
    if !wasFar { try shake(progress) }
  }

  /// The price of modules on the way to a number of them.
  private func preference(_ count: Int, weight: Double = 1) -> ModulePreference {
    ModulePreference(count: count, weight: weight, bitsPerModule: costs.bitsPerModule)
  }

  /// Unites the pairs of modules that lose least by it until there are no more than wanted: at once on small networks,
  /// where modules and their parts are to change places afterwards, on larger ones a share at a time, between which nodes
  /// and parts of modules find their places anew.
  private mutating func unite(
    until wanted: Int, _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    if isSmall {
      if moduleCount > wanted { try annealUnions(until: wanted, progress) }
      return
    }
    while moduleCount > wanted {
      let next = max(wanted, moduleCount - max(1, moduleCount / SearchEffort.modulesPerUnion))
      engine.preference = preference(next)
      uniteModules(until: next)
      try mergeModules()
      if moduleCount > next { break }
      try tune(progress)
    }
  }

  /// Lets modules part until there are as many as wanted: each missing costs more from round to round.
  private mutating func part(until wanted: Int) throws(Engine.Failure) {
    var weight = SearchEffort.firstPreferenceWeight
    while weight <= 1 {
      engine.preference = preference(wanted, weight: weight)
      if moduleCount < wanted {
        try moveParts(ownIndex: true)
        try moveNodes()
      }
      weight *= SearchEffort.preferenceGrowth
    }
  }

  /// Shakes the network of the parts of modules again and again, so that parts change places while the number of modules
  /// stays; between, single nodes move, and modules come apart anew. All that is so much work at most.
  private mutating func exchangeParts(
    mostWork: Int, _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    let mostWork = engine.work + mostWork
    var (rounds, withoutGain) = (0, 0)
    while withoutGain < SearchEffort.exchangesWithoutGain && engine.work < mostWork {
      let before = codelength
      try moveParts(ownIndex: rounds.isMultiple(of: 2), by: .shakes(until: mostWork))
      try moveNodes()
      progress(.shaking, codelength)
      rounds += 1
      withoutGain = before - codelength > LeastGain.ofStep ? 0 : withoutGain + 1
    }
  }

  /// Unites modules until there are no more than wanted, and lets those that were change places in the unions.
  private mutating func annealUnions(
    until wanted: Int, _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    engine.preference = preference(wanted)
    let parts = try engine.aggregate(leaf, into: nodes.moduleOf, moduleCount: moduleCount)
    for node in 0..<nodes.nodeCount { nodes.parts[node] = nodes.moduleOf[node] }
    uniteModules(until: wanted)
    try mergeModules()
    let plan = annealing(heat: SearchEffort.heatOfUnions, share: SearchEffort.shareOfUnions)
    try moveParts(parts, by: .annealing(plan))
    progress(.annealing, codelength)
  }

  /// Lets parts of modules, and then single nodes, change places while the number of modules stays.
  private mutating func annealParts(
    _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    let plan = annealing(heat: SearchEffort.heatOfParts, share: SearchEffort.shareOfParts)
    try moveParts(ownIndex: true, by: .annealing(plan))
    try annealNodes(plan)
    progress(.annealing, codelength)
    try moveNodes()
    progress(.fineTuning, codelength)
  }

  /// How to anneal: the share is that of what a search may always do.
  private func annealing(heat: Double, share: Double) -> Annealing {
    let share = share * SearchEffort.shareOfAnnealing(linkEnds: engine.linkEnds)
    return Annealing(firstTemperature: heat, work: Int(share * Double(workAllowance)))
  }

  /// Unites modules that are worth more as one though no two of them are: two at a time, always those that lose least by
  /// it, to the number of modules where the codelength is shortest. As many pairs are valued as the network has nodes and
  /// links at most, so that this takes no longer than a sweep or two.
  ///
  /// - Returns: whether it is shorter anywhere on the way; if not, nothing has changed.
  @discardableResult
  mutating func uniteOnTheWay() throws(Engine.Failure) -> Bool {
    guard countsWork, engine.hasWholeLevels, moduleCount > 1 else { return false }
    var unions = ModuleUnions(sums.view)
    let way = unions.bestCountOnTheWay(
      bitsPerModule: costs.bitsPerModule, mostPairs: nodes.nodeCount + engine.linkEnds / 2)
    if way.change > -LeastGain.ofStep { return false }
    uniteModules(until: way.count)
    try mergeModules()
    try tune(untilGain: SearchEffort.leastGainOfLastRounds) { _, _ in }
    return true
  }

  /// Goes on from larger modules where those found are no better than one for all: where only a few small ones are worth
  /// their names, each union on the way to them loses. What comes of it stays if it is better.
  mutating func uniteIfOneIsBetter(_ progress: (SearchPhase, Double) -> Void) throws(Engine.Failure)
  {
    guard countsWork, engine.hasWholeLevels, moduleCount > 1,
      codelength > engine.nodeTerm - LeastGain.ofMove
    else {
      return
    }
    let before = State(of: self)
    var unions = ModuleUnions(sums.view)
    uniteModules(until: unions.bestCountOnTheWay(bitsPerModule: costs.bitsPerModule).count)
    try mergeModules()
    try tune(progress)
    if codelength > before.codelength { return try goBack(to: before) }
    try shake(progress)
  }

  /// Leaves gaps in the numbers of modules, which the next merging closes.
  private func uniteModules(until wanted: Int) {
    var unions = ModuleUnions(sums.view)
    unions.run(until: wanted)
    for node in 0..<nodes.nodeCount {
      nodes.moduleOf[node] = unions.union(of: nodes.moduleOf[node])
    }
  }
}
