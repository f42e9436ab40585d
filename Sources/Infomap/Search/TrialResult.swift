/// A finding of one trial of a search. The shortest codelength wins, then the lowest seed.
public protocol TrialResult {
  /// The codelength of what was found, in bits a step.
  var codelength: MapEquation.Codelength { get }
  /// The seed of the trial.
  var seed: UInt64 { get }
}

extension TrialResult {
  /// Whether this is the better of two results of trials on the same network, whichever is asked:
  /// shorter codelength first, then the lower seed.
  public func isBetter(than other: Self) -> Bool {
    codelength.total != other.codelength.total
      ? codelength.total < other.codelength.total : seed < other.seed
  }
}

extension Sequence where Element: TrialResult {
  /// The best of the results of trials; nil without any.
  public func best() -> Element? {
    reduce(nil as Element?) { best, result in
      if let best, !result.isBetter(than: best) { return best }
      return result
    }
  }
}

extension SearchOptions {
  /// The best result of trials with these options; nil without any.
  ///
  /// - Parameters:
  ///   - trials: the numbers of the trials, from 0: all, or those that fall to one of several processes.
  ///   - search: makes a trial with a seed and a number.
  public func best<Result: TrialResult, Failure: Error>(
    ofTrials trials: some Sequence<Int>,
    _ search: (_ seed: UInt64, _ trial: Int) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    var best: Result?
    for trial in trials {
      let result = try search(seed &+ UInt64(trial), trial)
      if let found = best, !result.isBetter(than: found) { continue }
      best = result
    }
    return best
  }
}
