/// Moves single nodes of a level between modules, each time to the neighboring (or an empty) module
/// that shortens the codelength most, until no node wants to move.
struct LocalMoves: ~Copyable {
  var state: ModuleState
  /// Active nodes in a ring, `nodeCount` places.
  private let queue: Buffer<UInt32>
  private let isQueued: Buffer<Bool>
  /// The flow between the node at hand and each module; 0 between visits.
  private let flowTo: Buffer<Double>
  /// The modules that node touches.
  private let candidates: Buffer<UInt32>

  /// A move must shorten the codelength by more bits than this: rounding alone must not keep nodes
  /// moving to and fro.
  private static var leastGain: Double { 1e-11 }

  init(capacity: Int, hasTeleportation: Bool) {
    state = ModuleState(capacity: capacity, hasTeleportation: hasTeleportation)
    queue = Buffer(count: capacity, repeating: 0)
    isQueued = Buffer(count: capacity, repeating: false)
    flowTo = Buffer(count: capacity, repeating: 0)
    candidates = Buffer(count: capacity + 1, repeating: 0)
  }

  /// Visits all nodes in random order, and then again those whose surroundings changed. Nodes begin
  /// in the modules `moduleOf`, which is updated; returns the number of moves.
  ///
  /// With `bounds` nodes only join modules of nodes with the same bound; the initial modules must
  /// respect that.
  mutating func run(
    _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>, random: inout RandomSequence,
    bounds: UnsafePointer<UInt32>? = nil
  ) -> Int {
    state.assign(level, moduleOf)
    let count = level.nodeCount
    for node in 0..<count {
      queue[node] = UInt32(node)
      isQueued[node] = true
    }
    random.shuffle(queue, count: count)

    var head = 0
    var waiting = count
    var moves = 0
    while waiting > 0 {
      let node = Int(queue[head])
      head = head + 1 == count ? 0 : head + 1
      waiting -= 1
      isQueued[node] = false
      guard let target = bestMove(of: node, level, moduleOf, bounds) else { continue }
      moduleOf[node] = target
      moves += 1
      for link in level.offsets[node]..<level.offsets[node + 1] {
        let neighbor = level.neighbors[link].node
        if moduleOf[neighbor] == target || isQueued[neighbor] { continue }
        if let bounds, bounds[Int(neighbor)] != bounds[node] { continue }
        isQueued[neighbor] = true
        var tail = head + waiting
        if tail >= count { tail -= count }
        queue[tail] = neighbor
        waiting += 1
      }
    }
    return moves
  }

  /// Finds the module that `node` should move to, and books the move; nil if it should stay.
  @inline(__always)
  private mutating func bestMove(
    of node: Int, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    _ bounds: UnsafePointer<UInt32>?
  ) -> UInt32? {
    var candidateCount = 0
    for link in level.offsets[node]..<level.offsets[node + 1] {
      let neighbor = level.neighbors[link]
      if let bounds, bounds[Int(neighbor.node)] != bounds[node] { continue }
      let module = moduleOf[neighbor.node]
      let before = flowTo[module]
      candidates[candidateCount] = module
      candidateCount += before == 0 ? 1 : 0
      flowTo[module] = before + Double(neighbor.flow)
    }
    let old = moduleOf[node]
    if state.memberCounts[old] > 1 && state.freeCount > 0 {
      candidates[candidateCount] = state.free[state.freeCount - 1]
      candidateCount += 1
    }

    let flow = level.nodes[node]
    let nodeTeleport = level.teleports.map { $0[node] } ?? TeleportFlow()
    let left = changed(old, flow, nodeTeleport, sign: -1, level.teleports != nil)
    let leftTerm = left.module.term - state.modules[old].term
    let totalWithoutNode = state.totalEnter + left.enterChange
    let totalTerm = Logarithm.plogp(state.totalEnter)
    var best: UInt32?
    var bestChange = -Self.leastGain
    var bestJoined = left
    for place in 0..<candidateCount {
      let module = candidates[place]
      if module == old { continue }
      let joined = changed(module, flow, nodeTeleport, sign: 1, level.teleports != nil)
      let change =
        leftTerm + joined.module.term - state.modules[module].term
        + Logarithm.plogp(totalWithoutNode + joined.enterChange) - totalTerm
      if change < bestChange {
        bestChange = change
        best = module
        bestJoined = joined
      }
    }
    for place in 0..<candidateCount { flowTo[candidates[place]] = 0 }
    flowTo[old] = 0

    guard let best else { return nil }
    state.modules[old] = left.module
    state.modules[best] = bestJoined.module
    state.totalEnter = totalWithoutNode + bestJoined.enterChange
    if level.teleports != nil {
      state.teleports[old] = left.teleport
      state.teleports[best] = bestJoined.teleport
    }
    if state.memberCounts[best] == 0 { state.freeCount -= 1 }
    state.memberCounts[best] += 1
    state.memberCounts[old] -= 1
    if state.memberCounts[old] == 0 {
      state.modules[old] = Module()
      if level.teleports != nil { state.teleports[old] = TeleportFlow() }
      state.free[state.freeCount] = old
      state.freeCount += 1
    }
    return best
  }

  private struct ChangedModule {
    var module: Module
    var teleport: TeleportFlow
    /// By how much its enter flow grows, teleportation included.
    var enterChange: Double
  }

  /// The module with the node at hand added (sign 1) or taken away (sign -1).
  @inline(__always)
  private func changed(
    _ number: UInt32, _ node: NodeFlow, _ nodeTeleport: TeleportFlow, sign: Double,
    _ hasTeleportation: Bool
  ) -> ChangedModule {
    var module = state.modules[number]
    let between = flowTo[number]
    module.flow += sign * node.flow
    module.enter += sign * (node.enter - between)
    module.exit += sign * (node.exit - between)
    if !hasTeleportation {
      let enterChange = sign * (node.enter - between)
      module.term = state.term(of: module, TeleportFlow())
      return ChangedModule(module: module, teleport: TeleportFlow(), enterChange: enterChange)
    }
    let before = state.teleports[number]
    let after = TeleportFlow(
      sent: before.sent + sign * nodeTeleport.sent,
      share: before.share + sign * nodeTeleport.share)
    let enterChange =
      state.enter(of: module, after) - state.enter(of: state.modules[number], before)
    module.term = state.term(of: module, after)
    return ChangedModule(module: module, teleport: after, enterChange: enterChange)
  }
}
