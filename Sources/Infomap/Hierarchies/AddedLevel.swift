/// A change that makes a hierarchy one level deeper: a module comes around two others, or modules into one that has none.
enum AddedLevel {
  /// A new module around two modules in the same codebook, which has a third.
  case around(Int, Int)
  /// The nodes of a module in modules within it: of each, in the order of the nodes, the number of its new module.
  case within(Int, [UInt32])

  /// The hierarchy with this change.
  func applied(to hierarchy: Hierarchy) -> Hierarchy {
    var (parents, modules) = (hierarchy.parents, hierarchy.modules)
    switch self {
    case .around(let a, let b):
      parents.append(parents[a])
      parents[a] = parents.count - 1
      parents[b] = parents.count - 1
    case .within(let module, let divided):
      let first = UInt32(parents.count)
      var next = 0
      for node in modules.indices where modules[node] == UInt32(module) {
        // Nodes that are not searched come last, and it does not matter where they are.
        modules[node] = first + (next < divided.count ? divided[next] : 0)
        next += 1
      }
      parents += [Int?](repeating: module, count: Int(divided.max()!) + 1)
      // The only module around all is needed no more.
      if hierarchy.moduleCount == 1 { return Hierarchy(Partition(labels: modules)) }
    }
    return Hierarchy(ordering: parents, modules: modules)
  }
}

extension CodebookTree {
  /// The change that costs least among those that make the hierarchy a level deeper; nil where there is none.
  ///
  /// - Parameter seed: of the searches for modules in those that have none.
  func cheapestLevel(on flow: FlowNetwork, seed: UInt64) -> AddedLevel? {
    let around = cheapestPair(on: flow)
    let within = cheapestDivision(on: flow, seed: seed)
    guard let around else { return within?.change }
    guard let within, within.bits < around.bits else { return around.change }
    return within.change
  }

  private typealias Cost = (change: AddedLevel, bits: Double)

  /// The two modules that a module costs least around.
  ///
  /// Of those without links between them only the two of each codebook are looked at that are entered least.
  private func cheapestPair(on flow: FlowNetwork) -> Cost? {
    let shared = SiblingFlows(self, on: flow)
    var best: Cost?
    let unlinked = ([nil] + flows.indices.map { Int?($0) }).compactMap { leastEntered(of: $0) }
    for pair in shared.linkedPairs + unlinked
    where isDeepest(pair.low) || isDeepest(pair.high) {
      let parent = hierarchy.parents[pair.low]
      guard entries(of: parent).count > 2 else { continue }
      let bits = bits(around: pair, shared: shared[pair], use: use(of: parent))
      if let found = best, found.bits <= bits { continue }
      best = (.around(pair.low, pair.high), bits)
    }
    return best
  }

  /// Of the modules that a codebook names the deepest one and another that are entered least.
  private func leastEntered(of module: Int?) -> SiblingFlows.Pair? {
    let entries = entries(of: module)
    func isLess(_ a: Int, _ b: Int) -> Bool { (flows[a].enter, a) < (flows[b].enter, b) }
    guard entries.count > 2, let deep = entries.filter(isDeepest).min(by: isLess) else {
      return nil
    }
    return entries.filter { $0 != deep }.min(by: isLess).map { SiblingFlows.Pair(deep, $0) }
  }

  /// The module whose nodes it costs least to divide, and how.
  private func cheapestDivision(on flow: FlowNetwork, seed: UInt64) -> Cost? {
    var best: Cost?
    forEachRegion(flows.indices.map { submodules[$0].isEmpty && isDeepest($0) }, on: flow) {
      module, level in
      guard let divided = level.leastDivision(seed: seed, bitsPerModule: bitsPerModule) else {
        return
      }
      let bits = divided.bits - level.indexCodelength
      if let found = best, found.bits <= bits { return }
      best = (.within(module, divided.modules), bits)
    }
    return best
  }

  /// Calls `body` with each chosen module and the nodes in it that are searched as a level of their own.
  ///
  /// - Parameter isChosen: of each module whether it is; none of these in another.
  func forEachRegion(
    _ isChosen: [Bool], on flow: FlowNetwork, _ body: (Int, LevelView) -> Void
  ) {
    var regionOf: [Int?] = []
    for (module, parent) in hierarchy.parents.enumerated() {
      regionOf.append(isChosen[module] ? module : parent.flatMap { regionOf[$0] })
    }
    var members = [[UInt32]](repeating: [], count: hierarchy.moduleCount)
    for (node, module) in hierarchy.modules.enumerated() {
      if let region = regionOf[Int(module)] { members[region].append(UInt32(node)) }
    }
    flow.withLeafLevel { leaf in
      let regions = RegionLevels(leaf)
      for (module, members) in members.enumerated() {
        let nodes = members.filter { $0 < leaf.nodeCount }
        if nodes.count < 2 { continue }
        // Region 0 is that of all others.
        regions.assign(nodes, to: module + 1)
        regions.withLevel(of: nodes) { body(module, $0) }
      }
    }
  }
}

extension LevelView {
  /// The modules into which the nodes of a region divide at the least cost, all in one not being allowed, and the
  /// codelength then; nil where none are found.
  fileprivate func leastDivision(
    seed: UInt64, bitsPerModule: Double
  ) -> (modules: [UInt32], bits: Double)? {
    let free = ModuleCosts(bitsPerModule: bitsPerModule)
    let found = [free, ModuleCosts(preferred: 2...2, bitsPerModule: bitsPerModule)].map { costs in
      searchedPartition(seed: seed, shakes: false, costs: costs)
    }
    return found.filter { $0.moduleCount > 1 }.map { divided in
      let chain = GroupingChain(only: divided.modules)
      return (divided.modules, chain.codelength(on: self, bitsPerModule: bitsPerModule))
    }.min { $0.1 < $1.1 }
  }
}
