import CInfomap

/// A module: the flow of its nodes, the flow along links into and out of it, and its term of the
/// codelength.
struct Module: BitwiseCopyable {
  var flow = 0.0
  var enter = 0.0
  var exit = 0.0
  /// plogp(exit + flow) - plogp(exit) - plogp(enter), teleportation included: the codelength is the
  /// sum of these over all modules + plogp(total enter) - sum of plogp(node flow).
  var term = 0.0
}

/// A node that leaves a module or joins one: its flow along links, and its recorded teleportation.
struct MovingNode: BitwiseCopyable {
  var flow: NodeFlow
  var teleport: TeleportFlow

  init(flow: NodeFlow, teleport: TeleportFlow) {
    self.flow = flow
    self.teleport = teleport
  }

  /// - Parameter node: a node of the level.
  @inline(__always)
  init(_ node: Int, of level: LevelView) {
    flow = level.nodes[node]
    teleport = level.teleport(node)
  }
}

/// A module as it would be with a node more or less.
struct ChangedModule {
  var module: Module
  var teleport: TeleportFlow
  /// The change of its enter flow, teleportation included.
  var enterChange: Double
  /// plogp of the total enter flow after the change.
  var totalTerm: Double
}

/// The modules of a level and which of their numbers are free.
struct ModuleState: ~Copyable {
  let modules: Buffer<Module>
  let memberCounts: Buffer<UInt32>
  let teleports: Buffer<TeleportFlow>
  let hasTeleportation: Bool
  /// Numbers of modules without members, `freeCount` of them.
  let free: Buffer<UInt32>
  var freeCount = 0
  /// The enter flow of all modules together, teleportation included, and the exit flow of the module
  /// that encloses them.
  var totalEnter = 0.0
  /// plogp(totalEnter).
  var totalTerm = 0.0
  /// The flow that all nodes together send by recorded teleportation.
  var totalSent = 0.0
  /// The price of numbers of modules; nil unless one is preferred.
  var preference: ModulePreference?
  /// The Markov time at which moves are valued, relative to that of the flow: the flow between modules counts
  /// so many times.
  var timeFactor = 1.0
  /// Whether as much flow enters as leaves every node and every module, bit by bit: half of their terms need not be
  /// computed.
  private var isSymmetric = false
  /// How many modules there are.
  private(set) var moduleCount = 0
  /// The least gain of a move that is more than rounding.
  private(set) var leastGain = LeastGain.ofMove

  /// Room for levels of up to `capacity` nodes.
  init(capacity: Int, hasTeleportation: Bool) {
    modules = Buffer(uninitialized: capacity)
    memberCounts = Buffer(uninitialized: capacity)
    teleports = Buffer(uninitialized: hasTeleportation ? capacity : 0)
    free = Buffer(uninitialized: capacity)
    self.hasTeleportation = hasTeleportation
  }

  /// Sets the modules up for the nodes of a level in the modules `moduleOf`, numbered from 0 without
  /// gaps; `sums` is the level that has these modules as its nodes.
  mutating func assign(_ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView) {
    let count = level.nodeCount
    for module in 0..<count { memberCounts[module] = 0 }
    (isSymmetric, totalEnter) = (true, level.restOfNetwork.exit)
    var mostEnter = totalEnter
    for node in 0..<count {
      memberCounts[moduleOf[node]] += 1
      mostEnter += level.nodes[node].enter
      isSymmetric = isSymmetric && level.nodes[node].enter == level.nodes[node].exit
    }
    totalSent = level.restOfNetwork.sent
    if let sent = sums.teleports {
      for module in 0..<sums.nodeCount { totalSent += sent[module].sent }
    }
    for number in 0..<sums.nodeCount {
      let flow = sums.nodes[number]
      isSymmetric = isSymmetric && flow.enter == flow.exit
      var module = Module(flow: flow.flow, enter: flow.enter, exit: flow.exit)
      let teleport = sums.teleport(number)
      if sums.teleports != nil { module.term = terms(of: module, teleport, total: 0).module }
      totalEnter += enter(of: module, teleport)
      modules[number] = module
      if sums.teleports != nil { teleports[number] = teleport }
    }
    if sums.teleports == nil {
      codelength_set_terms(
        UnsafeMutableRawPointer(modules.base).assumingMemoryBound(to: codelength_module.self),
        sums.nodeCount, timeFactor)
    }
    totalTerm = Logarithm.plogp(timeFactor * totalEnter)
    leastGain = LeastGain.ofMove(amongFlow: timeFactor * mostEnter)
    moduleCount = sums.nodeCount
    freeCount = 0
    for number in stride(from: count - 1, through: sums.nodeCount, by: -1) {
      modules[number] = Module()
      if sums.teleports != nil { teleports[number] = TeleportFlow() }
      free[freeCount] = UInt32(number)
      freeCount += 1
    }
  }

  /// The module with a node added (sign 1) or taken away (sign -1), and the total enter flow that
  /// makes of `total`. `between` is the flow between the two.
  @inline(__always)
  func changed(
    _ before: Module, _ teleportBefore: TeleportFlow, by node: MovingNode, between: Double,
    sign: Double, total: Double
  ) -> ChangedModule {
    var changed = flowsChanged(before, teleportBefore, by: node, between: between, sign: sign)
    let terms = terms(of: changed.module, changed.teleport, total: total + changed.enterChange)
    changed.module.term = terms.module
    changed.totalTerm = terms.total
    return changed
  }

  /// The flows of a module with a node added or taken away; the terms are not computed.
  @inline(__always)
  private func flowsChanged(
    _ before: Module, _ teleportBefore: TeleportFlow, by node: MovingNode, between: Double,
    sign: Double
  ) -> ChangedModule {
    var module = before
    module.flow += sign * node.flow.flow
    module.enter += sign * (node.flow.enter - between)
    module.exit += sign * (node.flow.exit - between)
    var teleport = TeleportFlow()
    var enterChange = sign * (node.flow.enter - between)
    if hasTeleportation {
      teleport.sent = teleportBefore.sent + sign * node.teleport.sent
      teleport.share = teleportBefore.share + sign * node.teleport.share
      enterChange = enter(of: module, teleport) - enter(of: before, teleportBefore)
    }
    return ChangedModule(
      module: module, teleport: teleport, enterChange: enterChange, totalTerm: 0)
  }

  /// Computes what becomes of the modules that a node could join, and of its own without it.
  ///
  /// - Parameters:
  ///   - choices: the node's own module in the first place, then `count - 1` others, at least one; filled in.
  ///   - inside: the flow between the node and the others of its module.
  ///   - flowTo: the flow between the node and each other module.
  ///   - price: what the codelength changes by when the node leaves its module, besides the terms.
  @inline(__always)
  func value(
    _ choices: borrowing ModuleChoices, _ count: Int, of node: MovingNode, inside: Double,
    between flowTo: borrowing Buffer<Double>, price: Double
  ) {
    guard hasTeleportation else {
      var mover = codelength_mover(
        flow: node.flow.flow, enter: node.flow.enter, exit: node.flow.exit, inside: inside,
        total: totalEnter - (node.flow.enter - inside), total_term: totalTerm, price: price,
        factor: timeFactor,
        is_symmetric: isSymmetric ? 1 : 0)
      codelength_changes_of(
        &mover, UnsafeRawPointer(modules.base).assumingMemoryBound(to: codelength_module.self),
        flowTo.base, choices.modules.base, count, choices.arrays.base)
      return
    }
    let old = choices.modules[0]
    let left = changed(
      modules[old], teleports[old], by: node, between: inside, sign: -1, total: totalEnter)
    choices.terms[0] = left.module.term
    let leftTerm = left.module.term - modules[old].term - totalTerm + price
    for place in 1..<count {
      let module = choices.modules[place]
      let joined = changed(
        modules[module], teleports[module], by: node, between: flowTo[module], sign: 1,
        total: totalEnter + left.enterChange)
      choices.changes[place] =
        leftTerm + joined.module.term - modules[module].term + joined.totalTerm
      choices.terms[place] = joined.module.term
      choices.totalTerms[place] = joined.totalTerm
    }
  }

  /// Whether a node all of whose neighbors are in its own module certainly stays there rather than be alone.
  ///
  /// With plogp(x) = x log2 x, which is convex, enter and exit flow x and node flow f, what it would change is at least
  /// plogp(x + f) - 2 plogp(x) + (x - f) log2(e f). That is above 0 for x from f to 3 f: 2 f at the one end, 1.3 f at the
  /// other.
  @inline(__always)
  func staysInside(_ node: NodeFlow, inside: Double) -> Bool {
    let exit = timeFactor * node.exit
    return isSymmetric && !hasTeleportation && preference == nil
      && inside > Self.nearlyAll * (node.enter + node.exit)
      && exit > Self.nearlyAll * node.flow && exit < 3 * node.flow
  }

  /// The share of a node's flow that is as good as all of it, in single precision.
  private static var nearlyAll: Double { 0.9999 }

  /// The recorded teleportation of a module.
  @inline(__always)
  func teleport(_ module: UInt32) -> TeleportFlow {
    hasTeleportation ? teleports[module] : TeleportFlow()
  }

  /// Lets a node leave its module for another of its choices, whose terms are known.
  ///
  /// - Parameters:
  ///   - place: that of the module it joins.
  ///   - inside: the flow between the node and the others of its module.
  ///   - between: the flow between the node and the module it joins.
  @inline(__always)
  mutating func apply(
    _ choices: borrowing ModuleChoices, _ place: Int, of node: MovingNode, inside: Double,
    between: Double
  ) {
    let (old, new) = (choices.modules[0], choices.modules[place])
    var left = flowsChanged(modules[old], teleport(old), by: node, between: inside, sign: -1)
    left.module.term = choices.terms[0]
    var joined = flowsChanged(modules[new], teleport(new), by: node, between: between, sign: 1)
    joined.module.term = choices.terms[place]
    joined.totalTerm = choices.totalTerms[place]
    let total = totalEnter + left.enterChange + joined.enterChange
    apply(left, old: old, joined, new: new, total: total)
  }

  /// Puts the changed modules in the place of `old`, which a node leaves, and `new`, which it joins.
  @inline(__always)
  mutating func apply(
    _ left: ChangedModule, old: UInt32, _ joined: ChangedModule, new: UInt32, total: Double
  ) {
    modules[old] = left.module
    modules[new] = joined.module
    if hasTeleportation {
      teleports[old] = left.teleport
      teleports[new] = joined.teleport
    }
    totalEnter = total
    totalTerm = joined.totalTerm
    if memberCounts[new] == 0 {
      freeCount -= 1
      moduleCount += 1
    }
    memberCounts[new] += 1
    memberCounts[old] -= 1
    if memberCounts[old] == 0 {
      modules[old] = Module()
      if hasTeleportation { teleports[old] = TeleportFlow() }
      free[freeCount] = old
      freeCount += 1
      moduleCount -= 1
    }
  }

  /// All of a module as something that moves.
  func asNode(_ number: UInt32) -> MovingNode {
    let module = modules[number]
    return MovingNode(
      flow: NodeFlow(flow: module.flow, enter: module.enter, exit: module.exit),
      teleport: teleport(number))
  }

  /// Lets all of a module join another of its choices, whose terms are known.
  ///
  /// - Parameters:
  ///   - place: that of the module it joins.
  ///   - between: the flow between the two.
  mutating func applyUnion(
    _ choices: borrowing ModuleChoices, _ place: Int, of whole: MovingNode, between: Double
  ) {
    let (old, new) = (choices.modules[0], choices.modules[place])
    let others = memberCounts[old] - 1
    // As one node it leaves an empty module.
    memberCounts[old] = 1
    apply(choices, place, of: whole, inside: 0, between: between)
    memberCounts[new] += others
  }

  /// The sums over all modules.
  struct Totals: BitwiseCopyable {
    let enter: Double
    let term: Double
    /// What the number of modules costs.
    let price: Double
    let freeCount: Int
    let moduleCount: Int
  }

  /// The sums over all modules as they are.
  var totals: Totals {
    Totals(
      enter: totalEnter, term: totalTerm, price: price, freeCount: freeCount,
      moduleCount: moduleCount)
  }

  /// What the number of modules costs.
  var price: Double { preference?.cost(ofCount: moduleCount) ?? 0 }

  /// Puts a module back as it was.
  func restore(
    _ number: UInt32, _ module: Module, _ teleport: TeleportFlow, memberCount: UInt32
  ) {
    modules[number] = module
    if hasTeleportation { teleports[number] = teleport }
    memberCounts[number] = memberCount
  }

  /// Puts the sums back as they were.
  mutating func restore(_ totals: Totals) {
    (totalEnter, totalTerm) = (totals.enter, totals.term)
    (freeCount, moduleCount) = (totals.freeCount, totals.moduleCount)
  }

  /// Takes a module out of the sums, so that `add` can put each of its nodes into one of its own, and `sumUp` ends it.
  mutating func takeOut(_ number: UInt32) {
    totalEnter -= enter(of: modules[number], teleport(number))
    memberCounts[number] = 0
    moduleCount -= 1
  }

  /// Puts a node into a module of its own, with a number that was taken out or the next free one.
  mutating func add(_ node: MovingNode, as number: UInt32) {
    if freeCount > 0 && free[freeCount - 1] == number { freeCount -= 1 }
    var module = Module(flow: node.flow.flow, enter: node.flow.enter, exit: node.flow.exit)
    module.term = terms(of: module, node.teleport, total: 0).module
    modules[number] = module
    if hasTeleportation { teleports[number] = node.teleport }
    totalEnter += enter(of: module, node.teleport)
    memberCounts[number] = 1
    moduleCount += 1
  }

  /// Computes what the enter flow of all modules together contributes to the codelength.
  mutating func sumUp() { totalTerm = Logarithm.plogp(timeFactor * totalEnter) }

  /// The modules of least flow, or of most, among those numbered below `count`; no more than `most`.
  func modules(_ most: Int, withLeastFlow isLeast: Bool = true, below count: Int) -> [UInt32] {
    let sign = isLeast ? 1.0 : -1
    func rank(_ number: UInt32) -> Double { sign * modules[number].flow }
    var found: [UInt32] = []
    for number in 0..<UInt32(count) where memberCounts[number] > 0 {
      if found.count == most && rank(number) >= rank(found[most - 1]) { continue }
      if found.count == most { found.removeLast() }
      let place = found.firstIndex { rank($0) > rank(number) } ?? found.count
      found.insert(number, at: place)
    }
    return found
  }

  /// The enter flow of a module with recorded teleportation.
  @inline(__always)
  func enter(of module: Module, _ flow: TeleportFlow) -> Double { enter(module.enter, flow) }

  /// The enter flow of a node with recorded teleportation.
  @inline(__always)
  func enter(of node: NodeFlow, _ teleport: TeleportFlow) -> Double { enter(node.enter, teleport) }

  @inline(__always)
  private func enter(_ alongLinks: Double, _ teleport: TeleportFlow) -> Double {
    alongLinks + (totalSent - teleport.sent) * teleport.share
  }

  /// The exit flow of a node with recorded teleportation.
  @inline(__always)
  func exit(of node: NodeFlow, _ teleport: TeleportFlow) -> Double {
    node.exit + teleport.sent * (1 - teleport.share)
  }

  /// The term of a module, and plogp(total), as cheap as the one alone.
  @inline(__always)
  func terms(
    of module: Module, _ teleport: TeleportFlow, total: Double
  ) -> (module: Double, total: Double) {
    let terms = codelength_terms_of(
      module.flow, enter(of: module, teleport),
      module.exit + teleport.sent * (1 - teleport.share), total, timeFactor)
    return (terms.module, terms.total)
  }

  /// The codelength but for the nodes' own term, which no move changes.
  func codelength(moduleCapacity count: Int) -> Double {
    var sum = 0.0
    for module in 0..<count where memberCounts[module] > 0 { sum += modules[module].term }
    return sum + totalTerm + price
  }
}
