/// The stationary visit rates of the random walker.
struct VisitRates {
  let nodeFlow: [Double]
  /// The flow of a link is its weight times this value of its source. In an undirected network it
  /// is the flow in each of the two directions.
  let flowPerWeight: [Double]
  let teleportation: RecordedTeleportation?

  /// The rates are proportional to the strengths (a self-link counts once).
  init(undirected network: Network) {
    var strength = [Double](repeating: 0, count: network.nodeCount)
    for source in 0..<network.nodeCount {
      for link in network.links(from: source) {
        let target = Int(network.targets[link])
        strength[source] += network.weights[link]
        if target != source { strength[target] += network.weights[link] }
      }
    }
    let total = strength.reduce(0, +)
    nodeFlow = strength.map { $0 / total }
    flowPerWeight = [Double](repeating: 1 / total, count: network.nodeCount)
    teleportation = nil
  }

  /// PageRank q with the walker following links by weight and teleporting with the given
  /// probability, and always from nodes without links out (Lambiotte, Rosvall: "Ranking and
  /// clustering of nodes in networks with smart teleportation", Phys. Rev. E 85, 2012).
  ///
  /// Unrecorded, a last step along the links alone turns q into the visit rates.
  init(directed network: Network, options: FlowOptions) {
    let count = network.nodeCount
    let outWeight = (0..<count).map { node in
      network.links(from: node).reduce(0) { $0 + network.weights[$1] }
    }
    let landing = Self.landingShares(network, outWeight: outWeight, options: options)
    let damping = 1 - options.teleportationProbability
    let solution = PageRank(network, outWeight: outWeight, damping: damping, source: landing)
    let total = solution.rank.reduce(0, +)
    let rank = solution.rank.map { $0 / total }

    let walking = zip(rank, outWeight).reduce(0) { $1.1 > 0 ? $0 + $1.0 : $0 }
    // Without links that leave, nobody walks and flow along links is 0 either way.
    let stepShare = options.recordsTeleportation ? damping : 1 / walking
    flowPerWeight = zip(rank, outWeight).map { $1 > 0 ? stepShare * $0 / $1 : 0 }
    if options.recordsTeleportation {
      nodeFlow = rank
      let alpha = options.teleportationProbability
      teleportation = RecordedTeleportation(
        outFlow: zip(rank, outWeight).map { $1 > 0 ? alpha * $0 : $0 }, targetShare: landing)
    } else {
      var arriving = [Double](repeating: 0, count: count)
      for source in 0..<count {
        for link in network.links(from: source) {
          arriving[Int(network.targets[link])] += network.weights[link] * flowPerWeight[source]
        }
      }
      nodeFlow = arriving
      teleportation = nil
    }
  }

  /// The share of teleportation that lands on each node: by node weight; or by the weight of links
  /// out, so that an unrecorded jump is as good as following a random link; or, where the jump is
  /// recorded as a step of its own, by the weight of links in.
  private static func landingShares(
    _ network: Network, outWeight: [Double], options: FlowOptions
  ) -> [Double] {
    var share = outWeight
    if options.teleportsToNodes {
      share = network.nodeWeights
      if share.isEmpty { share = [Double](repeating: 1, count: network.nodeCount) }
    } else if options.recordsTeleportation {
      share = [Double](repeating: 0, count: network.nodeCount)
      for link in network.targets.indices {
        share[Int(network.targets[link])] += network.weights[link]
      }
    }
    let total = share.reduce(0, +)
    return share.map { $0 / total }
  }
}
