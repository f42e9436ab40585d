extension VisitRates {
  /// The rates of a walker on the links of a network and on those of a prior network together, where links of the
  /// latter are teleportation: node i takes the share a_i of its steps along them, and they lead to node j in
  /// proportion to the mean weight u_j of its links.
  ///
  /// - Precondition: the strength is above 0.
  init(_ network: Network, prior: PriorNetwork, ranges: TargetRanges) {
    precondition(prior.strength > 0)
    let links = PriorLinks(network, prior)
    let nodes = 0..<network.nodeCount
    // What leaves a node by the prior's links, and what of it would leave if some led to itself too.
    let shares = zip(links.outWeight, links.strength).map { $0 / ($0 + $1) }
    let sent = nodes.map {
      links.hasSelfLinks ? shares[$0] : shares[$0] / links.shareOfOthers[$0]
    }
    let rates: [Double]
    if network.isDirected {
      rates = Self.stationary(network, links, shares: shares, sent: sent, ranges: ranges)
      flowPerWeight = nodes.map {
        links.strength[$0] > 0 ? (1 - shares[$0]) * rates[$0] / links.strength[$0] : 0
      }
    } else {
      // As much flow comes back along each link as goes out, along those of the prior too.
      let sums = zip(links.outWeight, links.strength).map { $0 + $1 }
      let total = sums.reduce(0, +)
      rates = sums.map { $0 / total }
      flowPerWeight = [Double](repeating: 1 / total, count: nodes.count)
    }
    nodeFlow = rates
    teleportation = RecordedTeleportation(
      outFlow: zip(rates, sent).map { $0 * $1 }, targetShare: links.targetShare, isPrior: true)
  }

  /// The rates x_j = v_j (sum of s_i x_i over others) + sum of (1 - a_i) T_ij x_i of a directed network.
  ///
  /// The sum over all is a number that scales x, and where a node does not teleport to itself, x_j (1 + v_j s_j)
  /// is what it is without that exception.
  private static func stationary(
    _ network: Network, _ prior: PriorLinks, shares: [Double], sent: [Double], ranges: TargetRanges
  ) -> [Double] {
    let nodes = 0..<network.nodeCount
    // The prior network does not matter to one that has nowhere else to go.
    if nodes.count == 1 { return [1] }
    let excess = nodes.map { prior.hasSelfLinks ? 1 : 1 + prior.targetShare[$0] * sent[$0] }
    let pushes = nodes.map {
      prior.strength[$0] > 0 ? (1 - shares[$0]) / (excess[$0] * prior.strength[$0]) : 0
    }
    let meanShare = max(
      FlowOptions.leastTeleportationProbability, shares.reduce(0, +) / Double(nodes.count))
    let solution = network.withStoredLinks {
      PageRank(
        $0, closed: ranges.closed, pushes: pushes, damping: max(0, 1 - meanShare),
        source: prior.targetShare, workers: ranges.workers)
    }
    let rates = zip(solution.rank, excess).map { $0 / $1 }
    let total = rates.reduce(0, +)
    return rates.map { $0 / total }
  }
}

/// What the links of a prior network sum up to.
private struct PriorLinks {
  /// The weight of the network's own links out of each node; of an undirected network of all its links.
  let strength: [Double]
  /// The weight of the prior's links out of each node.
  let outWeight: [Double]
  /// The share of them that lead to each node, if each node had one to itself.
  let targetShare: [Double]
  /// The share that lead to all others than a node.
  let shareOfOthers: [Double]
  let hasSelfLinks: Bool

  init(_ network: Network, _ prior: PriorNetwork) {
    let count = network.nodeCount
    // One node has no others to link to; and without links the walker may go anywhere.
    hasSelfLinks = prior.hasSelfLinks || count == 1 || network.linkCount == 0
    let ends = LinkEnds(network)
    strength = ends.outStrength
    guard network.linkCount > 0 else {
      outWeight = [Double](repeating: 1, count: count)
      targetShare = [Double](repeating: 1 / Double(count), count: count)
      shareOfOthers = targetShare.map { 1 - $0 }
      return
    }
    let outMeans = ends.outMeans
    let inMeans = ends.inMeans
    let sum = inMeans.reduce(0, +)
    let targetShare = inMeans.map { $0 / sum }
    self.targetShare = targetShare
    // One node alone may have more than half. What is left of all but that is lost in rounding, up to nothing.
    let heaviest = targetShare.firstIndex { $0 > 0.5 }
    let sumBesides = inMeans.indices.reduce(0) { $1 == heaviest ? $0 : $0 + inMeans[$1] }
    func sumOfOthers(_ node: Int) -> Double { node == heaviest ? sumBesides : sum - inMeans[node] }
    shareOfOthers = (0..<count).map {
      $0 == heaviest ? sumBesides / sum : 1 - targetShare[$0]
    }
    let targets = Double(hasSelfLinks ? count : count - 1)
    let chance = prior.strength * Logarithm.log2(Double(count)) * Logarithm.naturalOf2 / targets
    let mean = ends.meanWeight
    let withoutOwn = !hasSelfLinks
    outWeight = (0..<count).map { node in
      // Of one node alone the chance is 0, and it still has to go somewhere.
      let weight = chance * (outMeans[node] / mean) * (withoutOwn ? sumOfOthers(node) : sum)
      return weight > 0 || ends.outStrength[node] > 0 ? weight : 1
    }
  }
}

/// How many links leave and enter each node of a network, and their weights. In an undirected network all links of
/// a node do both, one to itself once.
private struct LinkEnds {
  var outCount: [Int]
  var inCount: [Int]
  var outStrength: [Double]
  var inStrength: [Double]
  let meanWeight: Double

  init(_ network: Network) {
    let count = network.nodeCount
    outCount = [Int](repeating: 0, count: count)
    inCount = outCount
    outStrength = [Double](repeating: 0, count: count)
    inStrength = outStrength
    for source in 0..<count {
      for link in network.links(from: source) {
        let (target, weight) = (Int(network.targets[link]), network.weights[link])
        outCount[source] += 1
        outStrength[source] += weight
        inCount[target] += 1
        inStrength[target] += weight
      }
    }
    if network.isDirected {
      meanWeight = outStrength.reduce(0, +) / Double(outCount.reduce(0, +))
      return
    }
    for node in 0..<count {
      outCount[node] += inCount[node]
      outStrength[node] += inStrength[node]
      for link in network.links(from: node) where network.targets[link] == UInt32(node) {
        outCount[node] -= 1
        outStrength[node] -= network.weights[link]
      }
    }
    (inCount, inStrength) = (outCount, outStrength)
    meanWeight = outStrength.reduce(0, +) / Double(outCount.reduce(0, +))
  }

  /// The mean weight of the links out of each node.
  var outMeans: [Double] { Self.means(outStrength, outCount) }
  /// The mean weight of the links into each node.
  var inMeans: [Double] { Self.means(inStrength, inCount) }

  private static func means(_ strengths: [Double], _ counts: [Int]) -> [Double] {
    let known = zip(strengths, counts).map { $1 > 0 ? $0 / Double($1) : .infinity }
    let least = known.min()!
    return known.map { $0 == .infinity ? least : $0 }
  }
}
