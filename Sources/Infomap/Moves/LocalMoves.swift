/// Moves single nodes of a level between modules, each time to the neighboring (or an empty) module
/// that shortens the codelength most, until no node wants to move. Where a number of modules is preferred, the
/// modules with the least flow are tried too, linked or not; and where teleportation is recorded, nodes that send
/// more by it than along links try the modules with the least and the most flow.
struct LocalMoves: ~Copyable {
  var state: ModuleState
  /// Active nodes in a ring, `nodeCount` places.
  let queue: Buffer<UInt32>
  let isQueued: Buffer<Bool>
  /// The flow between the node at hand and each module; 0 between visits.
  let flowTo: Buffer<Double>
  let choices: ModuleChoices
  private let leastShare: Double
  /// Modules that nodes try to join without links to them: those with the least flow when a visit of all nodes
  /// began, if a number of modules is preferred; and for nodes that mainly teleport, recorded, those with the most flow,
  /// too.
  private var unlinked: [UInt32] = []
  /// How much work all visits were, in the units of `MoveWork`.
  var work = 0

  /// - Parameter leastShare: of the most flow between a node and another module; it does not try to
  ///   move to modules with less.
  init(capacity: Int, hasTeleportation: Bool, leastShare: Double = 0) {
    self.leastShare = leastShare
    state = ModuleState(capacity: capacity, hasTeleportation: hasTeleportation)
    queue = Buffer(uninitialized: capacity)
    isQueued = Buffer(uninitialized: capacity)
    flowTo = Buffer(count: capacity, repeating: 0)
    choices = ModuleChoices(capacity: capacity + 1 + 2 * Self.triedUnlinked)
  }

  /// Visits all nodes in random order, and then again those whose surroundings changed.
  ///
  /// Nodes begin in the modules `moduleOf`, numbered without gaps, which is updated; `sums` is the
  /// level that has these modules as its nodes. With a confinement no node leaves its enclosing
  /// module, and each is visited once only: smaller parts are as good, and cost half. Returns the
  /// number of moves.
  mutating func run(
    _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView,
    confinement: Confinement? = nil, random: inout RandomSequence
  ) -> Int {
    var sweeps = level.watchedSweeps()
    state.assign(level, moduleOf, sums: sums)
    // Parts of modules are no modules.
    let preference = state.preference
    if confinement != nil { state.preference = nil }
    defer { state.preference = preference }
    listUnlinked(level, moduleCapacity: sums.nodeCount, isConfined: confinement != nil)
    let count = level.nodeCount
    let totals = confinement?.indexTotals(level, state) ?? Buffer(count: 0, repeating: 0)
    fillQueue(count, &random)
    var head = 0
    var waiting = count
    var moves = 0
    while waiting > 0 {
      let node = Int(queue[head])
      head += 1
      if head == count {
        head = 0
        sweeps?.next()
      }
      waiting -= 1
      isQueued[node] = false
      work += MoveWork.ofVisit + level.offsets[node + 1] - level.offsets[node]
      if waiting > 0 { level.prefetchNeighbors(of: Int(queue[head])) }
      let target: UInt32?
      if let confinement {
        let enclosing = confinement.moduleOf[node]
        state.totalEnter = totals[enclosing]
        state.totalTerm = Logarithm.plogp(state.timeFactor * state.totalEnter)
        target = bestMove(of: node, level, moduleOf, confinement.moduleOf)
        totals[enclosing] = state.totalEnter
      } else {
        target = bestMove(of: node, level, moduleOf, nil)
      }
      guard let target else { continue }
      moduleOf[node] = target
      moves += 1
      if confinement != nil { continue }
      waiting = queueNeighbors(of: node, level, moduleOf, after: head, waiting)
    }
    return moves
  }

  /// Finds the modules that nodes may join without links to them.
  mutating func listUnlinked(_ level: LevelView, moduleCapacity: Int, isConfined: Bool = false) {
    unlinked = []
    if state.preference?.prefersCount == true || !isConfined && level.teleports != nil {
      unlinked = state.modules(Self.triedUnlinked, below: moduleCapacity)
    }
    if !isConfined && level.teleports != nil {
      unlinked += state.modules(Self.triedUnlinked, withLeastFlow: false, below: moduleCapacity)
        .filter { !unlinked.contains($0) }
    }
  }

  /// Queues all nodes in random order: the blocks of nodes in random order, and the nodes within each
  /// block. Neighbors have near numbers, so what a block needs stays in the cache meanwhile.
  private func fillQueue(_ count: Int, _ random: inout RandomSequence) {
    let blockCount = (count + Self.blockSize - 1) / Self.blockSize
    let blocks = Buffer<UInt32>(count: blockCount, repeating: 0)
    for block in 0..<blockCount { blocks[block] = UInt32(block) }
    random.shuffle(blocks, 0..<blockCount)
    var place = 0
    for block in 0..<blockCount {
      let first = Int(blocks[block]) * Self.blockSize
      let begin = place
      for node in first..<min(first + Self.blockSize, count) {
        queue[place] = UInt32(node)
        isQueued[node] = true
        place += 1
      }
      random.shuffle(queue, begin..<place)
    }
  }

  /// Queues those neighbors of a node that has moved that are in other modules.
  ///
  /// - Parameters:
  ///   - head: where the queue begins.
  ///   - waiting: how many nodes are in it; returns how many are afterwards.
  @inline(__always)
  func queueNeighbors(
    of node: Int, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>, after head: Int,
    _ waiting: Int
  ) -> Int {
    var waiting = waiting
    let (count, module) = (level.nodeCount, moduleOf[node])
    for link in level.offsets[node]..<level.offsets[node + 1] {
      guard let neighbor = level.number(of: level.neighbors[link]) else { continue }
      if moduleOf[neighbor] == module || isQueued[neighbor] { continue }
      isQueued[neighbor] = true
      var tail = head + waiting
      if tail >= count { tail -= count }
      queue[tail] = neighbor
      waiting += 1
    }
    return waiting
  }

  private static var blockSize: Int { 1024 }
  /// How many of the modules with the least flow, or the most, nodes try without links; and how many of those with the
  /// least are tried with each other if a number of modules is preferred.
  static var triedUnlinked: Int { 8 }

  /// Finds the module that `node` should move to, and books the move; nil if it should stay.
  ///
  /// - Parameter willMove: told the module that the node leaves and the one that it joins, before the move is applied.
  @inline(__always)
  mutating func bestMove(
    of node: Int, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    _ enclosing: UnsafePointer<UInt32>?,
    _ willMove: (UInt32, UInt32, borrowing ModuleState) -> Void = { _, _, _ in }
  ) -> UInt32? {
    let old = moduleOf[node]
    let candidates = choices.modules.base + 1
    let modules = NeighborModules(flowTo: flowTo.base, candidates: candidates)
    let (inside, touchedCount) = modules.collect(
      around: node, level, moduleOf.base, within: enclosing)
    var candidateCount =
      leastShare > 0 ? modules.keep(touchedCount, leastShare: leastShare) : touchedCount
    var emptyPlace = -1
    if state.memberCounts[old] > 1 && state.freeCount > 0 {
      emptyPlace = candidateCount
      candidates[candidateCount] = state.free[state.freeCount - 1]
      candidateCount += 1
    }
    // Where there are none the array is not touched: that would count its references.
    if state.preference != nil || level.teleports != nil && level.mainlyTeleports(node) {
      for module in unlinked
      where module != old && flowTo[module] == 0 && state.memberCounts[module] > 0 {
        candidates[candidateCount] = module
        candidateCount += 1
      }
    }
    if candidateCount == 0 { return nil }
    if touchedCount == 0 && candidateCount == 1 && emptyPlace == 0
      && state.staysInside(level.nodes[node], inside: inside)
    {
      work += MoveWork.ofCandidate
      return nil
    }

    var (price, emptyPrice) = (0.0, 0.0)
    if let preference = state.preference {
      if state.memberCounts[old] == 1 {
        price = preference.cost(of: -1, at: state.moduleCount)
      } else {
        emptyPrice = preference.cost(of: 1, at: state.moduleCount)
      }
    }
    choices.modules[0] = old
    let moving = MovingNode(node, of: level)
    state.value(
      choices, candidateCount + 1, of: moving, inside: inside, between: flowTo, price: price)
    work += candidateCount * MoveWork.ofCandidate
    if emptyPlace >= 0 { choices.changes[emptyPlace + 1] += emptyPrice }
    let best = choices.best(of: candidateCount, leastGain: state.leastGain)
    let target = best > 0 ? choices.modules[best] : nil
    if let target {
      willMove(old, target, state)
      state.apply(choices, best, of: moving, inside: inside, between: flowTo[target])
    }
    for place in 0..<candidateCount { flowTo[candidates[place]] = 0 }
    return target
  }
}
