/// Unions of whole modules, while nodes are in lists by module and moves are noted to be taken back.
extension LocalMoves {
  /// Lets a module move as a whole into the one where the codelength becomes shortest, and queues its nodes after some
  /// others; returns how many nodes are queued then.
  mutating func unite(
    _ module: UInt32, after queued: Int, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    _ members: borrowing MemberLists, _ journal: inout MoveJournal
  ) -> Int {
    guard let target = bestUnion(of: module, level, moduleOf, members, &journal) else {
      return queued
    }
    return moveNodes(of: module, to: target, after: queued, moduleOf, members, &journal)
  }

  /// Moves the nodes of a module to the one that it has become a part of, and queues them after some others; returns how
  /// many are queued then.
  private mutating func moveNodes(
    of module: UInt32, to target: UInt32, after queued: Int,
    _ moduleOf: borrowing Buffer<UInt32>, _ members: borrowing MemberLists,
    _ journal: inout MoveJournal
  ) -> Int {
    var queued = queued
    members.forEach(in: module) { node in
      journal.note(node, of: module)
      members.move(node, from: module, to: target)
      moduleOf[node] = target
      if isQueued[node] { return }
      queue[queued] = node
      isQueued[node] = true
      queued += 1
    }
    return queued
  }

  /// Lets the module of a node move as a whole into another, even if the codelength becomes longer, and queues the nodes of
  /// both and their neighbors in random order; returns how many these are.
  ///
  /// The other is, by chance, that where it costs least, which often is a small one, or one that the node has a link to.
  mutating func uniteAnyway(
    around start: Int, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    _ members: borrowing MemberLists, _ journal: inout MoveJournal, _ random: inout RandomSequence
  ) -> Int {
    let module = moduleOf[start]
    let (count, _) = valueUnions(of: module, level, moduleOf, members)
    guard let cheapest = (1..<1 + count).min(by: { choices.changes[$0] < choices.changes[$1] })
    else { return 0 }
    let links = level.offsets[start]..<level.offsets[start + 1]
    let place = links.lowerBound + random.next(below: max(1, links.count))
    let linked = links.isEmpty ? module : moduleOf[level.neighbors[place].node]
    let isCheapest = random.next(below: 2) == 0
    let choice =
      isCheapest ? cheapest : (1..<1 + count).first { choices.modules[$0] == linked } ?? cheapest
    let union = apply(choice, of: module, &journal)
    forgetFlows(toFirst: count)
    var queued = moveNodes(of: module, to: union, after: 0, moduleOf, members, &journal)
    members.forEach(in: union) { node in
      if !isQueued[node] {
        queue[queued] = node
        isQueued[node] = true
        queued += 1
      }
      queued = queueNeighbors(of: Int(node), level, moduleOf, after: 0, queued)
      work += level.offsets[Int(node) + 1] - level.offsets[Int(node)]
    }
    random.shuffle(queue, 0..<queued)
    return queued
  }

  /// Unites that of the modules that have changed which loses least by it with another, and queues its nodes; returns
  /// how many these are, none where each union would lengthen the codelength.
  mutating func uniteCheapest(
    _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>, _ members: borrowing MemberLists,
    _ journal: inout MoveJournal
  ) -> Int {
    var cheapest: (module: UInt32, change: Double)?
    for module in journal.changed where state.memberCounts[module] > 0 {
      let (count, best) = valueUnions(of: module, level, moduleOf, members)
      forgetFlows(toFirst: count)
      if best > 0 && choices.changes[best] < cheapest?.change ?? 0 {
        cheapest = (module, choices.changes[best])
      }
    }
    guard let cheapest else { return 0 }
    return unite(cheapest.module, after: 0, level, moduleOf, members, &journal)
  }

  /// Finds the module that all of a module should move into, and books the move; nil if it should stay.
  private mutating func bestUnion(
    of module: UInt32, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    _ members: borrowing MemberLists, _ journal: inout MoveJournal
  ) -> UInt32? {
    let (count, best) = valueUnions(of: module, level, moduleOf, members)
    let target = best > 0 ? apply(best, of: module, &journal) : nil
    forgetFlows(toFirst: count)
    return target
  }

  /// Books the union of a module with another of its choices, and returns that.
  private mutating func apply(
    _ place: Int, of module: UInt32, _ journal: inout MoveJournal
  ) -> UInt32 {
    let target = choices.modules[place]
    journal.note(from: module, to: target, state)
    state.applyUnion(choices, place, of: state.asNode(module), between: flowTo[target])
    return target
  }

  /// Values the unions of a module with each that it has links to. The flows to them stay until they are forgotten.
  ///
  /// - Returns: how many choices there are, and the place of the best; 0 if none shortens the codelength.
  private mutating func valueUnions(
    of module: UInt32, _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>,
    _ members: borrowing MemberLists
  ) -> (count: Int, best: Int) {
    let touched = NeighborModules(flowTo: flowTo.base, candidates: choices.modules.base + 1)
    var count = 0
    members.forEach(in: module) { node in
      let node = Int(node)
      count = touched.collect(around: node, of: module, level, moduleOf.base, to: count)
      work += level.offsets[node + 1] - level.offsets[node]
    }
    work += MoveWork.ofVisit + count * MoveWork.ofCandidate
    if count == 0 { return (0, 0) }
    choices.modules[0] = module
    let price = state.preference?.cost(of: -1, at: state.moduleCount) ?? 0
    state.value(
      choices, count + 1, of: state.asNode(module), inside: 0, between: flowTo, price: price)
    return (count, choices.best(of: count, leastGain: state.leastGain))
  }

  /// Makes the flows to the first choices zero again.
  func forgetFlows(toFirst count: Int) {
    for place in 0..<count { flowTo[choices.modules[1 + place]] = 0 }
  }
}
