extension BatchSteps {
  /// The steps so far as they are saved.
  var saved: MethodState {
    let counts = [done, hasConverged ? 1 : 0, facesSinceReassignment, stepsWithoutGain]
    // Without a step there is no cost; no cost is below 0.
    let costs = [smoothedCost ?? -1, leastCost]
    return MethodState(
      numbers: counts + costs.map(\.saved) + weights.map(\.saved), values: centers)
  }

  /// Steps that were saved; nil if these are not of so many clusters.
  init?(_ saved: MethodState, clusters: Int, dimension: Int, faces: Int, seed: UInt64) {
    let numbers = saved.numbers
    guard numbers.count == 6 + clusters, saved.values.count == clusters * dimension,
      numbers[..<4].allSatisfy({ $0 >= 0 })
    else { return nil }
    self.init(centers: saved.values, dimension: dimension, faces: faces, seed: seed)
    done = numbers[0]
    hasConverged = numbers[1] == 1
    facesSinceReassignment = numbers[2]
    stepsWithoutGain = numbers[3]
    smoothedCost = Double(saved: numbers[4]) < 0 ? nil : Double(saved: numbers[4])
    leastCost = Double(saved: numbers[5])
    weights = numbers[6...].map { Double(saved: $0) }
  }
}
