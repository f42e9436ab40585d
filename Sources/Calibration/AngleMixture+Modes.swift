/// Signs that what was fitted is not what it is taken for.
extension AngleMixture {
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
