import Randomness

/// How far a threshold would be another one with other faces of the same kind: the cohort drawn anew from
/// itself, with repetition.
struct ThresholdResampling {
  /// The least and greatest of 90 % of thresholds.
  let interval: ClosedRange<Float>
  /// Whether half of the interval is more than what the threshold has as a margin above even odds, or some
  /// resamples have no threshold at all.
  let isUncertain: Bool

  private static let resamples = 100
  private static let share = 0.9

  /// - Parameters:
  ///   - mixture: the fit to the whole cohort, from which those to resamples start.
  ///   - fit: what was read off it.
  ///   - share: of the pairs that were fitted to.
  init(
    _ counts: CohortCounts, faces: Int, from mixture: AngleMixture, _ fit: ThresholdCalibration.Fit,
    share: Double
  ) {
    var random = SplitMix64(seed: 1)
    var deviations: [Double] = []
    for _ in 0..<Self.resamples {
      let drawn = (0..<counts.members).map { _ in
        Int(random.next().multipliedFullWidth(by: UInt64(counts.members)).high)
      }
      guard let window = AngleWindow(counts.histogram(of: drawn), share: share) else { continue }
      let found = mixture.improved(window).mixture
      guard let other = ThresholdCalibration.Fit(found, window, members: counts.members) else {
        continue
      }
      deviations.append(other.thresholdAngle - fit.thresholdAngle)
    }
    // A face is in pairs as one of the cohort (1/M of them) and as one of all (1/N), and only the first is
    // drawn: its variance is 1/M, that of both 1/M + 3/N where the cohort is among the faces.
    let scale = (1 + 3 * Double(counts.members) / Double(faces)).squareRoot()
    let sorted = deviations.sorted().map { $0 * scale }
    guard !sorted.isEmpty else {
      (interval, isUncertain) = (fit.minSimilarity...fit.minSimilarity, true)
      return
    }
    let cut = Int((1 - Self.share) / 2 * Double(sorted.count))
    let (low, high) = (min(sorted[cut], 0), max(sorted[sorted.count - 1 - cut], 0))
    func similarity(_ deviation: Double) -> Float {
      ThresholdCalibration.similarity(ofAngle: fit.thresholdAngle + deviation)
    }
    interval = similarity(low)...similarity(high)
    isUncertain =
      (high - low) / 2 > fit.margin
      || Double(deviations.count) < Self.share * Double(Self.resamples)
  }
}
