extension HierarchyResult {
  /// A hierarchy of so many levels, made of this one.
  ///
  /// Of one that is deeper those modules stay that lose least; then the modules in those that have no deeper ones are
  /// searched anew. One that is less deep is given the cheapest level more, again and again: a module around two others,
  /// or modules within one that has none.
  ///
  /// - Parameters:
  ///   - levels: how many, that of the nodes included; at least 2.
  ///   - flow: the network that the hierarchy is of.
  /// - Returns: a hierarchy of another number of levels only where no change leads further.
  func reaching(levels: Int, on flow: FlowNetwork) -> HierarchyResult {
    if hierarchy.levelCount == levels { return self }
    var found = hierarchy
    if found.levelCount > levels {
      let tree = CodebookTree(found, on: flow)
      found = LevelLimit(tree, levels: levels).limited(to: levels)
      found = CodebookTree(found, on: flow).searchedBelow(on: flow, seed: seed)
    }
    while found.levelCount < levels {
      let tree = CodebookTree(found, on: flow)
      guard let change = tree.cheapestLevel(on: flow, seed: seed) else { break }
      found = change.applied(to: found)
    }
    return HierarchyResult(hierarchy: found, seed: seed, on: flow)
  }
}

extension CodebookTree {
  /// The hierarchy with other modules at the bottom where a search within those around them finds better ones.
  fileprivate func searchedBelow(on flow: FlowNetwork, seed: UInt64) -> Hierarchy {
    var (parents, modules) = (hierarchy.parents.map { $0 }, hierarchy.modules)
    var members = [[Int]](repeating: [], count: hierarchy.moduleCount)
    for (node, module) in modules.enumerated() {
      if let parent = parents[Int(module)] { members[parent].append(node) }
    }
    var isLeft = [Bool](repeating: false, count: hierarchy.moduleCount)
    let searchedCount = flow.searchedNodeCount
    forEachRegion(heights.map { $0 == 1 }, on: flow) { region, level in
      let nodes = members[region].filter { $0 < searchedCount }
      let known = GroupingChain(only: Partition(labels: nodes.map { modules[$0] }).modules)
      let costs = ModuleCosts(bitsPerModule: bitsPerModule)
      let searched = level.searchedPartition(seed: seed, shakes: true, costs: costs)
      let isBetter =
        searched.moduleCount > 1
        && GroupingChain(only: searched.modules).codelength(
          on: level, bitsPerModule: bitsPerModule)
          < known.codelength(on: level, bitsPerModule: bitsPerModule) - LeastGain.ofStep
      guard isBetter else { return }
      for submodule in submodules[region] { isLeft[submodule] = true }
      // Nodes that are not searched come last, and it does not matter where they are.
      for node in members[region] { modules[node] = UInt32(parents.count) }
      for (number, node) in nodes.enumerated() {
        modules[node] += searched.modules[number]
      }
      parents += [Int?](repeating: region, count: searched.moduleCount)
    }
    isLeft += [Bool](repeating: false, count: parents.count - isLeft.count)
    return Hierarchy(parents: parents, modules: modules).keeping(isLeft.map { !$0 })
  }
}
