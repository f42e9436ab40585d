/// Where the nodes go that no search is about: those without links, which nothing visits.
///
/// Nothing but the number of modules depends on it. Where modules are free each is in one of its own, as in the
/// reference. Where each module has its price, or a number of them is preferred, they are in as many of their own as
/// cost least; the rest is in the last of these, or in the module that is visited most often if there are none.
extension FlowNetwork {
  /// The partition of the nodes that are searched with the others added.
  func addingUnsearchedNodes(to partition: Partition, preferredModules: Int?) -> Partition {
    if unsearchedNodeCount == 0 { return partition }
    return addingUnsearchedNodes(to: Hierarchy(partition), preferredModules: preferredModules)
      .bottomPartition
  }

  /// The hierarchy of the nodes that are searched with the others added.
  func addingUnsearchedNodes(to hierarchy: Hierarchy, preferredModules: Int?) -> Hierarchy {
    let count = unsearchedNodeCount
    if count == 0 { return hierarchy }
    let own = modulesOfUnsearched(beside: hierarchy.topModuleCount, preferredModules)
    let whole = hierarchy.adding(nodes: own)
    let last = own > 0 ? UInt32(whole.moduleCount - 1) : mostVisitedModule(of: hierarchy)
    return Hierarchy(
      parents: whole.parents,
      modules: whole.modules + [UInt32](repeating: last, count: count - own))
  }

  /// How many of so many modules a search has to look for: the others are those of nodes that are not searched.
  func searchedModules(ofPreferred count: Int) -> ClosedRange<Int> {
    max(1, count - unsearchedNodeCount)...max(1, count)
  }

  /// How many modules of their own cost least.
  private func modulesOfUnsearched(beside others: Int, _ preferredModules: Int?) -> Int {
    if preferredModules == nil && correction.bitsPerWord == 0 { return unsearchedNodeCount }
    let fewest = others == 0 ? 1 : 0
    guard let preferredModules else { return fewest }
    func bits(_ own: Int) -> Double {
      ModulePreference.cost(of: others + own, preferred: preferredModules)
        + MapEquation.correction(moduleCount: others + own, on: self).total
    }
    let wanted = min(max(preferredModules - others, fewest), unsearchedNodeCount)
    return bits(wanted) <= bits(fewest) ? wanted : fewest
  }

  private func mostVisitedModule(of hierarchy: Hierarchy) -> UInt32 {
    var visits = [Double](repeating: 0, count: hierarchy.moduleCount)
    for (node, module) in hierarchy.modules.enumerated() { visits[Int(module)] += nodeFlow[node] }
    let isLess = { (a: Int, b: Int) in (visits[a], b) < (visits[b], a) }
    return UInt32(Set(hierarchy.modules.map { Int($0) }).max(by: isLess)!)
  }
}
