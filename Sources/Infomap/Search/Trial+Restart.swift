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
    guard isSmall, pains == .restarting else { return }
    let kept = Buffer<UInt32>(uninitialized: nodes.nodeCount)
    let wanted = SearchEffort.waypointEntries / (engine.linkEnds + 1)
    if wanted > 0 { waypoints.append(labels) }
    for time in SearchEffort.restartTimes(linkEnds: engine.linkEnds) {
      for node in 0..<nodes.nodeCount { kept[node] = nodes.moduleOf[node] }
      let (before, moduleCountBefore) = (codelength, moduleCount)
      try tune(at: time)
      if waypoints.count < wanted { waypoints.append(labels) }
      try tune(at: 1)
      if before - codelength > LeastGain.ofStep {
        progress(.restarting, codelength)
      } else {
        for node in 0..<nodes.nodeCount { nodes.moduleOf[node] = kept[node] }
        try returnTo(codelength: before, moduleCount: moduleCountBefore)
      }
    }
  }

  /// Tunes the modules as if the network's Markov time were another.
  ///
  /// - Parameter time: relative to that of the network.
  private mutating func tune(at time: Double) throws(Engine.Failure) {
    engine.timeFactor = time
    try mergeModules()
    try tune { _, _ in }
  }
}
