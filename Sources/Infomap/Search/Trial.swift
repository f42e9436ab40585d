/// One search from one seed: the strategy, whatever engine carries it out.
///
/// 1. *Start*: each node is a module, and nodes move to the neighboring module that shortens the
///    codelength most: the first trial at the Markov time of the network, the others, on small networks, each at
///    one of ``SearchEffort/firstTimes``, so that they find other partitions. Where that is little work on a small
///    network the first trial starts a second time, at a shorter time, and goes on with the better of the two.
/// 2. *Merge*: modules move as wholes into each other, on levels where each module is a node, until none
///    wants to. Merging ends each of the following steps.
/// 3. *Tune*: modules come apart into parts, which move (coarse tuning), then single nodes move (fine
///    tuning); again and again, until a round gains next to nothing.
/// 4. *Restart*, on small networks: the modules are tuned at another Markov time, where smaller or larger ones
///    are best, and then at that of the network again. What comes of it stays if it is better. This goes on for as long
///    as it gains and a certain amount of work is not exceeded. Then modules unite that are worth more as one though no
///    two of them are.
/// 5. *Shake*, on small networks, where little work has been done: again and again a few neighboring modules,
///    chosen at random, dissolve into their nodes, which find together anew. Each time what comes of it stays if it
///    is better. On tiny networks modules unite as before, and if that gains, shakes follow again. At last
///    modules unite with others, chosen at random, whatever that costs, and nodes around them move; this, too, stays
///    if it is better. A partition no better than one module for all is united pair by pair, and the search goes on from
///    the number of modules at which the codelength was shortest.
/// 6. *Settle*: single nodes move until a sweep over all of them moves none.
/// 7. *Steer*, if a number of modules is preferred: the two modules unite that lose least by it, linked or not, again
///    and again; or, where there are too few, each module missing costs more from round to round, so that those
///    part first that lose least. On small networks the modules that were are annealed in their unions; later pieces split
///    off and modules unite in turn, so that the number stays, and parts of modules and nodes are annealed. If the number
///    is less than half the best, steps 4 to 6 are left out.
struct Trial<Engine: SearchEngine & ~Copyable>: ~Copyable {
  /// The nodes of the network.
  let leaf: LevelPart
  var engine: Engine
  let extras: TrialExtras
  /// The Markov time at which nodes and modules first find together, relative to that of the network.
  private let firstTime: Double
  let costs: ModuleCosts
  private var random: RandomSequence
  let nodes: NodeLabels
  private(set) var moduleCount: Int
  private(set) var codelength = Double.infinity
  /// Whether no node wanted to move when all were visited last.
  private var isSettled = false
  /// What the last round of tuning gained, relative to the codelength.
  private(set) var gainOfLastRound = 0.0
  /// Partitions on the way that may be better ones to build a hierarchy on: those before a restart, and those of
  /// other Markov times. None on networks that are not small.
  var waypoints: [[UInt32]] = []
  /// The level that has the modules as its nodes.
  private(set) var sums = Level.empty

  /// - Parameters:
  ///   - number: that of the trial, on which it depends how it starts.
  ///   - extras: what to do that only small networks are worth.
  ///   - costs: what numbers of modules cost, and how many to come near to.
  init(
    leaf: LevelPart, seed: UInt64, number: Int = 0, engine: consuming Engine,
    extras: TrialExtras = .restarting, costs: ModuleCosts = ModuleCosts()
  ) {
    self.leaf = leaf
    self.engine = engine
    self.extras = extras
    self.costs = costs
    if costs.bitsPerModule > 0 {
      self.engine.preference = .of(eachModule: costs.bitsPerModule)
    }
    random = RandomSequence(seed: seed)
    nodes = NodeLabels(nodeCount: leaf.view.nodeCount)
    moduleCount = leaf.view.nodeCount
    // What comes of another start has to be made good by restarts.
    let isSmall = self.engine.linkEnds <= SearchEffort.smallNetwork
    firstTime = isSmall ? SearchEffort.firstTimes[number % SearchEffort.firstTimes.count] : 1
  }

  /// The module of each node.
  var labels: [UInt32] { (0..<nodes.nodeCount).map { nodes.moduleOf[$0] } }

  /// Searches a partition. `progress` is told each phase when it ends, with the codelength then.
  mutating func run(progress: (SearchPhase, Double) -> Void) throws(Engine.Failure) {
    try start(at: firstTime)
    if countsWork && firstTime == 1 { try startAgain() }
    progress(.clustering, codelength)
    try tune(untilGain: countsWork ? SearchEffort.leastGainOfRound : nil, progress)
    if !isFarFromPreferred { try improve(progress) }
    try steer(progress)
  }

  /// Restarts, shakes and settles.
  private mutating func improve(
    _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    if !countsWork { try shake(progress) }
    if hasClearlyNoModules { return try settle(progress) }
    try restart(progress)
    try uniteOnTheWay()
    if countsWork && (hasWorkLeft || isTiny) {
      if !isTiny { try tune(progress) }
      keepWaypoint()
      try shake(progress)
      let goesOn = isTiny ? try uniteOnTheWay() : false
      if goesOn { try shake(progress) }
      try shakeUnions(progress)
    }
    try uniteIfOneIsBetter(progress)
    try settle(progress)
  }

  /// Lets single nodes find together at a relative Markov time, and modules at that of the network.
  private mutating func start(at time: Double) throws(Engine.Failure) {
    engine.timeFactor = time
    try engine.start(leaf, nodes, random: &random)
    // At two times modules would have to find together twice.
    if time == 1 || !countsWork { try mergeModules() }
    if time != 1 {
      engine.timeFactor = 1
      try mergeModules()
    }
  }

  /// Starts a second time, at a shorter Markov time, if that is little work, and keeps the better of the two. Where
  /// nodes have so many links that they do not find together at that time it is much work for next to nothing, unless
  /// flow has a direction.
  private mutating func startAgain() throws(Engine.Failure) {
    guard Double(engine.work) < SearchEffort.shareOfStart * Double(mostWork),
      isTiny || !engine.isSymmetric || joinsNeighborsEarlier
    else { return }
    let before = State(of: self)
    try start(at: SearchEffort.shorterTime)
    if codelength > before.codelength { try goBack(to: before) }
  }

  /// Whether nodes find together at the shorter Markov time, too.
  private var joinsNeighborsEarlier: Bool {
    MeanNode(of: leaf.view).joinsNeighbor(at: SearchEffort.shorterTime)
  }

  /// Whether the start has put all nodes into one module, which tuning takes no part of, where nodes have so many links
  /// that a shorter time would show nothing else. To shake such a module is to start again and again.
  private var hasClearlyNoModules: Bool {
    moduleCount == 1 && gainOfLastRound == 0 && countsWork && !isTiny && engine.isSymmetric
      && costs.preferred == nil && !joinsNeighborsEarlier
      && SearchEffort.isDense(nodeCount: nodes.nodeCount, linkEnds: engine.linkEnds)
  }

  /// Improves a partition, numbered without gaps.
  mutating func run(
    from modules: [UInt32], progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    for (node, module) in modules.enumerated() { nodes.moduleOf[node] = module }
    try mergeModules()
    progress(.clustering, codelength)
    try tune(progress)
    try shake(progress)
    try steer(progress)
  }

  /// Parts of modules and single nodes move in turn until that gains next to nothing.
  ///
  /// - Parameter share: the gain of a round, relative to the codelength, below which it is the last; nil for next to
  ///   nothing twice in a row on a small network, and for little once on a large one.
  mutating func tune(
    untilGain share: Double? = nil, _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    let least =
      if let share {
        share * codelength
      } else {
        isSmall ? 0 : SearchEffort.leastRelativeGain * engine.nodeTerm
      }
    // Where flow goes one way only a codelength is 0 or rounding below it, and that of a part of a network, which leaves the
    // exits from it out, may be negative.
    let leastGain = max(LeastGain.ofStep, least)
    // Levels add flow up in single precision in their ways: what one takes for a gain the next may take back, again and
    // again, so that only what is shorter than ever counts.
    var shortest = codelength
    var roundsWithoutGain = 0
    var ownIndex = true
    while roundsWithoutGain < (isSmall && share == nil ? 2 : 1) {
      let before = codelength
      try moveParts(ownIndex: ownIndex)
      progress(.coarseTuning, codelength)
      try moveNodes()
      progress(.fineTuning, codelength)
      roundsWithoutGain = shortest - codelength > leastGain ? 0 : roundsWithoutGain + 1
      shortest = min(shortest, codelength)
      gainOfLastRound = relativeGain(since: before)
      ownIndex.toggle()
    }
  }

  /// Lets some modules at a time dissolve into their nodes, which then find together anew. Only for networks so small
  /// that it costs next to nothing: there chance decides more.
  mutating func shake(_ progress: (SearchPhase, Double) -> Void) throws(Engine.Failure) {
    guard isSmall, extras != .none else { return }
    let gains = engine.shake(
      leaf, nodes.moduleOf, sums: sums.view,
      Shakes(mostWithoutGain: shakesWithoutGain, mostWork: mostWorkWithShakes), random: &random)
    guard let gains else { return try shakeAll(progress) }
    if gains == 0 { return }
    isSettled = false
    try mergeModules()
    progress(.shaking, codelength)
  }

  /// Lets pairs of modules unite even where that lengthens the codelength, and nodes in and around them move: where large
  /// modules are as good as one, the way there is long.
  private mutating func shakeUnions(
    _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    let mostWork = engine.work + Int(SearchEffort.shareOfUnionShakes * Double(workAllowance))
    let gains = engine.shake(
      leaf, nodes.moduleOf, sums: sums.view,
      Shakes(unite: true, mostWithoutGain: shakesWithoutGain, mostWork: mostWork), random: &random)
    if gains ?? 0 == 0 { return }
    isSettled = false
    try mergeModules()
    progress(.shaking, codelength)
  }

  private var shakesWithoutGain: Int {
    SearchEffort.shakesWithoutGain(
      moduleCount: moduleCount, isSteered: costs.preferred != nil)
  }

  /// Shakes as engines do that move nodes in rounds over the whole network: modules everywhere dissolve at once, and
  /// what comes of it stays as a whole if it is better.
  private mutating func shakeAll(
    _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    let limit = min(
      SearchEffort.wholeShakesWithoutGain, SearchEffort.shakenEntries / (engine.linkEnds + 1))
    var roundsWithoutGain = 0
    while roundsWithoutGain < limit, !countsWork || hasWorkLeft {
      let before = State(of: self)
      moduleCount = nodes.moduleOf.dissolveSome(of: moduleCount, &random)
      sums = try engine.aggregate(leaf, into: nodes.moduleOf, moduleCount: moduleCount)
      try moveNodes()
      if before.codelength - codelength > LeastGain.ofStep {
        roundsWithoutGain = 0
        progress(.shaking, codelength)
      } else {
        roundsWithoutGain += 1
        try goBack(to: before)
      }
    }
  }

  /// The work after which no shake begins.
  private var mostWorkWithShakes: Int {
    guard countsWork else {
      let sweep = engine.linkEnds + MoveWork.ofVisit * nodes.nodeCount
      return engine.work + SearchEffort.sweepsOfShakes * sweep
    }
    let least = Double(workAllowance)
    return max(
      Int(SearchEffort.shareOfSearch * least),
      engine.work + Int(SearchEffort.shareOfShakes * least))
  }

  /// The modules at one point of a trial.
  struct State: ~Copyable {
    let modules: Buffer<UInt32>
    let moduleCount: Int
    let codelength: Double

    init(of trial: borrowing Trial) {
      modules = Buffer(uninitialized: trial.nodes.nodeCount)
      for node in 0..<modules.count { modules[node] = trial.nodes.moduleOf[node] }
      (moduleCount, codelength) = (trial.moduleCount, trial.codelength)
    }
  }

  /// Goes back to an earlier state.
  mutating func goBack(to state: borrowing State) throws(Engine.Failure) {
    for node in 0..<nodes.nodeCount { nodes.moduleOf[node] = state.modules[node] }
    (codelength, moduleCount) = (state.codelength, state.moduleCount)
    isSettled = false
    sums = try engine.aggregate(leaf, into: nodes.moduleOf, moduleCount: moduleCount)
  }

  /// Visits all nodes until none of them wants to move, or, where a sweep is work, until next to nothing is gained: a
  /// move lets only neighbors be visited again, but through the total enter flow it concerns all nodes.
  private mutating func settle(
    _ progress: (SearchPhase, Double) -> Void
  ) throws(Engine.Failure) {
    let endsEarly = countsWork && !isTiny
    for _ in 0..<SearchEffort.settlingSweeps where !isSettled {
      let before = codelength
      try moveNodes()
      progress(.fineTuning, codelength)
      let least = endsEarly ? SearchEffort.leastGainOfSettling * codelength : -.infinity
      if before - codelength <= least { return }
    }
  }

  /// Single nodes move, then modules.
  mutating func moveNodes() throws(Engine.Failure) {
    let moved = try engine.move(leaf, nodes.moduleOf, sums: sums.view, random: &random)
    isSettled = moved == 0
    if !isSettled { try mergeModules() }
  }

  /// Single nodes are annealed, then modules move.
  mutating func annealNodes(_ plan: Annealing) throws(Engine.Failure) {
    let moved = engine.anneal(leaf, nodes.moduleOf, sums: sums.view, plan, random: &random)
    if !moved { return }
    isSettled = false
    try mergeModules()
  }

  /// Modules come apart, and the parts move.
  ///
  /// - Parameters:
  ///   - ownIndex: whether the parts of each module are named from a codebook of the module's own.
  ///   - mostParts: the number of parts above which they do not move.
  ///   - change: how the parts change places.
  /// - Returns: whether there were not too many parts.
  @discardableResult
  mutating func moveParts(
    ownIndex: Bool, mostParts: Double = .infinity, by change: PlaceChange = .moves
  ) throws(Engine.Failure) -> Bool {
    let confinement = Confinement(
      moduleOf: UnsafePointer(nodes.moduleOf.base), modules: sums.view, hasOwnIndex: ownIndex)
    let parts = try engine.takeApart(leaf, confinement, nodes, random: &random)
    guard let level = parts else { return true }
    if Double(level.nodes.count) > mostParts { return false }
    try moveParts(level, by: change)
    return true
  }

  /// Parts of modules, the nodes of a level, change places; `nodes.parts` is the part that each node is in.
  mutating func moveParts(
    _ level: borrowing Level, by change: PlaceChange
  ) throws(Engine.Failure) {
    for node in 0..<nodes.nodeCount {
      nodes.levelModules[nodes.parts[node]] = nodes.moduleOf[node]
    }
    let moved = try engine.move(
      level.part, nodes.levelModules, sums: sums.view, by: change, random: &random)
    if moved {
      moduleCount = nodes.levelModules.renumber(count: level.nodes.count, nodes.numbers)
      nodes.relabel(nodes.moduleOf, from: nodes.parts, engine.workers)
      try mergeModules(
        engine.aggregate(level.part, into: nodes.levelModules, moduleCount: moduleCount))
    }
  }

  /// Modules move, after moves of single nodes.
  mutating func mergeModules() throws(Engine.Failure) {
    moduleCount = nodes.moduleOf.renumber(count: nodes.nodeCount, nodes.numbers)
    try mergeModules(engine.aggregate(leaf, into: nodes.moduleOf, moduleCount: moduleCount))
  }

  /// Modules, the nodes of `level`, move as wholes into each other for as long as that helps.
  private mutating func mergeModules(_ level: consuming Level) throws(Engine.Failure) {
    var level = level
    while true {
      for module in 0..<level.nodes.count { nodes.levelModules[module] = UInt32(module) }
      let part = level.part
      let moved = try engine.move(part, nodes.levelModules, sums: part.view, random: &random)
      if moved == 0 { break }
      moduleCount = nodes.levelModules.renumber(count: level.nodes.count, nodes.numbers)
      nodes.relabel(nodes.moduleOf, from: nodes.moduleOf, engine.workers)
      let next = try engine.aggregate(part, into: nodes.levelModules, moduleCount: moduleCount)
      level = next
    }
    codelength = engine.codelength(moduleCapacity: level.nodes.count) + engine.nodeTerm
    sums = level
  }

  /// By which share of the codelength it has become shorter; 0 where there is next to none.
  func relativeGain(since before: Double) -> Double {
    codelength > LeastGain.ofStep ? (before - codelength) / codelength : 0
  }

  /// Whether so few modules are preferred that those found first need not be the best: they unite anyway.
  var isFarFromPreferred: Bool { costs.preferred.map { 2 * $0.upperBound < moduleCount } ?? false }
  var isSmall: Bool { engine.linkEnds <= SearchEffort.smallNetwork }
  var isTiny: Bool { engine.linkEnds <= SearchEffort.tinyNetwork }
  /// Whether the search is to take little more than is needed: on small networks, but not on parts of networks, whose
  /// trials leave restarts out anyway.
  var countsWork: Bool { isSmall && extras == .restarting }
  /// Whether the search has been so little work that nobody notices some more.
  private var hasWorkLeft: Bool { engine.work < workAllowance }
  var workAllowance: Int {
    SearchEffort.workAllowance(
      nodeCount: nodes.nodeCount, linkEnds: engine.linkEnds, isSymmetric: engine.isSymmetric,
      isSteered: costs.preferred != nil)
  }
  /// The work after which no restart begins.
  var mostWork: Int { max(workAllowance, SearchEffort.workPerNode * nodes.nodeCount) }
}

/// What a trial does beyond finding together and tuning, on networks so small that it costs next to nothing.
enum TrialExtras {
  case none
  /// Some modules dissolve and form anew.
  case shaking
  /// Besides, the modules are tuned at other Markov times.
  case restarting
}
