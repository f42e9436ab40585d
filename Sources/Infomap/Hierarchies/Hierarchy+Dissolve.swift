extension Hierarchy {
  /// The hierarchy without the modules whose submodules are named more cheaply by the codebook around
  /// them.
  ///
  /// A search for modules around modules gives each module one, but some are better off without.
  ///
  /// - Parameter keepsTop: whether those of the top stay in any case.
  func dissolvingNeedlessModules(on flow: FlowNetwork, keepsTop: Bool = false) -> Hierarchy {
    let flows = MapEquation.moduleFlows(self, flow)
    var parents = self.parents
    // What the codebook of each module is used: for leaving, and for entering its submodules. That of
    // the top is the last.
    let top = moduleCount
    var uses = flows.map(\.exit) + [0]
    var hasSubmodules = [Bool](repeating: false, count: moduleCount + 1)
    for (module, parent) in parents.enumerated() {
      uses[parent ?? top] += flows[module].enter
      hasSubmodules[parent ?? top] = true
    }
    var isDissolved = [Bool](repeating: false, count: moduleCount)
    for module in parents.indices {
      // Modules around come first, so the parent is final but for what it takes over.
      if let parent = parents[module], isDissolved[parent] { parents[module] = parents[parent] }
      if !hasSubmodules[module] || keepsTop && parents[module] == nil { continue }
      let around = parents[module] ?? top
      let (enter, exit) = (flows[module].enter, flows[module].exit)
      let after = uses[around] - enter + uses[module] - exit
      let saved =
        Logarithm.plogp(uses[around]) - Logarithm.plogp(after) - Logarithm.plogp(enter)
        + Logarithm.plogp(uses[module]) - Logarithm.plogp(exit) + flow.correction.bitsPerWord
      guard saved > LeastGain.ofStep else { continue }
      isDissolved[module] = true
      uses[around] = after
    }
    guard isDissolved.contains(true) else { return self }
    return keeping(isDissolved.map { !$0 })
  }

  /// The hierarchy with some of its modules only: what was in the others is in the modules around them.
  ///
  /// - Parameter isKept: of each module, whether it stays. Each bottom module or one around it has to.
  func keeping(_ isKept: [Bool]) -> Hierarchy {
    // The number of the module that is or holds each, among those that stay.
    var numbers: [Int?] = []
    var kept: [Int?] = []
    for (module, parent) in parents.enumerated() {
      let around = parent.flatMap { numbers[$0] }
      numbers.append(isKept[module] ? kept.count : around)
      if isKept[module] { kept.append(around) }
    }
    return Hierarchy(parents: kept, modules: modules.map { UInt32(numbers[Int($0)]!) })
  }
}
