/// Simulated annealing (Kirkpatrick, Gelatt, Vecchi: "Optimization by simulated annealing", Science 220, 1983) where the
/// number of modules is to stay: nodes move even where that lengthens the codelength, less and less often.
///
/// With few large modules a codelength depends on where their borders lie as a whole. Moves that each gain something
/// only straighten a border where it is; annealing lets it wander.
extension LocalMoves {
  /// Moves nodes of a level again and again, each chosen at random, to the module of a neighbor chosen at random, or now
  /// and then of any other node, with the probability of Metropolis: always where the codelength does not become
  /// longer; where it becomes longer by some times the temperature, two to the power of minus so many times.
  ///
  /// The first temperature is a share of what a move costs on average, so that it suits any network; from sweep to sweep
  /// it falls by the same amount, to zero.
  ///
  /// - Parameters:
  ///   - moduleOf: the module of each node, numbered without gaps; updated only if the codelength becomes shorter.
  ///     Each module keeps a node.
  ///   - sums: the level that has these modules as its nodes.
  ///   - plan: how hot it begins and how much work it is.
  /// - Returns: whether the codelength became shorter.
  mutating func anneal(
    _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView, _ plan: Annealing,
    random: inout RandomSequence
  ) -> Bool {
    state.assign(level, moduleOf, sums: sums)
    let before = (0..<level.nodeCount).map { moduleOf[$0] }
    let codelengthBefore = state.codelength(moduleCapacity: sums.nodeCount)
    let workBefore = work
    let meanCost = meanCost(level, moduleOf, &random)
    let sweeps = min(Annealing.mostSweeps, plan.work / max(work - workBefore, 1))
    for sweep in 0..<sweeps {
      let temperature = plan.firstTemperature * meanCost * Double(sweeps - sweep) / Double(sweeps)
      for _ in 0..<level.nodeCount {
        guard let move = valueRandomMove(level, moduleOf, &random) else { continue }
        if move.change > 0 && move.change > temperature * -Logarithm.log2(random.nextUniform()) {
          continue
        }
        state.apply(
          choices, 1, of: MovingNode(move.node, of: level), inside: move.inside,
          between: move.between)
        moduleOf[move.node] = choices.modules[1]
      }
    }
    let change = state.codelength(moduleCapacity: sums.nodeCount) - codelengthBefore
    if change < -LeastGain.ofStep { return true }
    for node in before.indices { moduleOf[node] = before[node] }
    return false
  }

  /// A move that was chosen at random and valued: its module and that of the neighbor are the first two choices.
  private struct RandomMove {
    let node: Int
    /// The flow between the node and the others of its module, and between the node and the module it would join.
    let inside: Double
    let between: Double
    /// The change of the codelength.
    let change: Double
  }

  /// Chooses a node and another and values the move to the module of that; nil if that is its own, or if the node is alone
  /// in its module, which would be one less.
  private mutating func valueRandomMove(
    _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>, _ random: inout RandomSequence
  ) -> RandomMove? {
    let node = random.next(below: level.nodeCount)
    let links = level.offsets[node]..<level.offsets[node + 1]
    work += MoveWork.ofVisit
    let leaps = links.isEmpty || random.next(below: Annealing.triesPerLeap) == 0
    let other =
      leaps
      ? UInt32(random.next(below: level.nodeCount))
      : level.neighbors[links.lowerBound + random.next(below: links.count)].node
    let (old, new) = (moduleOf[node], moduleOf[other])
    if new == old || state.memberCounts[old] == 1 { return nil }
    var (inside, between) = (0.0, 0.0)
    for link in links {
      let neighbor = level.neighbors[link]
      let module = moduleOf[neighbor.node]
      if module == old { inside += Double(neighbor.flow) }
      if module == new { between += Double(neighbor.flow) }
    }
    work += links.count + MoveWork.ofCandidate
    choices.modules[0] = old
    choices.modules[1] = new
    flowTo[new] = between
    state.value(
      choices, 2, of: MovingNode(node, of: level), inside: inside, between: flowTo, price: 0)
    flowTo[new] = 0
    return RandomMove(
      node: node, inside: inside, between: between, change: choices.changes[1])
  }

  /// What a random move costs that costs something, on average over a sweep, in which none is carried out.
  private mutating func meanCost(
    _ level: LevelView, _ moduleOf: borrowing Buffer<UInt32>, _ random: inout RandomSequence
  ) -> Double {
    var (sum, count) = (0.0, 0)
    for _ in 0..<level.nodeCount {
      guard let move = valueRandomMove(level, moduleOf, &random), move.change > 0 else { continue }
      sum += move.change
      count += 1
    }
    return count > 0 ? sum / Double(count) : 0
  }
}

/// How hot annealing begins and how long it takes.
struct Annealing: BitwiseCopyable {
  /// As a share of what a random move costs on average.
  let firstTemperature: Double
  /// In the units of `MoveWork`.
  let work: Int
  /// Of so many random moves one leaps to the module of any node, linked or not: without links, or around nodes with very
  /// many, neighbors alone would not lead everywhere.
  static var triesPerLeap: Int { 8 }
  /// No more sweeps are made of levels so small that the work allows them.
  static var mostSweeps: Int { 10_000 }
}
