/// One search from one seed by any number of threads and ranks, which do not change the result.
///
/// The same steps as `Trial` takes, in other hands: where nodes begin in modules of their own they
/// move within fixed blocks, everything else moves in sub-rounds.
struct ParallelTrial: ~Copyable {
  private let leaf: LevelPart
  private let workers: Workers
  private let exchange: (any RankExchange)?
  private let totals: LevelTotals
  /// The part of the codelength that is the same for all partitions.
  private let nodeTerm: Double
  /// Entries of the neighbor lists of all ranks: what a sweep over all nodes costs.
  private let linkEnds: Int
  private var random: RandomSequence
  private var moves: RoundMoves
  /// The module of each node of the network, numbered without gaps.
  private let moduleOf: Buffer<UInt32>
  private var moduleCount: Int
  private let numbers: Buffer<UInt32>
  private let levelModules: Buffer<UInt32>
  private let parts: Buffer<UInt32>
  private var codelength = Double.infinity
  /// No node wanted to move when all were visited last.
  private var isSettled = false
  /// The level that has the modules as its nodes.
  private var sums = PartialLevel.empty

  init(
    leaf: LevelPart, seed: UInt64, threads: Int, exchange: (any RankExchange)?
  ) throws {
    let count = leaf.view.nodeCount
    self.leaf = leaf
    self.exchange = exchange
    workers = Workers(count: threads)
    let survey = try LevelSurvey(leaf, exchange: exchange)
    totals = survey.totals
    nodeTerm = survey.nodeTerm
    linkEnds = survey.linkEnds
    random = RandomSequence(seed: seed)
    moves = RoundMoves(
      capacity: count, hasTeleportation: leaf.view.teleports != nil, workers: workers,
      exchange: exchange)
    moduleOf = Buffer(uninitialized: count)
    numbers = Buffer(uninitialized: count)
    levelModules = Buffer(uninitialized: count)
    parts = Buffer(uninitialized: count)
    moduleCount = count
  }

  /// The module of each node.
  var labels: [UInt32] { (0..<moduleOf.count).map { moduleOf[$0] } }

  mutating func run(progress: (SearchPhase, Double) -> Void) throws {
    let key = random.next()
    moduleCount = try moveInBlocks(within: nil, key: key, moduleOf)
    sums = try aggregate(leaf, moduleOf, moduleCount: moduleCount)
    let view = sums.part.view
    _ = try moves.run(leaf, moduleOf, sums: view, random: &random)
    try improve(progress)
  }

  /// Improves a partition, numbered without gaps. Only tests begin with one so far.
  mutating func run(
    from modules: [UInt32], progress: (SearchPhase, Double) -> Void = { _, _ in }
  ) throws {
    for (node, module) in modules.enumerated() { moduleOf[node] = module }
    try improve(progress)
  }

  private mutating func improve(_ progress: (SearchPhase, Double) -> Void) throws {
    try mergeModules()
    progress(.clustering, codelength)
    try tune(progress)
    try shake(progress)
    try settle(progress)
  }

  /// As in `Trial`: all nodes are visited until none of them wants to move.
  private mutating func settle(_ progress: (SearchPhase, Double) -> Void) throws {
    for _ in 0..<Trial.settlingLimit where !isSettled {
      try moveNodes()
      progress(.fineTuning, codelength)
    }
  }

  /// Parts of modules and single nodes move in turn until that gains next to nothing.
  private mutating func tune(_ progress: (SearchPhase, Double) -> Void) throws {
    let leastGain = isSmall ? Trial.leastGain : Trial.leastRelativeGain * nodeTerm
    var roundsWithoutGain = 0
    var ownIndex = true
    while roundsWithoutGain < (isSmall ? 2 : 1) {
      let before = codelength
      try moveParts(ownIndex: ownIndex)
      progress(.coarseTuning, codelength)
      try moveNodes()
      progress(.fineTuning, codelength)
      roundsWithoutGain = before - codelength > leastGain ? 0 : roundsWithoutGain + 1
      ownIndex.toggle()
    }
  }

  /// As in `Trial`: only for networks so small that it costs next to nothing.
  private mutating func shake(_ progress: (SearchPhase, Double) -> Void) throws {
    guard isSmall else { return }
    var roundsWithoutGain = 0
    while roundsWithoutGain < min(Trial.shakesWithoutGain, Trial.shakeEffort / (linkEnds + 1)) {
      let before = codelength
      let moduleCountBefore = moduleCount
      for node in 0..<moduleOf.count { parts[node] = moduleOf[node] }
      moduleCount = moduleOf.dissolveSome(of: moduleCount, &random)
      sums = try aggregate(leaf, moduleOf, moduleCount: moduleCount)
      try moveNodes()
      if before - codelength > Trial.leastGain {
        roundsWithoutGain = 0
        progress(.shaking, codelength)
      } else {
        roundsWithoutGain += 1
        for node in 0..<moduleOf.count { moduleOf[node] = parts[node] }
        moduleCount = moduleCountBefore
        codelength = before
        isSettled = false
        sums = try aggregate(leaf, moduleOf, moduleCount: moduleCount)
      }
    }
  }

  /// Single nodes move, then modules.
  private mutating func moveNodes() throws {
    let sums = sums.part.view
    let moved = try moves.run(leaf, moduleOf, sums: sums, random: &random)
    isSettled = moved == 0
    if !isSettled { try mergeModules() }
  }

  /// Modules are taken apart as far as nodes within them do not find together anew, and the parts
  /// move.
  private mutating func moveParts(ownIndex: Bool) throws {
    let key = random.next()
    let found = try moveInBlocks(
      within: Enclosing(
        moduleOf: UnsafePointer(moduleOf.base), sums: sums.part.view, hasOwnIndex: ownIndex),
      key: key, parts)
    if found == moduleCount { return }
    var level = try aggregate(leaf, parts, moduleCount: found)
    if !ownIndex { level = try unite(level) }
    let partCount = level.nodes.count
    for node in 0..<moduleOf.count { levelModules[parts[node]] = moduleOf[node] }
    let sums = sums.part.view
    let moved = try moves.run(level.part, levelModules, sums: sums, random: &random)
    if moved > 0 {
      moduleCount = levelModules.renumber(count: partCount, numbers)
      relabel(moduleOf, from: parts)
      try mergeModules(aggregate(level.part, levelModules, moduleCount: moduleCount))
    }
    // The views of the level do not keep it alive.
    withExtendedLifetime(level) {}
  }

  /// Parts of modules move into each other, each within its module, for as long as that helps: where
  /// a block ends it cuts parts in two, of which neither would leave the module without the other.
  /// Takes the level that has the parts as its nodes, and returns that of the united parts.
  private mutating func unite(_ level: consuming PartialLevel) throws -> PartialLevel {
    var level = level
    let enclosing = Buffer<UInt32>(uninitialized: level.nodes.count)
    while true {
      for part in 0..<level.nodes.count { levelModules[part] = UInt32(part) }
      for node in 0..<moduleOf.count { enclosing[parts[node]] = moduleOf[node] }
      let part = level.part
      let moved = try moves.run(
        part, levelModules, sums: part.view, within: UnsafePointer(enclosing.base), random: &random)
      if moved == 0 { return level }
      let partCount = levelModules.renumber(count: level.nodes.count, numbers)
      relabel(parts, from: parts)
      let next = try aggregate(part, levelModules, moduleCount: partCount)
      level = next
    }
  }

  /// Modules move, after moves of single nodes.
  private mutating func mergeModules() throws {
    moduleCount = moduleOf.renumber(count: moduleOf.count, numbers)
    try mergeModules(aggregate(leaf, moduleOf, moduleCount: moduleCount))
  }

  /// Modules, the nodes of `level`, move as wholes into each other for as long as that helps.
  private mutating func mergeModules(_ level: consuming PartialLevel) throws {
    var level = level
    while true {
      for module in 0..<level.nodes.count { levelModules[module] = UInt32(module) }
      let part = level.part
      let moved = try moves.run(part, levelModules, sums: part.view, random: &random)
      if moved == 0 { break }
      moduleCount = levelModules.renumber(count: level.nodes.count, numbers)
      relabel(moduleOf, from: moduleOf)
      let next = try aggregate(part, levelModules, moduleCount: moduleCount)
      level = next
    }
    codelength = moves.state.codelength(moduleCapacity: level.nodes.count) + nodeTerm
    sums = level
  }

  private func aggregate(
    _ part: LevelPart, _ modules: borrowing Buffer<UInt32>, moduleCount: Int
  ) throws -> PartialLevel {
    try PartialLevel(
      aggregating: part, into: UnsafePointer(modules.base), moduleCount: moduleCount,
      workers: workers, exchange: exchange)
  }

  /// Gives each node the module that the part of it is in by `levelModules`.
  private func relabel(_ modules: borrowing Buffer<UInt32>, from parts: borrowing Buffer<UInt32>) {
    let (modules, parts, levelModules) = (modules.base, parts.base, levelModules.base)
    workers.forEach(0..<moduleOf.count, by: Self.relabelSize) { nodes, _, _ in
      for node in nodes { modules[node] = levelModules[Int(parts[node])] }
    }
  }

  /// Puts each node into the module that it finds within its block, numbered without gaps; returns
  /// how many there are.
  private func moveInBlocks(
    within enclosing: Enclosing?, key: UInt64, _ modules: borrowing Buffer<UInt32>
  ) throws -> Int {
    BlockMoves(workers: workers, totals: totals)
      .run(leaf, within: enclosing, key: key, parts: modules.base)
    if let exchange {
      let all = try exchange.allGather(leaf.own.map { modules[$0] })
      for node in all.indices { modules[node] = all[node] }
    }
    return modules.renumber(count: moduleOf.count, numbers)
  }

  private var isSmall: Bool { linkEnds <= Trial.smallNetwork }

  private static let relabelSize = 1 << 14
}

/// What must be known of the bottom level as a whole; the same for any number of ranks.
private struct LevelSurvey {
  var totals = LevelTotals()
  /// The entropy of the visit rates.
  let nodeTerm: Double
  let linkEnds: Int

  init(_ part: LevelPart, exchange: (any RankExchange)?) throws {
    let level = part.view
    func total(_ own: Int64) throws -> Int64 {
      guard let exchange else { return own }
      return try exchange.allGather([own]).reduce(0, +)
    }
    var enter: Int64 = 0
    var sent: Int64 = 0
    var entropy: Int64 = 0
    for node in part.own {
      enter += FixedPoint.flow(level.nodes[node].enter)
      sent += FixedPoint.flow(level.teleports?[node].sent ?? 0)
      entropy -= FixedPoint.bits(Logarithm.plogp(level.nodes[node].flow))
    }
    totals.enter = FixedPoint.flow(try total(enter))
    totals.sent = FixedPoint.flow(try total(sent))
    nodeTerm = FixedPoint.bits(try total(entropy))
    linkEnds = Int(
      try total(
        Int64(level.offsets[part.own.upperBound] - level.offsets[part.own.lowerBound])))
    var arriving: Int64 = 0
    if let teleports = level.teleports {
      for node in part.own {
        arriving += FixedPoint.flow((totals.sent - teleports[node].sent) * teleports[node].share)
      }
    }
    totals.enterWithTeleports = totals.enter + FixedPoint.flow(try total(arriving))
  }
}
