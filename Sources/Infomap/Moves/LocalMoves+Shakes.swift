/// Shakes: some neighboring modules dissolve into their nodes, which find together anew, and what comes of it stays
/// if the codelength is shorter. Only these nodes and neighbors of those that move are visited, so that a shake is as
/// little work on a large network as on a small one. Where a number of modules is preferred no module dissolves: a piece
/// of one splits off, and the two modules unite that lose least by it, so that the number stays.
extension LocalMoves {
  /// Shakes a network again and again, each time around a node chosen at random.
  ///
  /// - Parameters:
  ///   - moduleOf: the module of each node, numbered without gaps; updated, and then the numbers may have gaps.
  ///   - sums: the level that has these modules as its nodes.
  ///   - shakes: what they do, and when they end.
  /// - Returns: how many shakes gained something.
  mutating func shake(
    _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView, _ shakes: Shakes,
    random: inout RandomSequence
  ) -> Int {
    state.assign(level, moduleOf, sums: sums)
    listUnlinked(level, moduleCapacity: sums.nodeCount)
    for node in 0..<level.nodeCount { isQueued[node] = false }
    let members = MemberLists(moduleOf, nodeCount: level.nodeCount)
    var journal = MoveJournal(nodeCount: level.nodeCount, state)
    let holdsCount = state.preference?.prefersCount == true
    var (kept, withoutGain) = (0, 0)
    while withoutGain < shakes.mostWithoutGain && work < shakes.mostWork {
      journal.begin(state)
      let start = random.next(below: level.nodeCount)
      var queued =
        if holdsCount {
          splitOff(around: start, level, moduleOf, members, &journal, &random)
        } else if shakes.unite {
          uniteAnyway(around: start, level, moduleOf, members, &journal, &random)
        } else {
          dissolve(around: start, level, moduleOf, members, &journal, &random)
        }
      while queued > 0 {
        findTogether(queued, level, moduleOf, members, &journal)
        queued =
          holdsCount
          ? uniteCheapest(level, moduleOf, members, &journal)
          : unite(level, moduleOf, members, &journal)
      }
      if journal.change(of: state) < -LeastGain.ofStep {
        (kept, withoutGain) = (kept + 1, 0)
      } else {
        journal.takeBack(&state, moduleOf, members)
        withoutGain += 1
      }
    }
    return kept
  }

  /// The most modules that dissolve in a shake, and the most steps of the walk that finds them.
  private static var mostDissolved: Int { 3 }
  private static var mostSteps: Int { 8 }

  /// Dissolves the module of a node and those that a walk from there meets first, and queues their nodes in random
  /// order.
  ///
  /// - Returns: how many nodes these are.
  private mutating func dissolve(
    around start: Int, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    _ members: borrowing MemberLists, _ journal: inout MoveJournal, _ random: inout RandomSequence
  ) -> Int {
    var node = start
    var modules = [moduleOf[node]]
    let wanted = 1 + random.next(below: Self.mostDissolved)
    for _ in 0..<Self.mostSteps where modules.count < wanted {
      let degree = level.offsets[node + 1] - level.offsets[node]
      if degree == 0 { break }
      node = Int(level.neighbors[level.offsets[node] + random.next(below: degree)].node)
      if !modules.contains(moduleOf[node]) { modules.append(moduleOf[node]) }
    }
    var queued = 0
    for module in modules {
      queued += dissolve(module, after: queued, level, moduleOf, members, &journal)
    }
    state.sumUp()
    random.shuffle(queue, 0..<queued)
    return queued
  }

  /// Gives each node of a module one of its own, and queues it after some others; returns how many these are.
  private mutating func dissolve(
    _ module: UInt32, after queued: Int, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    _ members: borrowing MemberLists, _ journal: inout MoveJournal
  ) -> Int {
    var place = queued
    journal.note(from: module, to: module, state)
    state.takeOut(module)
    // One node keeps the number.
    var number = module
    members.forEach(in: module) { node in
      if number != module {
        journal.note(node, of: module)
        journal.note(from: module, to: number, state)
        members.move(node, from: module, to: number)
        moduleOf[node] = number
      }
      state.add(MovingNode(Int(node), of: level), as: number)
      if state.freeCount > 0 { number = state.free[state.freeCount - 1] }
      queue[place] = node
      isQueued[node] = true
      place += 1
    }
    return place - queued
  }

  /// Visits the nodes that are queued, and neighbors of those that move, until none wants to move.
  private mutating func findTogether(
    _ queued: Int, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    _ members: borrowing MemberLists, _ journal: inout MoveJournal
  ) {
    var (head, waiting) = (0, queued)
    while waiting > 0 {
      let node = Int(queue[head])
      head = head + 1 == level.nodeCount ? 0 : head + 1
      waiting -= 1
      isQueued[node] = false
      work += MoveWork.ofVisit + level.offsets[node + 1] - level.offsets[node]
      let old = moduleOf[node]
      let target = bestMove(of: node, level, moduleOf, nil) { journal.note(from: $0, to: $1, $2) }
      guard let target else { continue }
      journal.note(UInt32(node), of: old)
      members.move(UInt32(node), from: old, to: target)
      moduleOf[node] = target
      waiting = queueNeighbors(of: node, level, moduleOf, after: head, waiting)
    }
  }

  /// Lets the modules that have changed move into others as wholes, and queues the nodes of those that do; returns how
  /// many these are.
  private mutating func unite(
    _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>, _ members: borrowing MemberLists,
    _ journal: inout MoveJournal
  ) -> Int {
    var queued = 0
    for module in journal.changed where state.memberCounts[module] > 0 {
      queued = unite(module, after: queued, level, moduleOf, members, &journal)
    }
    return queued
  }
}

/// What shakes do, and when they end.
struct Shakes: BitwiseCopyable {
  /// Whether modules unite instead of dissolving, where no number of modules is to stay.
  var unite = false
  /// The last shake is that which gains nothing after so many in a row.
  let mostWithoutGain: Int
  /// When the work of all moves has become as much no shake begins.
  let mostWork: Int
}
