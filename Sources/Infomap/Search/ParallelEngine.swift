import Threads

/// Carries a trial out by any number of threads and ranks, which do not change the result.
///
/// Where nodes begin in modules of their own they move within fixed blocks, everything else moves in
/// sub-rounds. All sums are in fixed point.
struct ParallelEngine: SearchEngine, ~Copyable {
  typealias Failure = any Error

  let nodeTerm: Double
  let linkEnds: Int
  private let exchange: (any RankExchange)?
  private let totals: LevelTotals
  private var moves: RoundMoves
  /// About what a visit of a node is as work, and how many nodes have been visited within blocks.
  private let workPerVisit: Int
  private var visitsInBlocks = 0

  /// - Parameters:
  ///   - leaf: the nodes of a network with the links of this rank's.
  ///   - exchange: nil for a search by the threads of one process.
  init(leaf: LevelPart, threads: Int, exchange: (any RankExchange)?) throws {
    self.exchange = exchange
    let survey = try LevelSurvey(leaf, exchange: exchange)
    totals = survey.totals
    nodeTerm = survey.nodeTerm
    linkEnds = survey.linkEnds
    let nodeCount = leaf.view.nodeCount
    workPerVisit =
      MoveWork.ofVisit + linkEnds / max(1, nodeCount) * (1 + MoveWork.ofCandidate)
    moves = RoundMoves(
      capacity: nodeCount, hasTeleportation: leaf.view.teleports != nil,
      workers: Workers(count: threads), exchange: exchange)
  }

  var workers: Workers { moves.tables.workers }
  var work: Int { (visitsInBlocks + moves.visits) * workPerVisit }

  /// Also of one rank, which finds what many find.
  var hasWholeLevels: Bool { false }
  /// Ranks know the flow of their own nodes only.
  var isSymmetric: Bool { false }
  var timeFactor: Double {
    get { moves.state.timeFactor }
    set { moves.state.timeFactor = newValue }
  }

  var preference: ModulePreference? {
    get { moves.state.preference }
    set { moves.state.preference = newValue }
  }

  mutating func start(
    _ network: LevelPart, _ labels: borrowing NodeLabels, random: inout RandomSequence
  ) throws {
    let moduleCount = try moveInBlocks(
      network, within: nil, key: random.next(), labels.moduleOf, labels.numbers)
    let sums = try aggregate(network, into: labels.moduleOf, moduleCount: moduleCount)
    _ = try moves.run(network, labels.moduleOf, sums: sums.view, random: &random)
    // The view does not keep it alive.
    withExtendedLifetime(sums) {}
  }

  mutating func move(
    _ level: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView,
    random: inout RandomSequence
  ) throws -> Int {
    try moves.run(level, moduleOf, sums: sums, random: &random)
  }

  mutating func takeApart(
    _ network: LevelPart, _ modules: Confinement, _ labels: borrowing NodeLabels,
    random: inout RandomSequence
  ) throws -> Level? {
    let partCount = try moveInBlocks(
      network, within: modules, key: random.next(), labels.parts, labels.numbers)
    if partCount == modules.modules.nodeCount { return nil }
    let level = try aggregate(network, into: labels.parts, moduleCount: partCount)
    return modules.hasOwnIndex ? level : try unite(level, labels, random: &random)
  }

  /// Moves parts of modules into each other, each within its module, for as long as that helps: where a
  /// block ends it cuts parts in two, of which neither would leave the module without the other. Takes
  /// the level that has the parts as its nodes, and returns that of the united parts.
  private mutating func unite(
    _ level: consuming Level, _ labels: borrowing NodeLabels, random: inout RandomSequence
  ) throws -> Level {
    var level = level
    let enclosing = Buffer<UInt32>(uninitialized: level.nodes.count)
    while true {
      for part in 0..<level.nodes.count { labels.levelModules[part] = UInt32(part) }
      for node in 0..<labels.nodeCount { enclosing[labels.parts[node]] = labels.moduleOf[node] }
      let part = level.part
      let moved = try moves.run(
        part, labels.levelModules, sums: part.view, within: UnsafePointer(enclosing.base),
        random: &random)
      if moved == 0 { return level }
      let partCount = labels.levelModules.renumber(count: level.nodes.count, labels.numbers)
      labels.relabel(labels.parts, from: labels.parts, workers)
      let next = try aggregate(part, into: labels.levelModules, moduleCount: partCount)
      level = next
    }
  }

  /// Puts each node into the module that it finds within its block, numbered without gaps; returns
  /// how many there are.
  private mutating func moveInBlocks(
    _ network: LevelPart, within enclosing: Confinement?, key: UInt64,
    _ modules: borrowing Buffer<UInt32>, _ numbers: borrowing Buffer<UInt32>
  ) throws -> Int {
    visitsInBlocks += modules.count
    BlockMoves(totals: totals, timeFactor: timeFactor)
      .run(network, within: enclosing, key: key, parts: modules.base, moves.tables)
    if let exchange {
      let all = try exchange.allGather(network.own.map { modules[$0] })
      for node in all.indices { modules[node] = all[node] }
    }
    return modules.renumber(count: modules.count, numbers)
  }

  /// Threads and ranks move nodes in rounds over all of them, and do not know how to take a few moves back.
  func shake(
    _ level: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView, _ shakes: Shakes,
    random: inout RandomSequence
  ) -> Int? { nil }

  func anneal(
    _ level: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView, _ plan: Annealing,
    random: inout RandomSequence
  ) -> Bool { false }

  func aggregate(
    _ level: LevelPart, into moduleOf: borrowing Buffer<UInt32>, moduleCount: Int
  ) throws -> Level {
    try Level(
      aggregating: level, into: UnsafePointer(moduleOf.base), moduleCount: moduleCount,
      moves.tables, exchange: exchange)
  }

  func codelength(moduleCapacity: Int) -> Double {
    moves.state.codelength(moduleCapacity: moduleCapacity)
  }
}

extension Trial<ParallelEngine> {
  /// A trial by threads, and by ranks if there is an exchange.
  init(
    leaf: LevelPart, seed: UInt64, number: Int = 0, threads: Int, exchange: (any RankExchange)?
  ) throws {
    self.init(
      leaf: leaf, seed: seed, number: number,
      engine: try ParallelEngine(leaf: leaf, threads: threads, exchange: exchange))
  }
}
