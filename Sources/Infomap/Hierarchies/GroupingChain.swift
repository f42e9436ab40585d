/// A hierarchy of the nodes of a level from the bottom up: nodes in modules, these in modules around
/// them, up to those of the top.
struct GroupingChain {
  /// The group of each node at the first step, of each group of the step before at the next; without gaps.
  private(set) var steps: [[UInt32]]

  var topCount: Int { Partition(labels: steps.last!).moduleCount }

  /// Builds modules around modules for as long as that shortens the codelength.
  ///
  /// - Parameter bitsPerModule: what each costs.
  init(
    bottom: [UInt32], of level: LevelView, seed: UInt64, shakes: Bool, bitsPerModule: Double
  ) {
    steps = [bottom]
    var ignored = 0.0
    var modules = Self.modules(of: level, bottom, codebooks: &ignored)
    while modules.nodes.count > 2 {
      let view = modules.view
      let groups = view.searchedPartition(
        seed: seed, shakes: shakes, costs: ModuleCosts(bitsPerModule: bitsPerModule))
      if groups.moduleCount == 1 || groups.moduleCount == modules.nodes.count { break }
      var codebooks = 0.0
      let around = Self.modules(of: view, groups.modules, codebooks: &codebooks)
      codebooks += bitsPerModule * Double(groups.moduleCount)
      if view.indexCodelength - around.view.indexCodelength - codebooks <= LeastGain.ofStep {
        break
      }
      steps.append(groups.modules)
      modules = around
    }
  }

  /// Modules with none around them.
  init(only modules: [UInt32]) { steps = [modules] }

  private init(steps: [[UInt32]]) { self.steps = steps }

  /// The part of the chain in each of its top groups; nil if these are groups of nodes.
  func split() -> [GroupingChain?] {
    let count = topCount
    guard steps.count > 1 else { return [GroupingChain?](repeating: nil, count: count) }
    var parts = [[[UInt32]]](repeating: [], count: count)
    var tops = steps.last!
    var numbers = Self.numbersWithin(tops, count)
    for step in steps.dropLast().reversed() {
      var labels = [[UInt32]](repeating: [], count: count)
      for group in step { labels[Int(tops[Int(group)])].append(numbers[Int(group)]) }
      for top in 0..<count { parts[top].append(labels[top]) }
      tops = step.map { tops[Int($0)] }
      numbers = Self.numbersWithin(tops, count)
    }
    return parts.map { GroupingChain(steps: $0.reversed()) }
  }

  /// The number of each group among those with the same top.
  private static func numbersWithin(_ tops: [UInt32], _ count: Int) -> [UInt32] {
    var used = [UInt32](repeating: 0, count: count)
    return tops.map { top in
      defer { used[Int(top)] += 1 }
      return used[Int(top)]
    }
  }

  /// The top group of each node.
  var tops: [UInt32] {
    var tops = steps.last!
    for step in steps.dropLast().reversed() { tops = step.map { tops[Int($0)] } }
    return tops
  }

  /// The codelength of all codebooks of the chain, and of the index of its top modules.
  ///
  /// - Parameter bitsPerModule: what each costs.
  func codelength(on level: LevelView, bitsPerModule: Double) -> Double {
    var sum = bitsPerModule * Double(steps.reduce(0) { $0 + Int($1.max()!) + 1 })
    var modules = Self.modules(of: level, steps[0], codebooks: &sum)
    for step in steps.dropFirst() {
      modules = Self.modules(of: modules.view, step, codebooks: &sum)
    }
    return sum + modules.view.indexCodelength
  }

  /// The level of the groups as something to be grouped itself: what a codebook around them names is
  /// how often they are entered. Adds the codelength of their own codebooks to `codebooks`.
  private static func modules(
    of level: LevelView, _ groupOf: [UInt32], codebooks: inout Double
  ) -> Level {
    let groups = Buffer<UInt32>(uninitialized: groupOf.count)
    for (node, group) in groupOf.enumerated() { groups[node] = group }
    let modules = Level(
      aggregating: level, into: groups, moduleCount: Int(groupOf.max()!) + 1)
    var sent = level.restOfNetwork.sent
    if modules.hasTeleportation {
      for module in 0..<modules.nodes.count { sent += modules.teleports[module].sent }
    }
    codebooks += level.nodeTerm
    for module in 0..<modules.nodes.count {
      var node = modules.nodes[module]
      let teleport = modules.hasTeleportation ? modules.teleports[module] : TeleportFlow()
      let exit = node.exit + teleport.sent * (1 - teleport.share)
      codebooks += Logarithm.plogp(exit + node.flow) - Logarithm.plogp(exit)
      node.flow = node.enter + (sent - teleport.sent) * teleport.share
      modules.nodes[module] = node
    }
    return modules
  }
}

extension LevelView {
  /// The part of a codelength that is the same for all partitions.
  var nodeTerm: Double {
    (0..<nodeCount).reduce(0) { $0 - Logarithm.plogp(nodes[$1].flow) }
  }

  /// The codelength of one codebook that names all nodes, and the way out.
  var indexCodelength: Double {
    let flow = (0..<nodeCount).reduce(0) { $0 + nodes[$1].flow }
    return Logarithm.plogp(restOfNetwork.exit + flow) - Logarithm.plogp(restOfNetwork.exit)
      + nodeTerm
  }
}
