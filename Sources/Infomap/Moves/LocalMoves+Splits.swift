/// Pieces that split off from modules, so that nodes change places where the number of modules is to stay.
extension LocalMoves {
  /// The most nodes of a piece, as a share of those of its module.
  private static var largestPiece: Double { 0.5 }

  /// Puts a node, and nodes around it that are in the same module, into a new module, and queues them in random order.
  ///
  /// - Returns: how many nodes these are; none where the node is alone, or all are.
  mutating func splitOff(
    around start: Int, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    _ members: borrowing MemberLists, _ journal: inout MoveJournal, _ random: inout RandomSequence
  ) -> Int {
    let old = moduleOf[start]
    let size = Int(state.memberCounts[old])
    if size < 2 || state.freeCount == 0 { return 0 }
    let new = state.free[state.freeCount - 1]
    let wanted = 1 + random.next(below: max(1, Int(Self.largestPiece * Double(size))))
    let count = queuePiece(of: wanted, around: start, level, moduleOf, &random)
    for place in 0..<count {
      split(queue[place], from: old, to: new, level, moduleOf, members, &journal)
    }
    random.shuffle(queue, 0..<count)
    return count
  }

  /// Queues a node and then neighbors of those queued, in the same module, until there are so many, or no more.
  ///
  /// - Returns: how many there are.
  private mutating func queuePiece(
    of wanted: Int, around start: Int, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    _ random: inout RandomSequence
  ) -> Int {
    queue[0] = UInt32(start)
    isQueued[start] = true
    var (head, tail) = (0, 1)
    while head < tail && tail < wanted {
      let node = Int(queue[head])
      head += 1
      let links = level.offsets[node]..<level.offsets[node + 1]
      work += links.count
      if links.isEmpty { continue }
      // Neighbors in turn, from a random one on.
      let first = random.next(below: links.count)
      for step in 0..<links.count where tail < wanted {
        let link = links.lowerBound + (first + step) % links.count
        let neighbor = level.neighbors[link].node
        if moduleOf[neighbor] != moduleOf[start] || isQueued[neighbor] { continue }
        isQueued[neighbor] = true
        queue[tail] = neighbor
        tail += 1
      }
    }
    return tail
  }

  /// Moves a node from a module to another whatever it costs.
  private mutating func split(
    _ node: UInt32, from old: UInt32, to new: UInt32, _ level: LevelView,
    _ moduleOf: borrowing Buffer<UInt32>, _ members: borrowing MemberLists,
    _ journal: inout MoveJournal
  ) {
    journal.note(from: old, to: new, state)
    journal.note(node, of: old)
    let touched = NeighborModules(flowTo: flowTo.base, candidates: choices.modules.base + 1)
    let (inside, count) = touched.collect(around: Int(node), level, moduleOf.base, within: nil)
    work += MoveWork.ofVisit + level.offsets[Int(node) + 1] - level.offsets[Int(node)]
    let moving = MovingNode(Int(node), of: level)
    let left = state.changed(
      state.modules[old], state.teleport(old), by: moving, between: inside, sign: -1,
      total: state.totalEnter)
    let total = state.totalEnter + left.enterChange
    let joined = state.changed(
      state.modules[new], state.teleport(new), by: moving, between: flowTo[new], sign: 1,
      total: total)
    state.apply(left, old: old, joined, new: new, total: total + joined.enterChange)
    forgetFlows(toFirst: count)
    members.move(node, from: old, to: new)
    moduleOf[node] = new
  }
}
