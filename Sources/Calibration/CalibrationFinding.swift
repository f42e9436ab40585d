/// Why a threshold that was calibrated, or that could not be, is to be looked at.
package enum CalibrationFinding: Sendable, Equatable, Codable {
  /// There are too few faces to fit anything.
  case tooFewFaces(needed: Int)
  /// At no similarity a pair is more likely of the same identity than not.
  case noCrossing
  /// Of the pairs that the fit takes for the same identity most are less similar than pairs of even odds:
  /// there is no mode of the same identity to be seen, as where identities are made of tight groups.
  case hiddenMode(shareAbove: Double)
  /// Pairs that are taken for the same identity lie around two similarities.
  case twoModes(lower: Double, upper: Double)
  /// Resampled faces give thresholds that differ by more than the margin that the threshold has.
  case uncertain

  /// What a user should know of it.
  package var text: String {
    switch self {
    case .tooFewFaces(let needed):
      "there are too few faces to calibrate a threshold, which needs \(needed)"
    case .noCrossing:
      "the calibration found no similarity from which on a pair of faces is more likely of the same "
        + "identity than not"
    case .hiddenMode(let share):
      "only \(Int((100 * share).rounded())) % of the pairs that the calibration takes for the same identity "
        + "are above even odds: they are no mode of their own, as where identities are made of tight groups "
        + "(bursts, sessions); the threshold may split identities, so look at the histogram of calibrate"
    case .twoModes(let lower, let upper):
      "similar pairs are of two kinds, around cosines of \(Self.rounded(lower)) and \(Self.rounded(upper)), as where "
        + "identities are made of tight groups (bursts, sessions, near-duplicates): the threshold is for the lower kind, so "
        + "compare thresholds above it with sweep if clusters are too large"
    case .uncertain:
      "so few faces leave the threshold uncertain: see its interval, and try values in it"
    }
  }

  private static func rounded(_ cosine: Double) -> Double { (cosine * 1000).rounded() / 1000 }
}
