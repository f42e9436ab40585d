extension Trial where Engine: ~Copyable {
  /// Goes from the best number of modules to the preferred one, if any: what loses least unites or parts
  /// first.
  mutating func steer(_ progress: (SearchPhase, Double) -> Void) throws(Engine.Failure) {
    guard let preferredModules else { return }
    var weight = SearchEffort.firstPreferenceWeight
    while weight <= 1 {
      engine.preference = ModulePreference(count: preferredModules, weight: weight)
      if moduleCount > preferredModules {
        try mergeModules()
      } else if moduleCount < preferredModules {
        try moveParts(ownIndex: true)
        try moveNodes()
      }
      weight *= SearchEffort.preferenceGrowth
    }
    if moduleCount > preferredModules { uniteUnlinked(until: preferredModules) }
    try mergeModules()
    try tune(progress)
    try shake(progress)
  }

  /// Unites modules without links between them, which are no candidates of each other's moves. The
  /// smallest lose least by it, two at a time.
  private func uniteUnlinked(until wanted: Int) {
    var flow = (0..<moduleCount).map { sums.nodes[$0].flow }
    let singles = (0..<moduleCount).sorted { (flow[$0], $0) < (flow[$1], $1) }
    // United modules come by rising flow, too.
    var united: [Int] = []
    var (nextSingle, nextUnited) = (0, 0)
    func takeSmallest() -> Int {
      let hasSingle = nextSingle < singles.count
      if nextUnited < united.count,
        !hasSingle || flow[united[nextUnited]] < flow[singles[nextSingle]]
      {
        nextUnited += 1
        return united[nextUnited - 1]
      }
      nextSingle += 1
      return singles[nextSingle - 1]
    }
    var newModule = Array(0..<UInt32(moduleCount))
    for _ in wanted..<moduleCount {
      let (smallest, next) = (takeSmallest(), takeSmallest())
      newModule[smallest] = UInt32(next)
      flow[next] += flow[smallest]
      united.append(next)
    }
    for node in 0..<nodes.nodeCount {
      var module = nodes.moduleOf[node]
      while newModule[Int(module)] != module { module = newModule[Int(module)] }
      nodes.moduleOf[node] = module
    }
  }
}
