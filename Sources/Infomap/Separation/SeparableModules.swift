/// The modules of a partition while nodes that must be apart leave them, and what that does to the codelength.
///
/// What was done since a mark can be undone, so that one way can be compared with another.
struct SeparableModules {
  /// A node that has gone to another module.
  struct Move {
    let node: UInt32
    let from: UInt32
    let to: UInt32
  }

  private(set) var moduleOf: [UInt32]
  /// The flow of each module, and of empty ones behind them.
  private var flows: [NodeFlow]
  private var totalEnter: Double
  private let apart: ApartNodes
  private let links: LinksOfNodes
  private var occupancy: [GroupInModule: Int]

  /// The moves since the mark, and by how many bits they have changed the codelength.
  private(set) var moves: [Move] = []
  private(set) var change = 0.0
  private var mark: (flows: [UInt32: NodeFlow], count: Int, totalEnter: Double)

  init(_ moduleOf: [UInt32], flows: [NodeFlow], _ apart: ApartNodes, _ links: LinksOfNodes) {
    (self.moduleOf, self.flows, self.apart, self.links) = (moduleOf, flows, apart, links)
    occupancy = apart.occupancy(moduleOf)
    totalEnter = flows.reduce(0) { $0 + $1.enter }
    mark = ([:], flows.count, totalEnter)
  }

  /// The number of a module that is empty.
  var newModule: UInt32 { UInt32(flows.count) }

  // MARK: - Marks

  /// Forgets how the modules were before.
  mutating func setMark() {
    (moves, change) = ([], 0)
    mark = ([:], flows.count, totalEnter)
  }

  /// Undoes all moves since the mark.
  mutating func undo() {
    for move in moves.reversed() { apply(move.node, move.from) }
    for (module, flow) in mark.flows where module < mark.count { flows[Int(module)] = flow }
    flows.removeLast(flows.count - mark.count)
    totalEnter = mark.totalEnter
    setMark()
  }

  // MARK: - Constraints

  /// Whether a module has another node of a group of this one.
  func isInConflict(_ node: UInt32) -> Bool { hasConflict(node, in: moduleOf[Int(node)], own: 1) }

  /// Whether a node may join a module that it is not in.
  func mayJoin(_ node: UInt32, _ module: UInt32) -> Bool { !hasConflict(node, in: module, own: 0) }

  private func hasConflict(_ node: UInt32, in module: UInt32, own: Int) -> Bool {
    apart.groups(of: node).contains {
      (occupancy[GroupInModule(module: module, group: $0)] ?? 0) > own
    }
  }

  // MARK: - Moves

  /// The module that some nodes of one module would best go to, all together, and by how many bits that changes
  /// the codelength; nil if there is none.
  ///
  /// - Parameter mayBeAlone: whether they may go to a new module.
  func best(of nodes: [UInt32], mayBeAlone: Bool) -> (module: UInt32, change: Double)? {
    let own = moduleOf[Int(nodes[0])]
    let unit = self.unit(nodes)
    var best: (module: UInt32, change: Double)?
    let others = unit.between.keys.sorted().filter { $0 != own }
    for module in others + (mayBeAlone ? [newModule] : [])
    where nodes.allSatisfy({ mayJoin($0, module) }) {
      let change = self.change(by: unit, from: own, to: module).bits
      if change < best?.change ?? .infinity { best = (module, change) }
    }
    return best
  }

  /// Brings some nodes of one module to another, all together.
  mutating func move(_ nodes: [UInt32], to module: UInt32) {
    let own = moduleOf[Int(nodes[0])]
    let changed = change(by: unit(nodes), from: own, to: module)
    if Int(module) == flows.count { flows.append(NodeFlow()) }
    for number in [own, module] where mark.flows[number] == nil {
      mark.flows[number] = flows[Int(number)]
    }
    totalEnter = changed.totalEnter
    change += changed.bits
    flows[Int(own)] = changed.left
    flows[Int(module)] = changed.joined
    for node in nodes {
      moves.append(Move(node: node, from: own, to: module))
      apply(node, module)
    }
  }

  private mutating func apply(_ node: UInt32, _ module: UInt32) {
    for group in apart.groups(of: node) {
      occupancy[GroupInModule(module: moduleOf[Int(node)], group: group)]! -= 1
      occupancy[GroupInModule(module: module, group: group), default: 0] += 1
    }
    moduleOf[Int(node)] = module
  }

  /// Nodes that move together: their flow as a module, and that between them and each module without them.
  private struct Unit {
    var flow = NodeFlow()
    var between: [UInt32: Double] = [:]
  }

  private func unit(_ nodes: [UInt32]) -> Unit {
    let members = nodes.count > 1 ? Set(nodes) : []
    var unit = Unit()
    var within = 0.0
    for node in nodes {
      let flow = links.flow(of: node)
      unit.flow.flow += flow.flow
      unit.flow.enter += flow.enter
      unit.flow.exit += flow.exit
      for link in links[node] {
        if members.contains(link.other) {
          within += link.flow
        } else {
          unit.between[moduleOf[Int(link.other)], default: 0] += link.flow
        }
      }
    }
    // A link between two of them is among those of both.
    unit.flow.enter = max(0, unit.flow.enter - within / 2)
    unit.flow.exit = max(0, unit.flow.exit - within / 2)
    return unit
  }

  private struct Change {
    let bits: Double
    let left: NodeFlow
    let joined: NodeFlow
    let totalEnter: Double
  }

  private func change(by unit: Unit, from own: UInt32, to module: UInt32) -> Change {
    let old = flows[Int(own)]
    let new = Int(module) < flows.count ? flows[Int(module)] : NodeFlow()
    let (inOwn, inNew) = (unit.between[own] ?? 0, unit.between[module] ?? 0)
    let left = NodeFlow(
      flow: max(0, old.flow - unit.flow.flow), enter: max(0, old.enter - unit.flow.enter + inOwn),
      exit: max(0, old.exit - unit.flow.exit + inOwn))
    let joined = NodeFlow(
      flow: new.flow + unit.flow.flow, enter: max(0, new.enter + unit.flow.enter - inNew),
      exit: max(0, new.exit + unit.flow.exit - inNew))
    let total = max(0, totalEnter - old.enter - new.enter + left.enter + joined.enter)
    let bits =
      Logarithm.plogp(total) - Logarithm.plogp(totalEnter) + Self.term(left) + Self.term(joined)
      - Self.term(old) - Self.term(new)
    return Change(bits: bits, left: left, joined: joined, totalEnter: total)
  }

  private static func term(_ module: NodeFlow) -> Double {
    Logarithm.plogp(module.exit + module.flow) - Logarithm.plogp(module.exit)
      - Logarithm.plogp(module.enter)
  }
}
