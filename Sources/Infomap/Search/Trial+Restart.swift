/// Searches that start from what a search at another Markov time has found.
///
/// Moves of single nodes and modules make modules that are too large when they start from single nodes, and
/// leave modules apart that would have to unite several at a time. At a shorter time the best modules are
/// smaller, at a longer one they are larger: from either the way to a shorter codelength may be open that
/// was closed before.
extension Trial where Engine: ~Copyable {
  /// Tunes a small network at other Markov times and then at its own again, in turn; what comes of it stays if
  /// its codelength is shorter.
  mutating func restart(_ progress: (SearchPhase, Double) -> Void) throws(Engine.Failure) {
    guard isSmall, extras == .restarting else { return }
    keepWaypoint()
    try restartWhileWorthIt(progress)
  }

  /// Restarts in turn at each time that gains something, until the work would be more than that of a search, or half as
  /// much again where restarts gain most. Tiny networks, which shakes improve further, restart at all times only if that
  /// is little work, otherwise until two restarts have gained nothing; where restarts gain at all the work may be a third
  /// more. If tuning still gains, one restart is worth more.
  private mutating func restartWhileWorthIt(
    _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    var times = SearchEffort.restartTimes(linkEnds: engine.linkEnds)
    var (restarts, withoutGain, limit) = (0, 0, mostWork)
    // What a restart takes is known after the first.
    var expected = engine.work / 2
    while withoutGain < times.count, !isTiny || withoutGain < 2 || engine.work < workAllowance / 2,
      engine.work + expected < limit
        || restarts == 0 && gainOfLastRound >= SearchEffort.gainWorthRestart
    {
      let (workBefore, codelengthBefore) = (engine.work, codelength)
      let time = times[restarts % times.count]
      guard try restart(at: time, progress) else {
        // Nor will nodes hold together at a still shorter time.
        times.removeAll { $0 <= time }
        continue
      }
      restarts += 1
      expected = engine.work - workBefore
      let gain = relativeGain(since: codelengthBefore)
      withoutGain = gain < SearchEffort.leastGainOfRestart ? withoutGain + 1 : 0
      limit = mostWork
      if isTiny ? withoutGain < 2 : gain >= SearchEffort.leastGainOfRound {
        limit += mostWork / (isTiny ? 3 : 2)
      }
    }
    if restarts == 0 { try tune(untilGain: SearchEffort.leastGainOfLastRounds, progress) }
  }

  /// Lets parts of modules and nodes move once at a shorter Markov time, and tunes the modules at that of the network.
  ///
  /// - Returns: whether the nodes hold together at that time at all; if not, nothing has changed.
  private mutating func restart(
    at time: Double, _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) -> Bool {
    let before = State(of: self)
    engine.timeFactor = time
    let mostParts = SearchEffort.shatteredShare * Double(nodes.nodeCount)
    let holdsTogether = try moveParts(ownIndex: true, mostParts: mostParts)
    if holdsTogether { try moveNodes() }
    engine.timeFactor = 1
    guard holdsTogether else { return false }
    keepWaypoint()
    try mergeModules()
    try tune(untilGain: SearchEffort.leastGainOfRound) { _, _ in }
    try keepBetter(than: before, progress)
    return true
  }

  /// Goes back to an earlier state unless the present one has a shorter codelength.
  private mutating func keepBetter(
    than before: borrowing State, _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    if before.codelength - codelength > LeastGain.ofStep {
      progress(.restarting, codelength)
    } else {
      try goBack(to: before)
    }
  }

  /// Keeps the present modules to build a hierarchy on, on networks so small that this takes no time.
  mutating func keepWaypoint() {
    if waypoints.count < SearchEffort.waypointEntries / (engine.linkEnds + 1) {
      waypoints.append(labels)
    }
  }
}
