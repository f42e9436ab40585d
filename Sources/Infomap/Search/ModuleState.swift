/// One module: the flow of its nodes, the flow along links into and out of it, and its term of the
/// codelength.
struct Module: BitwiseCopyable {
  var flow = 0.0
  var enter = 0.0
  var exit = 0.0
  /// plogp(exit + flow) - plogp(exit) - plogp(enter), teleportation included: the codelength is the
  /// sum of these over all modules + plogp(total enter) - sum of plogp(node flow).
  var term = 0.0
}

/// The modules of a level and which of their numbers are free.
struct ModuleState: ~Copyable {
  let modules: Buffer<Module>
  let memberCounts: Buffer<UInt32>
  let teleports: Buffer<TeleportFlow>
  /// Numbers of modules without members, `freeCount` of them.
  let free: Buffer<UInt32>
  var freeCount = 0
  /// The enter flow of all modules together, teleportation included.
  var totalEnter = 0.0
  /// What all nodes together send by recorded teleportation.
  var totalSent = 0.0

  /// Room for levels of up to `capacity` nodes.
  init(capacity: Int, hasTeleportation: Bool) {
    modules = Buffer(count: capacity, repeating: Module())
    memberCounts = Buffer(count: capacity, repeating: 0)
    teleports = Buffer(count: hasTeleportation ? capacity : 0, repeating: TeleportFlow())
    free = Buffer(count: capacity, repeating: 0)
  }

  /// Sets the modules up for the nodes of a level in the given modules, numbered below its node
  /// count.
  mutating func assign(_ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>) {
    let count = level.nodeCount
    for module in 0..<count {
      modules[module] = Module()
      memberCounts[module] = 0
      if level.teleports != nil { teleports[module] = TeleportFlow() }
    }
    totalSent = 0
    for node in 0..<count {
      let number = moduleOf[node]
      let flow = level.nodes[node]
      var module = modules[number]
      module.flow += flow.flow
      var internalFlow = 0.0
      for link in level.offsets[node]..<level.offsets[node + 1] {
        let neighbor = level.neighbors[link]
        if moduleOf[neighbor.node] == number { internalFlow += Double(neighbor.flow) }
      }
      module.enter += flow.enter - internalFlow / 2
      module.exit += flow.exit - internalFlow / 2
      modules[number] = module
      memberCounts[number] += 1
      if let nodeTeleports = level.teleports {
        teleports[number].sent += nodeTeleports[node].sent
        teleports[number].share += nodeTeleports[node].share
        totalSent += nodeTeleports[node].sent
      }
    }
    totalEnter = 0
    freeCount = 0
    for module in stride(from: count - 1, through: 0, by: -1) {
      if memberCounts[module] == 0 {
        free[freeCount] = UInt32(module)
        freeCount += 1
      } else {
        let teleport = level.teleports == nil ? TeleportFlow() : teleports[module]
        modules[module].term = term(of: modules[module], teleport)
        totalEnter += enter(of: modules[module], teleport)
      }
    }
  }

  /// The enter flow of a module with recorded teleportation.
  @inline(__always)
  func enter(of module: Module, _ teleport: TeleportFlow) -> Double {
    module.enter + (totalSent - teleport.sent) * teleport.share
  }

  @inline(__always)
  func term(of module: Module, _ teleport: TeleportFlow) -> Double {
    let exit = module.exit + teleport.sent * (1 - teleport.share)
    return Logarithm.plogp(exit + module.flow) - Logarithm.plogp(exit)
      - Logarithm.plogp(enter(of: module, teleport))
  }

  /// The codelength but for the nodes' own term, which no move changes.
  func codelength(moduleCapacity count: Int) -> Double {
    var sum = 0.0
    for module in 0..<count where memberCounts[module] > 0 { sum += modules[module].term }
    return sum + Logarithm.plogp(totalEnter)
  }
}
