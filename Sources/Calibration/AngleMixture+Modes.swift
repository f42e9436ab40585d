/// Signs that what was fitted is not what it is taken for.
extension AngleMixture {
  /// The model with a second mode of the same identity, where it describes a window much better than this one does and
  /// there is a valley between the modes; nil elsewhere. The first mode is the one of the smaller angle.
  ///
  /// Without a valley two modes are one that is not normal, as where identities differ in closeness.
  func withSecondMode(_ window: AngleWindow) -> AngleMixture? {
    let two = Self.fitOfTwoModes(window)
    let ofModes = two.shares[1] + two.shares[2]
    let reach = Self.reachOfMode * (two.deviation(0) + two.deviation(1))
    guard ofModes > 0, two.mean(1) - two.mean(0) > reach,
      (cost(window) - two.cost(window)) / ofModes > Self.leastGainOfMode
    else { return nil }
    return two
  }

  /// What a second mode must gain for each pair that is taken for the same identity, in nats. Of identities made of
  /// bursts it gains more.
  private static let leastGainOfMode = 0.05
  /// Within how many standard deviations a mode has nearly all its pairs.
  private static let reachOfMode = 2.0

  /// Whether there are two modes.
  var twoModes: CalibrationFinding? {
    guard modes > 1 else { return nil }
    let cosines = (0..<modes).map { ElementaryFunctions.sin(mean($0)) }
    return .twoModes(lower: cosines[0], upper: cosines[1])
  }

  /// Whether most pairs taken for the same identity are below the angle of even odds: a shoulder of the
  /// histogram then, not a mode.
  func hiddenMode(crossing: Double) -> CalibrationFinding? {
    guard crossing > mean(0) else { return nil }
    let steps = 400
    let reach = 5.0
    // The share of a normal distribution above the crossing, by the midpoint rule.
    let start = (crossing - mean(0)) / deviation(0)
    let width = reach / Double(steps)
    let area = (0..<steps).reduce(0) { sum, step in
      let x = start + (Double(step) + 0.5) * width
      return sum + ElementaryFunctions.exp(-x * x / 2) * width
    }
    return .hiddenMode(shareAbove: area / (2 * Double.pi).squareRoot())
  }
}
