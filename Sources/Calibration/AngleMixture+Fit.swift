/// How the parameters are found that describe a window best.
extension AngleMixture {
  /// The best model of a window with one mode of the same identity, from twelve starts.
  static func fit(_ window: AngleWindow) -> AngleMixture {
    best(of: [[0.35], [0.5], [0.65], [0.8]], odds: [-3, -7, 0], window)
  }

  /// The best model of a window with two modes of the same identity, the lower first, from eight starts.
  static func fitOfTwoModes(_ window: AngleWindow) -> AngleMixture {
    best(of: [[0.35, 0.7], [0.25, 0.5], [0.5, 0.8], [0.2, 0.8]], odds: [-3, -6], window)
      .inOrderOfModes
  }

  /// The best of the models that are found from all starts.
  ///
  /// - Parameters:
  ///   - places: where modes start, from the first angle of the window to the largest, 0…1.
  ///   - odds: how often they are at the start as frequent as the pairs of different identities, as logarithms.
  private static func best(
    of places: [[Double]], odds: [Double], _ window: AngleWindow
  ) -> AngleMixture {
    var best: (mixture: AngleMixture, cost: Double)?
    for places in places {
      for odds in odds {
        let modes = places.flatMap { place in
          [window.angles[0] + place * (window.largest - window.angles[0]), deviationStart, odds]
        }
        let found = AngleMixture(parameters: backgroundStart + modes).improved(window)
        if best.map({ found.cost < $0.cost - 1e-12 }) ?? true { best = found }
      }
    }
    return best!.mixture
  }

  /// The same model, its modes by rising angle.
  private var inOrderOfModes: AngleMixture {
    let parts = (0..<modes).sorted { mean($0) < mean($1) }.flatMap { mode in
      parameters[(Self.background + Self.ofMode * mode)...].prefix(Self.ofMode)
    }
    return AngleMixture(parameters: parameters[..<Self.background] + parts)
  }

  static let backgroundStart = [5, ElementaryFunctions.log(25)]
  static let deviationStart = ElementaryFunctions.log(0.15)

  /// The nearest local optimum, by Fisher scoring with Levenberg's damping, within the bounds.
  func improved(_ window: AngleWindow) -> (mixture: AngleMixture, cost: Double) {
    let bounds = Self.bounds(window, modes: modes)
    var current = clamped(bounds)
    var damping = 1e-2
    var here = current.derivatives(window)
    for _ in 0..<Self.mostSteps {
      // A parameter at its bound that the gradient pushes against stays there.
      let isFree = bounds.indices.map { index in
        let value = current.parameters[index]
        return !(value <= bounds[index].lowerBound && here.gradient[index] > 0)
          && !(value >= bounds[index].upperBound && here.gradient[index] < 0)
      }
      let step = Self.step(here.gradient, here.curvature, isFree: isFree, damping: damping)
      var next = current
      for index in step.indices { next.parameters[index] += step[index] }
      next = next.clamped(bounds)
      let cost = next.cost(window)
      guard cost < here.cost else {
        damping *= 4
        if damping > Self.mostDamping { break }
        continue
      }
      let gain = here.cost - cost
      current = next
      here = current.derivatives(window)
      damping = max(damping / 3, 1e-9)
      if gain < Self.leastGain { break }
    }
    return (current, here.cost)
  }

  private static let mostSteps = 400
  private static let mostDamping = 1e12
  private static let leastGain = 1e-13

  private func clamped(_ bounds: [ClosedRange<Double>]) -> AngleMixture {
    AngleMixture(
      parameters: zip(parameters, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) })
  }

  /// Solves (curvature + damping of its diagonal) step = -gradient for the free parameters, by Cholesky's
  /// decomposition; the others keep still.
  private static func step(
    _ gradient: [Double], _ curvature: [Double], isFree: [Bool], damping: Double
  ) -> [Double] {
    let free = isFree.indices.filter { isFree[$0] }
    let count = free.count
    var factor = [Double](repeating: 0, count: count * count)
    var solution = free.map { -gradient[$0] }
    for row in 0..<count {
      for column in 0...row {
        var value = curvature[free[row] * gradient.count + free[column]]
        if row == column { value += damping * value + 1e-14 }
        for k in 0..<column { value -= factor[row * count + k] * factor[column * count + k] }
        factor[row * count + column] =
          row == column
          ? max(value, 1e-18).squareRoot() : value / factor[column * count + column]
      }
    }
    for row in 0..<count {
      for k in 0..<row { solution[row] -= factor[row * count + k] * solution[k] }
      solution[row] /= factor[row * count + row]
    }
    for row in (0..<count).reversed() {
      for k in row + 1..<max(count, row + 1) {
        solution[row] -= factor[k * count + row] * solution[k]
      }
      solution[row] /= factor[row * count + row]
    }
    var step = [Double](repeating: 0, count: gradient.count)
    for (place, parameter) in free.enumerated() { step[parameter] = solution[place] }
    return step
  }

  /// The angle from which on a pair is more likely of the same identity than not: where that likelihood
  /// first rises through 1/2, linear between bins. Nil if it nowhere does.
  func crossing(_ window: AngleWindow) -> Double? {
    let densities = densities(window)
    let likelihoods = window.angles.indices.map { bin in
      let same = densities.dropFirst().reduce(0) { $0 + $1[bin] }
      return same / (same + densities[0][bin] + Self.leastSum)
    }
    for bin in likelihoods.indices.dropLast() {
      let (here, next) = (likelihoods[bin], likelihoods[bin + 1])
      guard here < 0.5, next >= 0.5 else { continue }
      let (low, high) = (window.angles[bin], window.angles[bin + 1])
      return low + (high - low) * (0.5 - here) / (next - here)
    }
    return nil
  }

  private static let leastSum = 1e-300
}
