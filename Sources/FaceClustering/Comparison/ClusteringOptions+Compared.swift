import Clustering

extension ClusteringOptions {
  /// Takes the settings of one graph that has the edges of all methods which are compared on it, with
  /// whatever values their curves need.
  package mutating func settleComparedGraph() {
    guard let compared, let most = compared.map(\.k).max() else { return }
    k = most
    minSimilarity =
      compared.flatMap { method in
        [method.minSimilarity]
          + (comparisonPlot == nil ? [] : method.curve.points.map(\.options.minSimilarity))
      }.min()!
  }

  /// These options with a threshold found for the faces, wherever they ask for one.
  ///
  /// - Parameter similarity: nil where none was found.
  func calibrated(to similarity: Float?) -> ClusteringOptions {
    guard calibratesSimilarity, let similarity else { return self }
    var options = self
    if let compared {
      options.compared = compared.map { $0.calibrated(to: similarity) }
      options.settleComparedGraph()
    } else {
      options.minSimilarity = similarity
    }
    return options
  }

  /// What a precision-recall curve of the method runs over, with all else as it is here.
  var curve: (parameter: String, points: [(value: Double, options: ClusteringOptions)]) {
    func points(_ name: String, _ values: [Double]) -> [(Double, ClusteringOptions)] {
      values.map { value in
        var options = self
        options.parameters[name] = value
        return (value, options)
      }
    }
    switch ClusteringMethods.curve(of: method) {
    case .leastSimilarity(let others):
      // Steps that become finer as the threshold nears 1.
      let thresholds = Self.gapShares.map { share in
        max(-1, minSimilarity + Float(share) * (1 - minSimilarity))
      }
      let curve = thresholds.map { threshold in
        var options = self
        for other in others { options.parameters[other] = nil }
        options.minSimilarity = threshold
        return (value: Double(threshold), options: options)
      }
      return ("min-sim", curve)
    case .values(let name, let values): return (name, points(name, values))
    case .multiples(let name, let factors):
      guard let given = parameters[name] else { return (name, []) }
      return (name, points(name, factors.map { max(1, ($0 * given).rounded()) }))
    }
  }

  /// Where the thresholds of a curve lie: shares of the gap between the given one and 1.
  private static let gapShares = [-0.3, -0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6]
}
