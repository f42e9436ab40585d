/// One search from one seed.
struct Trial: ~Copyable {
  private let leaf: LevelView
  /// The part of the codelength that is the same for all partitions.
  private let nodeTerm: Double
  private let shakes: Bool
  private let preferredModules: Int?
  private var random: RandomSequence
  private var moves: LocalMoves
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
  private var sums = Level.empty

  /// - Parameters:
  ///   - shakes: whether to take the pains that only small networks are worth.
  ///   - preferredModules: how many modules to come near to.
  init(
    leaf: LevelView, seed: UInt64, nodeTerm: Double, shakes: Bool = true,
    preferredModules: Int? = nil
  ) {
    let count = leaf.nodeCount
    self.leaf = leaf
    self.nodeTerm = nodeTerm
    self.shakes = shakes
    self.preferredModules = preferredModules
    random = RandomSequence(seed: seed)
    moves = LocalMoves(capacity: count, hasTeleportation: leaf.teleports != nil)
    moduleOf = Buffer(uninitialized: count)
    numbers = Buffer(uninitialized: count)
    levelModules = Buffer(uninitialized: count)
    parts = Buffer(uninitialized: count)
    moduleCount = count
    for node in 0..<count { moduleOf[node] = UInt32(node) }
  }

  /// The module of each node.
  var labels: [UInt32] { (0..<leaf.nodeCount).map { moduleOf[$0] } }

  mutating func run(progress: (SearchPhase, Double) -> Void) {
    _ = moves.run(leaf, moduleOf, sums: leaf, random: &random)
    mergeModules()
    progress(.clustering, codelength)
    tune(progress)
    shake(progress)
    settle(progress)
    steer(progress)
  }

  /// A move lets only neighbors be visited again, but through the total enter flow it concerns all
  /// nodes. So all are visited until none of them wants to move.
  private mutating func settle(_ progress: (SearchPhase, Double) -> Void) {
    for _ in 0..<Self.settlingLimit where !isSettled {
      moveNodes()
      progress(.fineTuning, codelength)
    }
  }

  /// Improves a partition, numbered without gaps.
  mutating func run(from modules: [UInt32], progress: (SearchPhase, Double) -> Void) {
    for (node, module) in modules.enumerated() { moduleOf[node] = module }
    mergeModules()
    progress(.clustering, codelength)
    tune(progress)
    shake(progress)
    steer(progress)
  }

  /// From the best number of modules to the preferred one: what loses least unites or parts first.
  private mutating func steer(_ progress: (SearchPhase, Double) -> Void) {
    guard let preferredModules else { return }
    var weight = Self.firstPreferenceWeight
    while weight <= 1 {
      moves.state.preference = ModulePreference(count: preferredModules, weight: weight)
      if moduleCount > preferredModules {
        mergeModules()
      } else if moduleCount < preferredModules {
        moveParts(ownIndex: true)
        moveNodes()
      }
      weight *= Self.preferenceGrowth
    }
    if moduleCount > preferredModules { uniteUnlinked(until: preferredModules) }
    mergeModules()
    tune(progress)
    shake(progress)
  }

  /// Modules without links between them are no candidates of each other's moves. Of them the smallest
  /// lose least by uniting, two at a time.
  private mutating func uniteUnlinked(until wanted: Int) {
    var flow = (0..<moduleCount).map { sums.nodes[$0].flow }
    let singles = (0..<moduleCount).sorted { (flow[$0], $0) < (flow[$1], $1) }
    // Those united come by rising flow, too.
    var united: [Int] = []
    var (nextSingle, nextUnited) = (0, 0)
    func takeSmallest() -> Int {
      let hasSingle = nextSingle < singles.count
      if nextUnited < united.count,
        !hasSingle || flow[united[nextUnited]] < flow[singles[nextSingle]]
      {
        nextUnited += 1
        return united[nextUnited - 1]
      }
      nextSingle += 1
      return singles[nextSingle - 1]
    }
    var newModule = Array(0..<UInt32(moduleCount))
    for _ in wanted..<moduleCount {
      let (smallest, next) = (takeSmallest(), takeSmallest())
      newModule[smallest] = UInt32(next)
      flow[next] += flow[smallest]
      united.append(next)
    }
    for node in 0..<leaf.nodeCount {
      var module = moduleOf[node]
      while newModule[Int(module)] != module { module = newModule[Int(module)] }
      moduleOf[node] = module
    }
  }

  /// Parts of modules and single nodes move in turn until that gains next to nothing.
  private mutating func tune(_ progress: (SearchPhase, Double) -> Void) {
    let leastGain = isSmall ? Self.leastGain : Self.leastRelativeGain * nodeTerm
    var roundsWithoutGain = 0
    var ownIndex = true
    while roundsWithoutGain < (isSmall ? 2 : 1) {
      let before = codelength
      moveParts(ownIndex: ownIndex)
      progress(.coarseTuning, codelength)
      moveNodes()
      progress(.fineTuning, codelength)
      roundsWithoutGain = before - codelength > leastGain ? 0 : roundsWithoutGain + 1
      ownIndex.toggle()
    }
  }

  /// Some modules dissolve into their nodes, which then find together anew; what comes of it stays
  /// if it is better. Only for networks so small that it costs next to nothing: there chance decides
  /// more.
  private mutating func shake(_ progress: (SearchPhase, Double) -> Void) {
    guard isSmall && shakes else { return }
    var roundsWithoutGain = 0
    while roundsWithoutGain < min(Self.shakesWithoutGain, Self.shakeEffort / (linkEnds + 1)) {
      let before = codelength
      let moduleCountBefore = moduleCount
      for node in 0..<leaf.nodeCount { parts[node] = moduleOf[node] }
      moduleCount = moduleOf.dissolveSome(of: moduleCount, &random)
      sums = Level(aggregating: leaf, into: moduleOf, moduleCount: moduleCount)
      moveNodes()
      if before - codelength > Self.leastGain {
        roundsWithoutGain = 0
        progress(.shaking, codelength)
      } else {
        roundsWithoutGain += 1
        for node in 0..<leaf.nodeCount { moduleOf[node] = parts[node] }
        moduleCount = moduleCountBefore
        codelength = before
        isSettled = false
        sums = Level(aggregating: leaf, into: moduleOf, moduleCount: moduleCount)
      }
    }
  }

  /// Single nodes move, then modules.
  private mutating func moveNodes() {
    isSettled = moves.run(leaf, moduleOf, sums: sums.view, random: &random) == 0
    if !isSettled { mergeModules() }
  }

  /// Modules are taken apart as far as nodes within them do not find together anew, and the parts
  /// move.
  private mutating func moveParts(ownIndex: Bool) {
    let count = leaf.nodeCount
    for node in 0..<count { parts[node] = UInt32(node) }
    let confinement = Confinement(
      moduleOf: UnsafePointer(moduleOf.base), modules: sums.view, hasOwnIndex: ownIndex)
    _ = moves.run(leaf, parts, sums: leaf, confinement: confinement, random: &random)
    let partCount = parts.renumber(count: count, numbers)
    if partCount == moduleCount { return }
    let level = Level(aggregating: leaf, into: parts, moduleCount: partCount)
    for node in 0..<count { levelModules[parts[node]] = moduleOf[node] }
    let moved = moves.run(level.view, levelModules, sums: sums.view, random: &random)
    if moved > 0 {
      moduleCount = levelModules.renumber(count: partCount, numbers)
      for node in 0..<count { moduleOf[node] = levelModules[parts[node]] }
      mergeModules(Level(aggregating: level.view, into: levelModules, moduleCount: moduleCount))
    }
    // The views of the level do not keep it alive.
    withExtendedLifetime(level) {}
  }

  /// After moves of single nodes: modules move.
  private mutating func mergeModules() {
    moduleCount = moduleOf.renumber(count: leaf.nodeCount, numbers)
    mergeModules(Level(aggregating: leaf, into: moduleOf, moduleCount: moduleCount))
  }

  /// Modules, the nodes of `level`, move as wholes into each other for as long as that helps.
  private mutating func mergeModules(_ level: consuming Level) {
    var level = level
    while true {
      for module in 0..<level.nodes.count { levelModules[module] = UInt32(module) }
      let moved = moves.run(level.view, levelModules, sums: level.view, random: &random)
      if moved == 0 { break }
      moduleCount = levelModules.renumber(count: level.nodes.count, numbers)
      for node in 0..<leaf.nodeCount { moduleOf[node] = levelModules[moduleOf[node]] }
      level = Level(aggregating: level.view, into: levelModules, moduleCount: moduleCount)
    }
    codelength = moves.state.codelength(moduleCapacity: level.nodes.count) + nodeTerm
    sums = level
  }

  /// How many entries the neighbor lists have: what a sweep over all nodes costs.
  private var linkEnds: Int { leaf.offsets[leaf.nodeCount] }
  private var isSmall: Bool { linkEnds <= Self.smallNetwork }

  /// In entries of neighbor lists. A search of a network up to this size takes a fraction of a second:
  /// more effort costs next to nothing, and threads would save next to nothing.
  static let smallNetwork = 1_000_000
  private static let firstPreferenceWeight = 0x1p-24
  private static let preferenceGrowth = 8.0
  static let shakeEffort = 2_000_000
  static let shakesWithoutGain = 20
  /// Rounding might keep nodes on the move for ever.
  static let settlingLimit = 100
  /// Of a round of tuning, in bits, for small networks.
  static let leastGain = 1e-10
  /// Of a round of tuning, relative to the one-level codelength, for all others.
  static let leastRelativeGain = 1e-6
}
