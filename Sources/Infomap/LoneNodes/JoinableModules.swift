/// The modules of a hierarchy while nodes that are alone in theirs join others, and the codelength that
/// this changes.
struct JoinableModules {
  private var parents: [Int?]
  private var modules: [UInt32]
  private var memberCounts: [UInt32]
  private var flows: [NodeFlow]
  /// How much the codebook of each module with submodules is used, for leaving the module and entering
  /// its submodules; the last is the codebook of the top modules.
  private var uses: [Double]
  private let isBottom: [Bool]
  private let preference: ModulePreference?
  /// What each module costs.
  private let bitsPerModule: Double
  private var topModuleCount: Int

  /// - Parameters:
  ///   - memberCounts: how many nodes each module of the hierarchy has itself.
  ///   - flows: of each module.
  init(
    _ hierarchy: Hierarchy, memberCounts: [UInt32], flows: [NodeFlow],
    preference: ModulePreference?, bitsPerModule: Double
  ) {
    self.bitsPerModule = bitsPerModule
    parents = hierarchy.parents
    modules = hierarchy.modules
    self.memberCounts = memberCounts
    self.flows = flows
    self.preference = preference
    isBottom = memberCounts.map { $0 > 0 }
    topModuleCount = hierarchy.topModuleCount
    uses = flows.map(\.exit) + [0]
    for (module, parent) in parents.enumerated() {
      uses[parent ?? parents.count] += flows[module].enter
    }
  }

  /// Whether there is any flow through a module.
  func isVisited(_ module: UInt32) -> Bool {
    let flow = flows[Int(module)]
    return flow.flow > 0 || flow.enter > 0 || flow.exit > 0
  }

  /// The module beside `module` that is `other` or has it inside; nil if `other` lies outside of the
  /// module around both.
  func sibling(of module: UInt32, around other: UInt32) -> UInt32? {
    var other = Int(other)
    while parents[other] != parents[Int(module)] {
      guard let parent = parents[other] else { return nil }
      other = parent
    }
    return UInt32(other)
  }

  /// Whether a lone node is alone still and the module beside its own is still there.
  func canJoin(_ module: UInt32, _ target: UInt32) -> Bool {
    let (module, target) = (Int(module), Int(target))
    return memberCounts[module] == 1 && parents[module] == parents[target]
      && (memberCounts[target] > 0 || !isBottom[target])
  }

  /// How many bits the codelength grows by when a lone node joins a module beside its own. Where the
  /// latter has submodules, that of the node becomes one more of these.
  ///
  /// - Parameter between: the flow between the two, both directions together.
  func change(by module: UInt32, joining target: UInt32, between: Double) -> Double {
    let (module, target) = (Int(module), Int(target))
    let (node, before) = (flows[module], flows[target])
    let after = Self.sum(before, node, between: between)
    let around = uses[parents[module] ?? parents.count]
    var change = Logarithm.plogp(around - between) - Logarithm.plogp(around)
    change += Logarithm.plogp(before.enter) - Logarithm.plogp(after.enter)
    change += Logarithm.plogp(before.exit) - Logarithm.plogp(after.exit)
    if isBottom[target] {
      change +=
        Logarithm.plogp(after.exit + after.flow) - Logarithm.plogp(before.exit + before.flow)
      change -= Logarithm.plogp(node.exit + node.flow)
      change += Logarithm.plogp(node.exit) + Logarithm.plogp(node.enter)
      change -= bitsPerModule
    } else {
      let use = uses[target]
      change += Logarithm.plogp(use + node.enter + node.exit - between) - Logarithm.plogp(use)
    }
    guard let preference, parents[module] == nil else { return change }
    return change + preference.cost(of: -1, at: topModuleCount)
  }

  /// Lets the node of a module join the module beside it.
  mutating func join(_ node: UInt32, _ target: UInt32, between: Double) {
    let (module, target) = (Int(modules[Int(node)]), Int(target))
    let flow = flows[module]
    uses[parents[module] ?? parents.count] -= between
    flows[target] = Self.sum(flows[target], flow, between: between)
    topModuleCount -= parents[module] == nil ? 1 : 0
    guard isBottom[target] else {
      uses[target] += flow.enter + flow.exit - between
      parents[module] = target
      return
    }
    memberCounts[module] = 0
    memberCounts[target] += 1
    modules[Int(node)] = UInt32(target)
  }

  /// A module and one that joins it as one.
  private static func sum(_ a: NodeFlow, _ b: NodeFlow, between: Double) -> NodeFlow {
    NodeFlow(
      flow: a.flow + b.flow, enter: a.enter + b.enter - between, exit: a.exit + b.exit - between)
  }

  /// The hierarchy that the modules are now, without those that are empty or have only one submodule.
  var hierarchy: Hierarchy {
    var submoduleCounts = [Int](repeating: 0, count: parents.count)
    func isKept(_ module: Int) -> Bool {
      isBottom[module] ? memberCounts[module] > 0 : submoduleCounts[module] != 1
    }
    for module in parents.indices where !isBottom[module] || memberCounts[module] > 0 {
      if let parent = parents[module] { submoduleCounts[parent] += 1 }
    }
    var keptParents = parents
    for module in parents.indices {
      while let parent = keptParents[module], !isKept(parent) {
        keptParents[module] = keptParents[parent]
      }
    }
    var depths = [Int](repeating: 0, count: parents.count)
    for module in parents.indices {
      var parent = keptParents[module]
      while let next = parent {
        depths[module] += 1
        parent = keptParents[next]
      }
    }
    // Parents have lower numbers than their submodules.
    let order = parents.indices.filter(isKept).sorted { (depths[$0], $0) < (depths[$1], $1) }
    var numbers = [Int](repeating: 0, count: parents.count)
    for (number, module) in order.enumerated() { numbers[module] = number }
    return Hierarchy(
      parents: order.map { keptParents[$0].map { numbers[$0] } },
      modules: modules.map { UInt32(numbers[Int($0)]) })
  }
}
