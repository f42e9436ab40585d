/// How hard to search, and in which random order.
public struct SearchOptions: Sendable, Equatable {
  /// Trial t = 0, 1, … uses the seed `seed + t`.
  public var seed: UInt64 = 1
  /// How many independent searches to make; the shortest codelength wins, then the lowest seed.
  public var trials = 1
  /// A number of modules to come near to, if any: each module more or fewer adds a bit to the
  /// codelength. One thread searches then.
  public var preferredModules: Int?
  /// How many levels a hierarchy is to have, that of the nodes included; nil for as many as are best.
  public var preferredLevels: Int?
  /// How many threads search a large network. The result is the same for any number of them.
  public var threads = 1

  /// The options of one trial.
  package func trial(seed: UInt64) -> SearchOptions {
    var options = self
    (options.seed, options.trials) = (seed, 1)
    return options
  }

  /// Makes options with the values that the properties say.
  public init() {}
}

/// The step that a search is at.
public enum SearchPhase: String, Sendable {
  /// Nodes, then modules, find together.
  case clustering
  /// Single nodes move between the modules.
  case fineTuning = "fine-tuning"
  /// Parts of modules move between the modules.
  case coarseTuning = "coarse-tuning"
  /// Some modules of a small network dissolve and form anew.
  case shaking
  /// Modules of a small network, parts of them or nodes move even where that lengthens the codelength, less and less
  /// often, where a number of modules is preferred.
  case annealing
  /// The modules of a small network are tuned at another Markov time, and then at its own again.
  case restarting
  /// Levels above and below the modules are added.
  case hierarchy
}
