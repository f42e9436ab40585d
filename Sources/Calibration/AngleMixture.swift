/// The model of an `AngleWindow`: pairs of different identities, of density ∝ exp(-b v - c v²/2) at v radians
/// above the window's start, and one or more modes of the same identity, normal in the angle. Each density
/// is normalized over the bins of the window.
struct AngleMixture {
  /// b and ln c, then for each mode its mean, ln of its standard deviation, and the logarithm of how often
  /// it is as frequent as the pairs of different identities.
  var parameters: [Double]

  /// Of the first parameters; three follow for each mode.
  static let background = 2
  static let ofMode = 3

  var modes: Int { (parameters.count - Self.background) / Self.ofMode }
  func mean(_ mode: Int) -> Double { parameters[Self.background + Self.ofMode * mode] }
  func deviation(_ mode: Int) -> Double {
    ElementaryFunctions.exp(parameters[Self.background + Self.ofMode * mode + 1])
  }

  /// The shares of the background and of each mode.
  var shares: [Double] {
    let odds =
      [1]
      + (0..<modes).map {
        ElementaryFunctions.exp(parameters[Self.background + Self.ofMode * $0 + 2])
      }
    let sum = odds.reduce(0, +)
    return odds.map { $0 / sum }
  }

  /// What each parameter may be.
  static func bounds(_ window: AngleWindow, modes: Int) -> [ClosedRange<Double>] {
    let log = ElementaryFunctions.log
    let mode = [window.angles[0]...1.5, log(0.02)...log(0.3), -16...6]
    return [-40...200, -5...9] + (0..<modes).flatMap { _ in mode }
  }

  /// The densities of the background and of each mode, times their shares, in each bin.
  func densities(_ window: AngleWindow) -> [[Double]] {
    let shares = shares
    let c = ElementaryFunctions.exp(parameters[1])
    let background = Self.normalized(
      window.angles.map {
        let v = $0 - window.angles[0]
        return -parameters[0] * v - c * v * v / 2
      })
    let others = (0..<modes).map { mode in
      let (mean, deviation) = (mean(mode), deviation(mode))
      return Self.normalized(
        window.angles.map {
          -($0 - mean) * ($0 - mean) / (2 * deviation * deviation)
        })
    }
    return zip([background] + others, shares).map { density, share in density.map { $0 * share } }
  }

  private static func normalized(_ logarithms: [Double]) -> [Double] {
    let greatest = logarithms.max()!
    let values = logarithms.map { ElementaryFunctions.exp($0 - greatest) }
    let sum = values.reduce(0, +)
    return values.map { $0 / sum }
  }

  /// How badly the model describes a window: the mean of -ln of the density of its pairs.
  func cost(_ window: AngleWindow) -> Double { Self.cost(densities(window), window) }

  private static func cost(_ densities: [[Double]], _ window: AngleWindow) -> Double {
    var sum = 0.0
    for bin in window.shares.indices where window.shares[bin] > 0 {
      let density = densities.reduce(0) { $0 + $1[bin] }
      sum -= window.shares[bin] * ElementaryFunctions.log(max(density, leastDensity))
    }
    return sum
  }

  private static let leastDensity = 1e-300

  /// The gradient of the cost, and its expected second derivatives (Fisher information), row after row.
  func derivatives(_ window: AngleWindow) -> (cost: Double, gradient: [Double], curvature: [Double])
  {
    let densities = densities(window)
    let count = parameters.count
    let scores = scoresOfDensities(window)
    let shares = shares
    var gradient = [Double](repeating: 0, count: count)
    var curvature = [Double](repeating: 0, count: count * count)
    var slope = [Double](repeating: 0, count: count)
    for bin in window.angles.indices {
      let density = max(densities.reduce(0) { $0 + $1[bin] }, Self.leastDensity)
      for parameter in 0..<count {
        let part =
          parameter < Self.background
          ? 0 : (parameter - Self.background) / Self.ofMode + 1
        let posterior = densities[part][bin] / density
        let isShare = part > 0 && (parameter - Self.background) % Self.ofMode == 2
        slope[parameter] =
          isShare ? posterior - shares[part] : posterior * scores[parameter][bin]
      }
      for row in 0..<count {
        gradient[row] -= window.shares[bin] * slope[row]
        for column in 0..<count {
          curvature[row * count + column] += density * slope[row] * slope[column]
        }
      }
    }
    return (Self.cost(densities, window), gradient, curvature)
  }

  /// The derivatives of the logarithm of each parameter's own density, in each bin; of shares none.
  private func scoresOfDensities(_ window: AngleWindow) -> [[Double]] {
    let c = ElementaryFunctions.exp(parameters[1])
    let shares = shares
    let densities = zip(densities(window), shares).map { density, share in
      density.map { $0 / share }
    }
    let distances = window.angles.map { $0 - window.angles[0] }
    var scores = [
      Self.centered(distances.map { -$0 }, densities[0]),
      Self.centered(distances.map { -c * $0 * $0 / 2 }, densities[0]),
    ]
    for mode in 0..<modes {
      let (mean, deviation) = (mean(mode), deviation(mode))
      let offsets = window.angles.map { ($0 - mean) / deviation }
      scores.append(Self.centered(offsets.map { $0 / deviation }, densities[mode + 1]))
      scores.append(Self.centered(offsets.map { $0 * $0 }, densities[mode + 1]))
      scores.append([])
    }
    return scores
  }

  /// Values less their mean under a density.
  private static func centered(_ values: [Double], _ density: [Double]) -> [Double] {
    let mean = zip(values, density).reduce(0) { $0 + $1.0 * $1.1 }
    return values.map { $0 - mean }
  }
}
