import Threads

/// An engine carries the steps of a `Trial` out: by one thread, or by many threads and ranks.
///
/// A trial knows the strategy, an engine how nodes move and how levels are made. All ranks make the same
/// calls in the same order.
protocol SearchEngine: ~Copyable {
  /// The errors that can end a step: `Never` where no ranks have to talk to each other.
  associatedtype Failure: Error

  /// The threads for loops over all nodes.
  var workers: Workers { get }
  /// The entropy of the visit rates in bits: the part of the codelength that is the same for all
  /// partitions.
  var nodeTerm: Double { get }
  /// How many entries the neighbor lists of all ranks have: what a sweep over all nodes costs.
  var linkEnds: Int { get }
  /// How much work the moves so far were, in the units of `MoveWork`; the same on all ranks, and for any
  /// number of ranks and threads.
  var work: Int { get }
  /// The Markov time at which moves are valued, relative to that of the flow.
  var timeFactor: Double { get set }
  /// Whether levels are whole; if not, each rank has those nodes alone that are its own.
  var hasWholeLevels: Bool { get }
  /// Whether flow is known to go both ways alike: modules are found with less work then.
  var isSymmetric: Bool { get }
  /// The number of modules to come near to, and its price at present.
  var preference: ModulePreference? { get set }

  /// Puts each node of the network into a module of its own, and lets it move from there.
  mutating func start(
    _ network: LevelPart, _ labels: borrowing NodeLabels, random: inout RandomSequence
  ) throws(Failure)

  /// Moves the nodes of a level between modules until no node that is visited wants to move.
  ///
  /// - Parameters:
  ///   - moduleOf: the module of each node, numbered without gaps; updated.
  ///   - sums: the level that has these modules as its nodes.
  /// - Returns: the number of moves.
  mutating func move(
    _ level: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView,
    random: inout RandomSequence
  ) throws(Failure) -> Int

  /// Takes modules apart as far as the nodes within them do not find together anew. `labels.parts` is
  /// then the part that each node is in.
  ///
  /// - Returns: the level that has the parts as its nodes; nil if there are as many as modules.
  mutating func takeApart(
    _ network: LevelPart, _ modules: Confinement, _ labels: borrowing NodeLabels,
    random: inout RandomSequence
  ) throws(Failure) -> Level?

  /// Lets some neighboring modules dissolve into their nodes and find together anew, or unite and come apart anew, again
  /// and again, each time kept only if the codelength becomes shorter.
  ///
  /// - Parameters:
  ///   - sums: the level that has the modules of the labels as its nodes.
  ///   - shakes: what they do, and when they end.
  /// - Returns: how many times something was gained, if at all the numbers of modules may have gaps then; nil where
  ///   moves cannot be taken back.
  mutating func shake(
    _ level: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView, _ shakes: Shakes,
    random: inout RandomSequence
  ) -> Int?

  /// Lets nodes move even where that lengthens the codelength, less and less often, while the number of modules stays;
  /// what comes of it is kept only if the codelength becomes shorter.
  ///
  /// - Parameter sums: the level that has the modules of the labels as its nodes.
  /// - Returns: whether the codelength became shorter; never where moves cannot be made one by one.
  mutating func anneal(
    _ level: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView, _ plan: Annealing,
    random: inout RandomSequence
  ) -> Bool

  /// The level that has the modules of another level as its nodes.
  func aggregate(
    _ level: LevelPart, into moduleOf: borrowing Buffer<UInt32>, moduleCount: Int
  ) throws(Failure) -> Level

  /// The codelength in bits after the last moves, without the node term, of modules with numbers below
  /// a capacity.
  func codelength(moduleCapacity: Int) -> Double
}

/// How the nodes of a level change places.
enum PlaceChange {
  /// Each moves to where the codelength becomes shortest, until none wants to.
  case moves
  /// Pieces of modules split off and modules unite, again and again, until the engine has done so much work.
  case shakes(until: Int)
  /// They move even where that lengthens the codelength, less and less often.
  case annealing(Annealing)
}

extension SearchEngine where Self: ~Copyable {
  /// Lets the nodes of a level change places; returns whether any did.
  mutating func move(
    _ level: LevelPart, _ moduleOf: borrowing Buffer<UInt32>, sums: LevelView,
    by change: PlaceChange, random: inout RandomSequence
  ) throws(Failure) -> Bool {
    switch change {
    case .moves: try move(level, moduleOf, sums: sums, random: &random) > 0
    case .shakes(let mostWork):
      shake(
        level, moduleOf, sums: sums,
        Shakes(mostWithoutGain: SearchEffort.shakesOfPartsWithoutGain, mostWork: mostWork),
        random: &random) ?? 0 > 0
    case .annealing(let plan): anneal(level, moduleOf, sums: sums, plan, random: &random)
    }
  }
}
