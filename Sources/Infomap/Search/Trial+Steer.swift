extension Trial where Engine: ~Copyable {
  /// Goes from the best number of modules to the preferred one, if any: those modules unite or part first that
  /// lose least by it.
  mutating func steer(_ progress: (SearchPhase, Double) -> Void) throws(Engine.Failure) {
    guard let preferredModules = costs.preferred else { return }
    let bits = costs.bitsPerModule
    // A quarter at a time, between which nodes and parts of modules find their places anew.
    while moduleCount > preferredModules {
      let wanted = max(
        preferredModules, moduleCount - max(1, moduleCount / SearchEffort.modulesPerUnion))
      engine.preference = ModulePreference(count: wanted, bitsPerModule: bits)
      uniteModules(until: wanted)
      try mergeModules()
      if moduleCount > wanted { break }
      try tune(progress)
    }
    var weight = SearchEffort.firstPreferenceWeight
    while weight <= 1 {
      engine.preference = ModulePreference(
        count: preferredModules, weight: weight, bitsPerModule: bits)
      if moduleCount < preferredModules {
        try moveParts(ownIndex: true)
        try moveNodes()
      }
      weight *= SearchEffort.preferenceGrowth
    }
    try mergeModules()
    try tune(progress)
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
