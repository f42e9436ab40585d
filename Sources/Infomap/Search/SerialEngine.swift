import Threads

/// Carries a trial out by one thread: nodes move one after the other in random order, each by the exact
/// state of the modules.
struct SerialEngine: SearchEngine, ~Copyable {
  typealias Failure = Never

  let workers = Workers(count: 1)
  let nodeTerm: Double
  let linkEnds: Int
  let isSymmetric: Bool
  private var moves: LocalMoves

  /// - Parameters:
  ///   - leaf: all nodes and links of a network.
  ///   - nodeTerm: the entropy of the visit rates, which is the same for all partitions.
  init(leaf: LevelView, nodeTerm: Double) {
    self.nodeTerm = nodeTerm
    linkEnds = leaf.offsets[leaf.nodeCount]
    isSymmetric = (0..<leaf.nodeCount).allSatisfy { leaf.nodes[$0].enter == leaf.nodes[$0].exit }
    moves = LocalMoves(capacity: leaf.nodeCount, hasTeleportation: leaf.teleports != nil)
  }

  var work: Int { moves.work }
  var hasWholeLevels: Bool { true }

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
  ) {
    for node in 0..<labels.nodeCount { labels.moduleOf[node] = UInt32(node) }
    _ = moves.run(network.view, labels.moduleOf, sums: network.view, random: &random)
  }

  mutating func move(
    _ level: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView,
    random: inout RandomSequence
  ) -> Int {
    moves.run(level.view, moduleOf, sums: sums, random: &random)
  }

  mutating func takeApart(
    _ network: LevelPart, _ modules: Confinement, _ labels: borrowing NodeLabels,
    random: inout RandomSequence
  ) -> Level? {
    let level = network.view
    for node in 0..<labels.nodeCount { labels.parts[node] = UInt32(node) }
    _ = moves.run(level, labels.parts, sums: level, confinement: modules, random: &random)
    let partCount = labels.parts.renumber(count: labels.nodeCount, labels.numbers)
    if partCount == modules.modules.nodeCount { return nil }
    return Level(aggregating: level, into: labels.parts, moduleCount: partCount)
  }

  mutating func shake(
    _ level: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView, _ shakes: Shakes,
    random: inout RandomSequence
  ) -> Int? {
    moves.shake(level.view, moduleOf, sums: sums, shakes, random: &random)
  }

  mutating func anneal(
    _ level: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView, _ plan: Annealing,
    random: inout RandomSequence
  ) -> Bool {
    moves.anneal(level.view, moduleOf, sums: sums, plan, random: &random)
  }

  func aggregate(
    _ level: LevelPart, into moduleOf: borrowing Buffer<UInt32>, moduleCount: Int
  ) -> Level {
    Level(aggregating: level.view, into: moduleOf, moduleCount: moduleCount)
  }

  func codelength(moduleCapacity: Int) -> Double {
    moves.state.codelength(moduleCapacity: moduleCapacity)
  }
}

extension Trial<SerialEngine> {
  /// A trial by one thread on all of a network.
  ///
  /// - Parameters:
  ///   - number: that of the trial, on which it depends how it starts.
  ///   - nodeTerm: the entropy of the visit rates.
  ///   - extras: what to do that only small networks are worth.
  ///   - costs: what numbers of modules cost, and how many to come near to.
  init(
    leaf: LevelView, seed: UInt64, number: Int = 0, nodeTerm: Double,
    extras: TrialExtras = .restarting, costs: ModuleCosts = ModuleCosts()
  ) {
    self.init(
      leaf: LevelPart(whole: leaf), seed: seed, number: number,
      engine: SerialEngine(leaf: leaf, nodeTerm: nodeTerm), extras: extras,
      costs: costs)
  }
}
