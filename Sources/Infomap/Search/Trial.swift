/// One search from one seed.
struct Trial: ~Copyable {
  private let leaf: LevelView
  /// The part of the codelength that is the same for all partitions.
  private let nodeTerm: Double
  private var random: RandomSequence
  private var moves: LocalMoves
  /// The module of each node of the network, numbered without gaps.
  private let moduleOf: Buffer<UInt32>
  private var moduleCount: Int
  private let numbers: Buffer<UInt32>
  private let levelModules: Buffer<UInt32>
  private let parts: Buffer<UInt32>
  private var codelength = Double.infinity

  init(leaf: LevelView, seed: UInt64, nodeTerm: Double) {
    let count = leaf.nodeCount
    self.leaf = leaf
    self.nodeTerm = nodeTerm
    random = RandomSequence(seed: seed)
    moves = LocalMoves(capacity: count, hasTeleportation: leaf.teleports != nil)
    moduleOf = Buffer(count: count, repeating: 0)
    numbers = Buffer(count: count, repeating: 0)
    levelModules = Buffer(count: count, repeating: 0)
    parts = Buffer(count: count, repeating: 0)
    moduleCount = count
    for node in 0..<count { moduleOf[node] = UInt32(node) }
  }

  var labels: [UInt32] { (0..<leaf.nodeCount).map { moduleOf[$0] } }

  mutating func run(progress: (SearchPhase, Double) -> Void) {
    moveNodes()
    progress(.clustering, codelength)
    let leastGain = Self.leastRelativeGain * nodeTerm
    for _ in 0..<Self.roundLimit {
      let before = codelength
      moveParts()
      progress(.coarseTuning, codelength)
      moveNodes()
      progress(.fineTuning, codelength)
      if before - codelength <= leastGain { break }
    }
    while moveNodes() > 0 { progress(.fineTuning, codelength) }
  }

  /// Single nodes move, then modules. Returns the number of moves of single nodes.
  @discardableResult
  private mutating func moveNodes() -> Int {
    let count = moves.run(leaf, moduleOf, random: &random)
    moduleCount = renumber(moduleOf, count: leaf.nodeCount)
    let level = Level(aggregating: leaf, into: moduleOf, moduleCount: moduleCount)
    mergeModules(level.view)
    return count
  }

  /// Modules are taken apart as far as nodes within them find together anew, and the parts move.
  private mutating func moveParts() {
    let count = leaf.nodeCount
    for node in 0..<count { parts[node] = UInt32(node) }
    _ = moves.run(leaf, parts, random: &random, bounds: UnsafePointer(moduleOf.base))
    let partCount = renumber(parts, count: count)
    if partCount == moduleCount { return }
    let level = Level(aggregating: leaf, into: parts, moduleCount: partCount)
    for node in 0..<count { levelModules[parts[node]] = moduleOf[node] }
    _ = moves.run(level.view, levelModules, random: &random)
    moduleCount = renumber(levelModules, count: partCount)
    for node in 0..<count { moduleOf[node] = levelModules[parts[node]] }
    let merged = Level(aggregating: level.view, into: levelModules, moduleCount: moduleCount)
    mergeModules(merged.view)
  }

  /// Modules, the nodes of `level`, move as wholes into each other for as long as that helps.
  private mutating func mergeModules(_ level: LevelView) {
    for module in 0..<level.nodeCount { levelModules[module] = UInt32(module) }
    let count = moves.run(level, levelModules, random: &random)
    codelength = moves.state.codelength(moduleCapacity: level.nodeCount) + nodeTerm
    if count == 0 { return }
    moduleCount = renumber(levelModules, count: level.nodeCount)
    for node in 0..<leaf.nodeCount { moduleOf[node] = levelModules[moduleOf[node]] }
    let merged = Level(aggregating: level, into: levelModules, moduleCount: moduleCount)
    mergeModules(merged.view)
  }

  /// Numbers modules 0, 1, … by their first nodes; returns how many there are.
  private func renumber(_ modules: borrowing Buffer<UInt32>, count: Int) -> Int {
    for number in 0..<count { numbers[number] = .max }
    var used: UInt32 = 0
    for node in 0..<count {
      let module = modules[node]
      if numbers[module] == .max {
        numbers[module] = used
        used += 1
      }
      modules[node] = numbers[module]
    }
    return Int(used)
  }

  private static let leastRelativeGain = 1e-7
  private static let roundLimit = 20
}
