/// Unites the modules of a level two at a time, always the pair that lengthens the codelength least: a pair
/// with links between them, or one without.
///
/// Pairs with links wait in a heap by what their union would cost. The other pairs are too many to look at: of
/// modules that are alike the unions of those with the least flow cost least, so these are tried.
struct ModuleUnions: ~Copyable {
  private var state: ModuleState
  /// The flow between each module and those that it has links with.
  private var flowTo: [[UInt32: Double]]
  /// What each module became a part of; itself as long as it is in no other.
  private var unionOf: [UInt32]
  /// How often each module has changed.
  private var versions: [UInt32]
  private var linked = MinHeap<LinkedPair>()
  private var byFlow = MinHeap<SizedModule>()
  /// How many modules there are.
  private(set) var count: Int
  /// How many pairs with links have been valued.
  private var pairsValued = 0

  /// - Parameter level: has the modules as its nodes.
  init(_ level: LevelView) {
    count = level.nodeCount
    state = ModuleState(capacity: count, hasTeleportation: level.teleports != nil)
    let own = Buffer<UInt32>(uninitialized: count)
    for module in 0..<count { own[module] = UInt32(module) }
    state.assign(level, own, sums: level)
    unionOf = Array(0..<UInt32(count))
    versions = [UInt32](repeating: 0, count: count)
    flowTo = (0..<count).map { module in
      var flows: [UInt32: Double] = [:]
      for link in level.offsets[module]..<level.offsets[module + 1] {
        let neighbor = level.neighbors[link]
        if neighbor.node != module { flows[neighbor.node] = Double(neighbor.flow) }
      }
      return flows
    }
    for module in 0..<UInt32(count) {
      byFlow.insert(SizedModule(flow: state.modules[module].flow, module: module, version: 0))
      for other in flowTo[Int(module)].keys where other > module { insertPair(module, other) }
    }
  }

  /// Unites pairs until there are no more than so many modules.
  mutating func run(until wanted: Int) {
    while count > max(wanted, 1) { uniteCheapestPair() }
  }

  /// Unites pairs until one module is left.
  ///
  /// - Parameters:
  ///   - bits: what each module costs besides.
  ///   - mostPairs: when so many pairs have been valued no more unite: modules with very many neighbors would take long.
  /// - Returns: how many modules there were when the codelength was shortest, of those numbers that a union led to, and
  ///   by how many bits it was longer then than before the first union.
  mutating func bestCountOnTheWay(
    bitsPerModule bits: Double, mostPairs: Int = .max
  ) -> (count: Int, change: Double) {
    var (change, best, least) = (0.0, count, Double.infinity)
    while count > 1 && pairsValued < mostPairs {
      change += uniteCheapestPair() - bits
      if change < least { (best, least) = (count, change) }
    }
    return (best, least)
  }

  /// Unites the pair that costs least; returns by how many bits the codelength is longer.
  @discardableResult
  private mutating func uniteCheapestPair() -> Double {
    let apart = cheapestOfTheSmallest()
    if let linked = cheapestLinkedPair(), linked.cost <= apart.cost {
      unite(linked.modules.0, linked.modules.1)
      return linked.cost
    }
    unite(apart.modules.0, apart.modules.1)
    return apart.cost
  }

  /// The module that a module has become a part of.
  func union(of module: UInt32) -> UInt32 {
    var union = module
    while unionOf[Int(union)] != union { union = unionOf[Int(union)] }
    return union
  }

  /// What two modules would be together, the total enter flow then, and by how many bits the codelength
  /// would be longer.
  private func union(
    _ module: UInt32, _ other: UInt32
  ) -> (module: ChangedModule, totalEnter: Double, cost: Double) {
    let added = state.modules[other]
    let moving = MovingNode(
      flow: NodeFlow(flow: added.flow, enter: added.enter, exit: added.exit),
      teleport: state.teleport(other))
    let totalWithoutOther = state.totalEnter - state.enter(of: added, state.teleport(other))
    let united = state.changed(
      state.modules[module], state.teleport(module), by: moving,
      between: flowTo[Int(module)][other] ?? 0, sign: 1, total: totalWithoutOther)
    let cost =
      united.module.term - state.modules[module].term - added.term + united.totalTerm
      - state.totalTerm
    return (united, totalWithoutOther + united.enterChange, cost)
  }

  private mutating func insertPair(_ module: UInt32, _ other: UInt32) {
    let (a, b) = (min(module, other), max(module, other))
    pairsValued += 1
    linked.insert(
      LinkedPair(
        cost: union(a, b).cost, modules: (a, b), versions: (versions[Int(a)], versions[Int(b)])))
  }

  /// The pair with links that costs least; nil if no modules have links. Through the total enter flow the
  /// unions of others change what a pair costs: one that has become dearer goes back into the heap.
  private mutating func cheapestLinkedPair() -> LinkedPair? {
    while var pair = linked.first {
      let (a, b) = pair.modules
      let isCurrent = versions[Int(a)] == pair.versions.0 && versions[Int(b)] == pair.versions.1
      let cost = isCurrent ? union(a, b).cost : 0
      if isCurrent && cost <= pair.cost { return pair }
      _ = linked.popFirst()
      if isCurrent {
        pair.cost = cost
        linked.insert(pair)
      }
    }
    return nil
  }

  /// The pair that costs least among the modules with the least flow.
  private mutating func cheapestOfTheSmallest() -> (modules: (UInt32, UInt32), cost: Double) {
    var tried: [SizedModule] = []
    while tried.count < LocalMoves.triedUnlinked, let next = byFlow.popFirst() {
      if versions[Int(next.module)] == next.version { tried.append(next) }
    }
    var best = (modules: (tried[0].module, tried[1].module), cost: Double.infinity)
    for place in tried.indices {
      byFlow.insert(tried[place])
      for other in tried[..<place] {
        let cost = union(other.module, tried[place].module).cost
        if cost < best.cost { best = ((other.module, tried[place].module), cost) }
      }
    }
    return best
  }

  private mutating func unite(_ module: UInt32, _ other: UInt32) {
    // The one with fewer links becomes a part of the other.
    let (whole, part) =
      flowTo[Int(module)].count >= flowTo[Int(other)].count ? (module, other) : (other, module)
    let united = union(whole, part)
    state.modules[whole] = united.module.module
    if state.hasTeleportation { state.teleports[whole] = united.module.teleport }
    state.totalEnter = united.totalEnter
    state.totalTerm = united.module.totalTerm
    unionOf[Int(part)] = whole
    versions[Int(whole)] += 1
    versions[Int(part)] += 1
    count -= 1

    flowTo[Int(whole)][part] = nil
    for (neighbor, flow) in flowTo[Int(part)] where neighbor != whole {
      flowTo[Int(whole)][neighbor, default: 0] += flow
      flowTo[Int(neighbor)][part] = nil
      flowTo[Int(neighbor)][whole, default: 0] += flow
    }
    flowTo[Int(part)] = [:]
    for neighbor in flowTo[Int(whole)].keys { insertPair(whole, neighbor) }
    byFlow.insert(
      SizedModule(
        flow: state.modules[whole].flow, module: whole, version: versions[Int(whole)]))
  }
}

/// A pair of modules with links between them and what their union costs in bits, as long as the modules have
/// these versions.
private struct LinkedPair: Comparable {
  var cost: Double
  let modules: (UInt32, UInt32)
  let versions: (UInt32, UInt32)

  static func < (pair: LinkedPair, other: LinkedPair) -> Bool {
    (pair.cost, pair.modules.0, pair.modules.1) < (other.cost, other.modules.0, other.modules.1)
  }

  static func == (pair: LinkedPair, other: LinkedPair) -> Bool {
    (pair.cost, pair.modules.0, pair.modules.1) == (other.cost, other.modules.0, other.modules.1)
  }
}

/// A module by its flow, as long as it has this version.
private struct SizedModule: Comparable {
  let flow: Double
  let module: UInt32
  let version: UInt32

  static func < (module: SizedModule, other: SizedModule) -> Bool {
    (module.flow, module.module) < (other.flow, other.module)
  }
}
