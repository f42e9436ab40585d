import Synchronization
import Threads

/// Moves the nodes of a level between modules in sub-rounds, with a result that does not depend on
/// how many threads and ranks take part.
///
/// A sweep over the active nodes is cut into sub-rounds by a hash of the nodes. In a sub-round all
/// its nodes look for their best moves at the same time, by the state of the modules when it began.
/// Then the moves are carried out one after the other in the order of the nodes, each if it still
/// shortens the codelength by the exact state it meets: so the codelength never grows, and neighbors
/// cannot swap places for ever. That check takes constant time, because all that can have changed
/// between a node and its two modules is what proposals of its neighbors changed, and these were
/// listed at the same time as well. Which of them would fill an empty module was not known yet, so that
/// none but the first joins it. Every rank carries out the same list.
struct RoundMoves: ~Copyable {
  var state: ModuleState
  /// How many visits of nodes there were, on all ranks.
  private(set) var visits = 0
  let tables: WorkerTables
  private let exchange: (any RankExchange)?
  private let isActive: UnsafeMutablePointer<Atomic<Bool>>
  /// The place of each node's proposal in the list of this sub-round, plus one; 0 for a node without.
  private let placeOf: Buffer<UInt32>
  /// Whether the first node of a module has joined it since proposals were made.
  private let isFilledAnew: Buffer<Bool>
  private let capacity: Int
  /// The active nodes of each piece of the level, what they propose, and corrections of that.
  private var active: [[UInt32]] = []
  private var pieceProposals: [[Proposal]] = []
  private var pieceCorrections: [[FlowCorrection]] = []

  /// Room for levels of up to `capacity` nodes.
  init(
    capacity: Int, hasTeleportation: Bool, workers: Workers, exchange: (any RankExchange)?
  ) {
    self.capacity = capacity
    tables = WorkerTables(capacity: capacity, workers: workers)
    self.exchange = exchange
    state = ModuleState(capacity: capacity, hasTeleportation: hasTeleportation)
    isActive = .allocate(capacity: capacity)
    for node in 0..<capacity { (isActive + node).initialize(to: Atomic(false)) }
    placeOf = Buffer(count: capacity, repeating: 0)
    isFilledAnew = Buffer(count: capacity, repeating: false)
  }

  deinit {
    isActive.deinitialize(count: capacity)
    isActive.deallocate()
  }

  private var workers: Workers { tables.workers }

  /// Visits all nodes, and then again those whose surroundings changed, until no node wants to move.
  ///
  /// Nodes begin in the modules `moduleOf`, numbered without gaps, which is updated; `sums` is the
  /// level that has these modules as its nodes. With an enclosing module for each node none leaves it.
  /// Returns the number of moves.
  mutating func run(
    _ part: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView,
    within enclosing: UnsafePointer<UInt32>? = nil, random: inout RandomSequence
  ) throws -> Int {
    state.assign(part.view, moduleOf, sums: sums)
    let pieces = Workers.pieces(part.own, by: Self.pieceSize)
    if active.count < pieces {
      active += Array(repeating: [], count: pieces - active.count)
      pieceProposals += Array(repeating: [], count: pieces - pieceProposals.count)
    }
    for node in part.own { isActive[node].store(true, ordering: .relaxed) }
    var moves = 0
    while true {
      let waiting = try total(collectActive(part))
      if waiting == 0 { return moves }
      visits += waiting
      let key = random.next()
      let rounds = waiting >= Self.fewNodes ? Self.subRounds : 1
      for round in 0..<rounds {
        WorkInProgress.ofProcess.perform(links: part.ownLinkEnds + waiting) {
          propose(part, moduleOf, within: enclosing, key: key, round: round, rounds: rounds)
        }
        moves += try carryOut(part, moduleOf, pieces: pieces)
      }
    }
  }

  private func total(_ own: Int) throws -> Int {
    guard let exchange else { return own }
    return try exchange.allGather([own]).reduce(0, +)
  }

  /// Lists the active nodes of each piece; returns how many there are.
  private mutating func collectActive(_ part: LevelPart) -> Int {
    let (isActive, workers) = (isActive, workers)
    active.withUnsafeMutableBufferPointer { lists in
      workers.forEach(part.own, by: Self.pieceSize) { nodes, piece, _ in
        lists[piece].removeAll(keepingCapacity: true)
        lists[piece].reserveCapacity(nodes.count)
        for node in nodes where isActive[node].load(ordering: .relaxed) {
          lists[piece].append(UInt32(node))
        }
      }
    }
    return active[..<Workers.pieces(part.own, by: Self.pieceSize)].reduce(0) { $0 + $1.count }
  }

  /// Lets the active nodes of a sub-round look for their best moves.
  private mutating func propose(
    _ part: LevelPart, _ moduleOf: borrowing Buffer<UInt32>,
    within enclosing: UnsafePointer<UInt32>?, key: UInt64, round: Int, rounds: Int
  ) {
    let pieces = Workers.pieces(part.own, by: Self.pieceSize)
    let flows = tables.of(Double.self)
    var lists: [[Proposal]] = []
    swap(&lists, &pieceProposals)
    lists.withUnsafeMutableBufferPointer { lists in
      workers.forEach(pieces) { piece, worker in
        lists[piece].removeAll(keepingCapacity: true)
        let touched = NeighborModules(
          flowTo: flows.table(of: worker), candidates: flows.list(of: worker))
        let nodes = active[piece].filter {
          Self.round(of: $0, key: key, rounds: rounds) == round
        }
        for (place, node) in nodes.enumerated() {
          if place + 1 < nodes.count { part.view.prefetchNeighbors(of: Int(nodes[place + 1])) }
          isActive[Int(node)].store(false, ordering: .relaxed)
          let proposal = bestMove(
            of: Int(node), part.view, moduleOf, within: enclosing, touched)
          if let proposal { lists[piece].append(proposal) }
        }
      }
    }
    swap(&lists, &pieceProposals)
  }

  private static func round(of node: UInt32, key: UInt64, rounds: Int) -> Int {
    if rounds == 1 { return 0 }
    var hash = RandomSequence(seed: key ^ UInt64(node) &* 0x9e37_79b9_7f4a_7c15)
    return Int(truncatingIfNeeded: hash.next()) & (rounds - 1)
  }

  /// The move that shortens the codelength most; nil if the node should stay.
  @inline(__always)
  private func bestMove(
    of node: Int, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    within enclosing: UnsafePointer<UInt32>?, _ touched: NeighborModules
  ) -> Proposal? {
    let old = moduleOf[node]
    let (flowToOld, candidateCount) = touched.collect(
      around: node, level, moduleOf.base, within: enclosing)
    let (flowTo, candidates) = (touched.flowTo, touched.candidates)
    let mayBeAlone = state.memberCounts[old] > 1 && state.freeCount > 0
    if candidateCount == 0 && !mayBeAlone { return nil }

    let moving = MovingNode(node, of: level)
    let left = state.changed(
      state.modules[old], state.teleport(old), by: moving, between: flowToOld, sign: -1,
      total: state.totalEnter)
    let leftTerm = left.module.term - state.modules[old].term - state.totalTerm
    let total = state.totalEnter + left.enterChange
    var best = Proposal(
      node: UInt32(node), old: old, new: old, moving: moving, flowToOld: flowToOld, flowToNew: 0)
    var bestChange = -LeastGain.ofMove
    for place in 0..<candidateCount {
      let module = candidates[place]
      let between = flowTo[Int(module)]
      flowTo[Int(module)] = 0
      let joined = state.changed(
        state.modules[module], state.teleport(module), by: moving, between: between, sign: 1,
        total: total)
      let change = leftTerm + joined.module.term - state.modules[module].term + joined.totalTerm
      if change < bestChange {
        bestChange = change
        best.new = module
        best.flowToNew = between
      }
    }
    if mayBeAlone {
      let alone = state.changed(
        Module(), TeleportFlow(), by: moving, between: 0, sign: 1, total: total)
      if leftTerm + alone.module.term + alone.totalTerm < bestChange {
        best.new = Proposal.emptyModule
        best.flowToNew = 0
      }
    }
    return best.new == old ? nil : best
  }

  /// Carries out what still is worth it of the proposals of all ranks; returns how many moves.
  private mutating func carryOut(
    _ part: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, pieces: Int
  ) throws -> Int {
    var own: [Proposal] = []
    own.reserveCapacity(pieceProposals[..<pieces].reduce(0) { $0 + $1.count })
    for piece in 0..<pieces { own += pieceProposals[piece] }
    var proposals = own
    var mine = own.indices
    if let exchange {
      let before = try exchange.allGather([own.count])[..<exchange.rank].reduce(0, +)
      proposals = try exchange.allGather(own)
      mine = before..<before + own.count
    }
    if proposals.isEmpty { return 0 }
    let corrections = try corrections(to: proposals, mine: mine, part)
    let moved = carryOut(&proposals, corrections, part, moduleOf)
    try activateNeighbors(of: proposals, mine: mine, moved: moved, part, moduleOf)
    return moved.count { $0 }
  }

  /// Lists how earlier proposals change the flow of later ones, by rising later one.
  private mutating func corrections(
    to proposals: [Proposal], mine: Range<Int>, _ part: LevelPart
  ) throws -> [FlowCorrection] {
    for place in proposals.indices { placeOf[proposals[place].node] = UInt32(place + 1) }
    let pieces = Workers.pieces(mine, by: Self.pieceSize)
    if pieceCorrections.count < pieces {
      pieceCorrections += Array(repeating: [], count: pieces - pieceCorrections.count)
    }
    var lists: [[FlowCorrection]] = []
    swap(&lists, &pieceCorrections)
    let level = part.view
    lists.withUnsafeMutableBufferPointer { lists in
      proposals.withUnsafeBufferPointer { proposals in
        workers.forEach(mine, by: Self.pieceSize) { places, piece, _ in
          lists[piece].removeAll(keepingCapacity: true)
          for place in places {
            let proposal = proposals[place]
            let node = Int(proposal.node)
            for link in level.offsets[node]..<level.offsets[node + 1] {
              let neighbor = level.neighbors[link]
              let other = Int(placeOf[neighbor.node]) - 1
              if other < 0 || other >= place { continue }
              guard proposal.isAffected(by: proposals[other]) else { continue }
              lists[piece].append(
                FlowCorrection(later: UInt32(place), earlier: UInt32(other), flow: neighbor.flow))
            }
          }
        }
      }
    }
    for proposal in proposals { placeOf[proposal.node] = 0 }
    var own: [FlowCorrection] = []
    for piece in 0..<pieces { own += lists[piece] }
    swap(&lists, &pieceCorrections)
    return try exchange?.allGather(own) ?? own
  }

  /// Carries out one proposal after the other. Says which were carried out, and puts the numbers of the modules
  /// into the proposals that were for an empty one.
  private mutating func carryOut(
    _ proposals: inout [Proposal], _ corrections: [FlowCorrection], _ part: LevelPart,
    _ moduleOf: borrowing Buffer<UInt32>
  ) -> [Bool] {
    var moved = [Bool](repeating: false, count: proposals.count)
    var filled: [UInt32] = []
    var next = 0
    for place in proposals.indices {
      var proposal = proposals[place]
      while next < corrections.count && Int(corrections[next].later) == place {
        let earlier = Int(corrections[next].earlier)
        if moved[earlier] {
          proposal.correct(for: proposals[earlier], flow: Double(corrections[next].flow))
        }
        next += 1
      }
      let isForEmpty = proposal.new == Proposal.emptyModule
      if isForEmpty || !isFilledAnew[proposal.new], let new = state.carryOut(proposal) {
        if isForEmpty {
          isFilledAnew[new] = true
          filled.append(new)
        }
        proposals[place].new = new
        moved[place] = true
        moduleOf[proposal.node] = new
      } else if part.own.contains(Int(proposal.node)) {
        isActive[Int(proposal.node)].store(true, ordering: .relaxed)
      }
    }
    for module in filled { isFilledAnew[module] = false }
    return moved
  }

  /// Activates the neighbors of nodes that moved, where they are not in the same module now.
  private func activateNeighbors(
    of proposals: [Proposal], mine: Range<Int>, moved: [Bool], _ part: LevelPart,
    _ moduleOf: borrowing Buffer<UInt32>
  ) throws {
    let level = part.view
    var foreign = Array(repeating: [UInt32](), count: Workers.pieces(mine, by: Self.pieceSize))
    foreign.withUnsafeMutableBufferPointer { foreign in
      workers.forEach(mine, by: Self.pieceSize) { places, piece, _ in
        for place in places where moved[place] {
          let node = Int(proposals[place].node)
          for link in level.offsets[node]..<level.offsets[node + 1] {
            let neighbor = level.neighbors[link].node
            if moduleOf[neighbor] == proposals[place].new { continue }
            if part.own.contains(Int(neighbor)) {
              isActive[Int(neighbor)].store(true, ordering: .relaxed)
            } else {
              foreign[piece].append(neighbor)
            }
          }
        }
      }
    }
    guard let exchange else { return }
    var lists = [[UInt32]](repeating: [], count: exchange.size)
    for node in foreign.joined() { lists[part.owner(of: Int(node))].append(node) }
    for node in try exchange.allToAll(lists).joined() {
      isActive[Int(node)].store(true, ordering: .relaxed)
    }
  }

  /// Nodes that a thread takes at a time.
  private static var pieceSize: Int { 256 }
  /// A power of two. The more, the less do proposals go by a state that is no more.
  private static var subRounds: Int { 4 }
  /// The number of active nodes below which a sweep is one sub-round.
  private static var fewNodes: Int { 1024 }
}
