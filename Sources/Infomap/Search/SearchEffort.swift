/// How much work a trial takes upon itself.
///
/// Sizes of networks are counted in entries of neighbor lists, two for each undirected link.
enum SearchEffort {
  /// A search of a network up to this size takes a fraction of a second: more effort costs next to
  /// nothing, and threads would save next to nothing.
  static let smallNetwork = 1_000_000
  /// The limit up to which networks are small that are searched once for each module of a hierarchy.
  static let smallHierarchy = 200_000
  /// How many shakes of a small network in a row must gain nothing for it to be shaken no more.
  static let shakesWithoutGain = 20
  /// The most entries that the shakes of a small network may visit altogether.
  static let shakenEntries = 2_000_000
  /// The relative Markov times at which the modules of a small network are tuned before they are tuned at its own
  /// again: by a factor of two and its root, both ways. Each time shortens codelengths of some networks; the root
  /// of a half gains most for its cost, and is the only one where four would take seconds.
  static func restartTimes(linkEnds: Int) -> [Double] {
    let rootOfHalf = 0.5.squareRoot()
    return linkEnds <= manyRestarts ? [0.5, rootOfHalf, 2.0.squareRoot(), 2] : [rootOfHalf]
  }
  /// The limit up to which networks are restarted at all these times.
  static let manyRestarts = 100_000
  /// The most entries of all partitions together that a search keeps of its way, to build hierarchies on: each
  /// takes as long as the search itself.
  static let waypointEntries = 50_000
  /// The relative Markov times at which trials start, in turn.
  static let firstTimes = [1.0, 0.5.squareRoot(), 2.0.squareRoot(), 0.5, 2.0]
  /// The most sweeps over all nodes at the end of a trial: rounding might keep nodes on the move for ever.
  static let settlingSweeps = 100
  /// The gain of a round of tuning, relative to the one-level codelength, below which it is the last on a
  /// network that is not small. A round of tuning a small network only has to gain `LeastGain.ofStep`.
  static let leastRelativeGain = 1e-6
  /// One of so many modules is united with another before all are tuned again, on the way to a preferred
  /// number. Twice as many take twice the time for codelengths that are no shorter on most networks.
  static let modulesPerUnion = 4
  /// The share of its bit that a module more or fewer than preferred costs in the first round of steering.
  static let firstPreferenceWeight = 0x1p-24
  /// The factor by which that share grows from round to round, until it is all of the bit.
  static let preferenceGrowth = 8.0
}
