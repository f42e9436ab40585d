import Foundation
import Infomap

/// Trials of a search by Infomap on one flow, by this rank alone or by all ranks together.
///
/// The only place that chooses among trials on one rank: the shortest codelength wins, then the lowest
/// seed.
struct InfomapTrials {
  let flow: FlowNetwork
  let options: SearchOptions
  /// What the ranks of a search by all of them say to each other; nil for one by this rank.
  let messages: RankMessages?
  let progress: ClusteringProgress
  /// The partition that searches by one rank improve; nil where they start from single nodes.
  var start: Partition?

  /// The best of some trials; nil without any. Collective where ranks search together.
  ///
  /// - Parameters:
  ///   - trials: their numbers, from 0.
  ///   - deepening: makes what counts of the result of a trial.
  func best<Result: TrialResult>(
    of trials: some Sequence<Int>, deepening: (SearchResult) throws -> Result
  ) throws -> Result? {
    try options.best(ofTrials: trials) { seed, trial in
      let found =
        if let start {
          flow.improve(start, options.trial(seed: seed), progress: tell)
        } else if let messages {
          try flow.searchOnce(
            seed: seed, trial: trial, threads: options.threads, exchange: messages, progress: tell)
        } else {
          flow.searchOnce(
            seed: seed, trial: trial, threads: options.threads,
            preferredModules: options.preferredModules,
            progress: tell)
        }
      return try deepening(found)
    }
  }

  /// Tells of a phase that has ended, with the codelength then.
  func tell(_ phase: SearchPhase, _ codelength: Double) {
    progress.timer.passed(in: phase.rawValue)
    progress.note("\(phase.rawValue): codelength \(String(format: "%.6f", codelength)) bits")
  }
}
