import Threads

/// The stationary visit rates of the random walker.
struct VisitRates {
  var nodeFlow: [Double]
  /// The flow of a link is its weight times this value of its source. In an undirected network it
  /// is the flow in each of the two directions.
  let flowPerWeight: [Double]
  var teleportation: RecordedTeleportation?

  /// The rates are proportional to the strengths (a self-link counts once).
  ///
  /// - Parameter part: of a part of a network the nodes of which it has all links, and the sum of the
  ///   strengths of all nodes.
  init(
    undirected network: Network, ranges: TargetRanges,
    part: (own: Range<Int>, totalStrength: Double)? = nil
  ) {
    var strength = network.withStoredLinks {
      $0.outWeights(count: network.nodeCount, ranges.workers)
    }
    strength.withUnsafeMutableBufferPointer { strength in
      network.withLinks { offsets, targets, weights in
        for source in 0..<network.nodeCount {
          for link in offsets[source]..<offsets[source + 1] where targets[link] != UInt32(source) {
            strength[Int(targets[link])] += weights[link]
          }
        }
      }
    }
    var total = part?.totalStrength ?? strength.reduce(0, +)
    // Nodes without links have no strength, whatever it is divided by.
    if total == 0 { total = 1 }
    let known = part?.own ?? 0..<network.nodeCount
    nodeFlow = strength.indices.map { known.contains($0) ? strength[$0] / total : 0 }
    flowPerWeight = [Double](repeating: 1 / total, count: network.nodeCount)
    teleportation = nil
  }

  /// PageRank q with the walker following links by weight and teleporting with the given
  /// probability, and always from nodes without links out (Lambiotte, Rosvall: "Ranking and
  /// clustering of nodes in networks with smart teleportation", Phys. Rev. E 85, 2012).
  ///
  /// Unrecorded, a last step along the links alone turns q into the visit rates.
  init(directed network: Network, options: FlowOptions, ranges: TargetRanges) {
    let outWeight = network.withStoredLinks {
      $0.outWeights(count: network.nodeCount, ranges.workers)
    }
    let landing = Self.landingShares(
      network, outWeight: outWeight, options: options, ranges: ranges)
    let walk = network.withStoredLinks {
      Walk(
        $0, closed: ranges.closed, outWeight: outWeight, landing: landing, options: options,
        workers: ranges.workers)
    }
    flowPerWeight = walk.flowPerWeight
    if options.recordsTeleportation {
      nodeFlow = walk.rank
      let alpha = options.teleportationProbability
      teleportation = RecordedTeleportation(
        outFlow: zip(walk.rank, outWeight).map { $1 > 0 ? alpha * $0 : $0 }, targetShare: landing)
    } else {
      nodeFlow = network.sumsIntoTargets(scale: flowPerWeight, ranges)
      teleportation = nil
    }
  }

  /// The visit rates of the nodes of `ranges`, into which a part of a directed network has all links, by
  /// PageRank without recorded teleportation.
  ///
  /// - Parameter links: the links of the whole network.
  init(
    part network: Network, of links: some LinksBySource, options: FlowOptions, ranges: TargetRanges
  ) {
    let outWeight = links.outWeights(count: network.nodeCount, ranges.workers)
    let landing = Self.landingShares(
      network, outWeight: outWeight, options: options, ranges: ranges)
    let walk = Walk(
      links, closed: links.closedRanges(count: network.nodeCount), outWeight: outWeight,
      landing: landing, options: options, workers: ranges.workers)
    flowPerWeight = walk.flowPerWeight
    nodeFlow = network.sumsIntoTargets(scale: flowPerWeight, ranges)
    teleportation = nil
  }

  /// Where the walker is before the last step, and what it passes on.
  private struct Walk {
    let rank: [Double]
    let flowPerWeight: [Double]

    init(
      _ links: some LinksBySource, closed: [Range<Int>], outWeight: [Double], landing: [Double],
      options: FlowOptions, workers: Workers
    ) {
      let damping =
        1 - max(options.teleportationProbability, FlowOptions.leastTeleportationProbability)
      let solution = PageRank(
        links, closed: closed, outWeight: outWeight, damping: damping, source: landing,
        workers: workers)
      let rank = VisitRates.shares(solution.rank)
      let walking = zip(rank, outWeight).reduce(0) { $1.1 > 0 ? $0 + $1.0 : $0 }
      // Where nobody walks, flow along links is 0 either way.
      let stepShare = options.recordsTeleportation || walking == 0 ? damping : 1 / walking
      self.rank = rank
      flowPerWeight = zip(rank, outWeight).map { $1 > 0 ? stepShare * $0 / $1 : 0 }
    }
  }

  /// The share of teleportation that lands on each node: by node weight; or by the weight of links
  /// out, so that an unrecorded jump is as good as following a random link; or, where the jump is
  /// recorded as a step of its own, by the weight of links in.
  private static func landingShares(
    _ network: Network, outWeight: [Double], options: FlowOptions, ranges: TargetRanges
  ) -> [Double] {
    var share = outWeight
    if options.teleportsToNodes {
      share = network.nodeWeights
      if share.isEmpty { share = [Double](repeating: 1, count: network.nodeCount) }
    } else if options.recordsTeleportation {
      share = network.sumsIntoTargets(
        scale: [Double](repeating: 1, count: network.nodeCount), ranges)
    }
    return shares(share)
  }

  /// Numbers divided by their sum; nodes among which there is nothing to share have none.
  private static func shares(_ numbers: [Double]) -> [Double] {
    let total = numbers.reduce(0, +)
    return total > 0 ? numbers.map { $0 / total } : numbers
  }
}

extension VisitRates {
  /// Makes the weights of nodes the visit rates. The flow along links stays, and the share of the visits of each node
  /// from which the walker teleports.
  ///
  /// - Parameter probability: that share for nodes that the walker did not visit before.
  mutating func visitByWeights(of network: Network, teleportationProbability probability: Double) {
    let visits = VisitRates(precomputed: network).nodeFlow
    if let teleportation {
      let outFlow = visits.indices.map { node in
        let before = nodeFlow[node]
        return visits[node] * (before > 0 ? teleportation.outFlow[node] / before : probability)
      }
      self.teleportation = RecordedTeleportation(
        outFlow: outFlow, targetShare: teleportation.targetShare)
    }
    nodeFlow = visits
  }

  /// The flow of two steps at a time on an undirected bipartite network, from nodes of the first kind through
  /// those of the second to the first again: only the first are visited, twice as often.
  init(twoSteps network: Network, ranges: TargetRanges) {
    let single = VisitRates(undirected: network, ranges: ranges)
    nodeFlow = single.nodeFlow.indices.map {
      network.isOfSecondKind($0) ? 0 : 2 * single.nodeFlow[$0]
    }
    flowPerWeight = single.flowPerWeight.map { 2 * $0 }
    teleportation = nil
  }

  /// The flow of links that have the share of all flow that they have of all weight; nodes have the flow that
  /// comes in.
  init(sharesOfWeight network: Network, ranges: TargetRanges) {
    let total = network.withStoredLinks {
      $0.outWeights(count: network.nodeCount, ranges.workers)
    }.reduce(0, +)
    flowPerWeight = [Double](repeating: total > 0 ? 1 / total : 0, count: network.nodeCount)
    nodeFlow = network.sumsIntoTargets(scale: flowPerWeight, ranges)
    teleportation = nil
  }

  /// The flow that the weights of links and nodes are; that of nodes is scaled to the sum 1.
  init(precomputed network: Network) {
    // Weights that are all 1 are not kept.
    let weights = network.nodeWeights
    nodeFlow = Self.shares(
      weights.isEmpty ? [Double](repeating: 1, count: network.nodeCount) : weights)
    flowPerWeight = [Double](repeating: 1, count: network.nodeCount)
    teleportation = nil
  }
}

extension Network {
  /// Sums over the links into each node: their weights, each times the scale of its source.
  fileprivate func sumsIntoTargets(scale: [Double], _ ranges: TargetRanges) -> [Double] {
    var sums = [Double](repeating: 0, count: nodeCount)
    sums.withUnsafeMutableBufferPointer { sums in
      let sums = sums.baseAddress!
      scale.withUnsafeBufferPointer { scale in
        let scale = scale.baseAddress!
        withLinks { offsets, targets, weights in
          ranges.forEachPiece { range, sources in
            for source in sources {
              let scale = scale[source]
              let row = offsets[source]..<offsets[source + 1]
              for link in targets.part(of: row, within: range) {
                sums[Int(targets[link])] += weights[link] * scale
              }
            }
          }
        }
      }
    }
    return sums
  }
}
