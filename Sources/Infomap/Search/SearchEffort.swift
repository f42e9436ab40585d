/// How much work a trial takes upon itself.
///
/// Sizes of networks are counted in entries of neighbor lists, two for each undirected link.
enum SearchEffort {
  /// A search of a network up to this size takes a fraction of a second: more effort costs next to
  /// nothing, and threads would save next to nothing.
  static let smallNetwork = 1_000_000
  /// The limit up to which a search for a hierarchy, which searches within each module, shakes those within.
  static let smallHierarchy = 50_000
  /// How many shakes of a small network in a row must gain nothing for it to be shaken no more: enough for most modules
  /// to have been among those that dissolved.
  /// Where modules are steered to a number that is preferred a better place for one takes more shakes to find.
  static func shakesWithoutGain(moduleCount: Int, isSteered: Bool) -> Int {
    (isSteered ? 3 : 1) * (20 + 2 * moduleCount)
  }
  /// How many shakes of the whole of a small network in a row must gain nothing for it to be shaken no more, and the
  /// most entries that all of them may visit.
  static let wholeShakesWithoutGain = 20
  static let shakenEntries = 2_000_000
  /// The share of the work that a search of a small network may always do after which no shake begins, and the share
  /// that shakes may do in any case.
  static let shareOfSearch = 0.8
  static let shareOfShakes = 0.3
  /// The share of that work that shakes may take in which modules unite.
  static let shareOfUnionShakes = 0.5
  /// The most work of the shakes of a part of a network, in sweeps over all its nodes.
  static let sweepsOfShakes = 40
  /// The limit up to which networks are tiny: they restart at four times, and are shaken.
  static let tinyNetwork = 50_000
  /// How many further searches for modules to build on a search for a hierarchy makes: as many as take about the
  /// reference's time, all together.
  static func furtherSearches(linkEnds: Int) -> Int { min(4, 2_500 / (linkEnds + 1)) }
  /// The relative Markov times at which the modules of a small network are tuned before they are tuned at its own
  /// again: by a factor of two and its root, of a tiny one both ways. On larger ones the shorter times gain most.
  static func restartTimes(linkEnds: Int) -> [Double] {
    let two = 2.0.squareRoot()
    return linkEnds <= tinyNetwork ? [two, shorterTime, 2, 0.5] : [shorterTime, 0.5]
  }
  /// The relative Markov time of a second start, and of the first restart of networks that are not tiny.
  static let shorterTime = 0.5.squareRoot()
  /// How much work a search may do on a small network before no restart begins that would exceed it: so much for each
  /// node, or what is always allowed if that is more. The units are those of `MoveWork`. A search alone, without
  /// restarts, takes a third to three times as much, the more the denser the network.
  static let workPerNode = 900
  /// How much work a search of a small network may always do: about as much as takes two thirds of the reference
  /// Infomap's time on a tiny network, and a third of it on others. Where nodes have many neighbors less is nearly as
  /// good, unless flow has a direction or a number of modules is preferred.
  static func workAllowance(nodeCount: Int, linkEnds: Int, isSymmetric: Bool, isSteered: Bool)
    -> Int
  {
    if linkEnds <= tinyNetwork {
      return min(7_000_000, max(700_000, 2_100 * nodeCount, 210 * linkEnds))
    }
    let isDense = isDense(nodeCount: nodeCount, linkEnds: linkEnds)
    return isDense && isSymmetric && !isSteered ? 6_000_000 : 10_000_000
  }
  /// Whether nodes have many neighbors on average.
  static func isDense(nodeCount: Int, linkEnds: Int) -> Bool {
    linkEnds > manyNeighbors * nodeCount
  }
  /// More neighbors than this on average are many.
  static let manyNeighbors = 20
  /// Of the work that a search may do, the share that its start must not exceed for it to start a second time, at
  /// another Markov time.
  static let shareOfStart = 0.25
  /// The gain of a round of tuning, relative to the codelength, below which it is the last before restarts, where work
  /// is counted. Further rounds gain less than a restart does in the same time.
  static let leastGainOfRound = 1e-3
  /// The gain of the last round from which the first restart is worth more work than a search may do.
  static let gainWorthRestart = 3e-4
  /// The gain of a restart below which its time is not tried again before another has gained more.
  static let leastGainOfRestart = 1e-4
  /// The gain of a round of tuning below which it is the last where nothing was restarted.
  static let leastGainOfLastRounds = 1e-4
  /// The gain of a sweep over all nodes below which it is the last where work is counted.
  static let leastGainOfSettling = 1e-5
  /// The share of the nodes above which modules have come apart into so many parts that the nodes do not hold together at
  /// a shorter Markov time, and nothing is found there.
  static let shatteredShare = 0.75
  /// The most entries of all partitions together that a search keeps of its way, to build hierarchies on: each
  /// takes as long as the search itself.
  static let waypointEntries = 50_000
  /// The relative Markov times at which trials start, in turn.
  static let firstTimes = [1.0, shorterTime, 2.0.squareRoot(), 0.5, 2.0]
  /// The most sweeps over all nodes at the end of a trial: rounding might keep nodes on the move for ever.
  static let settlingSweeps = 100
  /// The gain of a round of tuning, relative to the one-level codelength, below which it is the last on a
  /// network that is not small. A round of tuning a tiny network only has to gain `LeastGain.ofStep`.
  static let leastRelativeGain = 1e-6
  /// How many shakes in a row of the parts of modules must gain nothing, where the number of modules is to stay, for the
  /// modules to come apart anew; and how many times in a row that must gain nothing for it to be the last.
  static let shakesOfPartsWithoutGain = 50
  static let exchangesWithoutGain = 12
  /// How many times a search goes to a preferred number of modules: as often as takes no time.
  static func timesSteered(linkEnds: Int) -> Int { max(1, min(4, 12_000 / (linkEnds + 1))) }
  /// How hot annealing begins where the number of modules is to stay, as a share of what a random move costs on average, and
  /// how much work it is, as a share of what a search may always do: of modules in unions made one by one, which are far
  /// from the best; and of parts of modules and of nodes each, which have been tuned.
  static let heatOfUnions = 0.15
  static let shareOfUnions = 3.0
  static let heatOfParts = 0.1
  static let shareOfParts = 0.5
  /// The part of that work that is done on a network so large that all of it would be felt.
  static func shareOfAnnealing(linkEnds: Int) -> Double { linkEnds <= 200_000 ? 1 : 1 / 3.0 }
  /// One of so many modules is united with another before all are tuned again, on the way to a preferred
  /// number on networks that are not small. Twice as many take twice the time for codelengths that are no shorter on
  /// most of them.
  static let modulesPerUnion = 4
  /// The share of its bit that a module more or fewer than preferred costs in the first round of steering.
  static let firstPreferenceWeight = 0x1p-24
  /// The factor by which that share grows from round to round, until it is all of the bit.
  static let preferenceGrowth = 8.0
}
