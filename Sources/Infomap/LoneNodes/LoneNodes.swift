import BinarySearch

/// A round in which nodes that are alone in their modules join others: all choose by the state at its
/// begin, and then they join one after the other, each if that still costs nothing.
///
/// Only a node that is alone leaves its module, and none becomes alone, so that rounds come to an end.
/// All flow is exact: a search, whose lists of neighbors are in single precision, cannot tell what costs
/// nothing from what costs little.
struct LoneNodes {
  private let hierarchy: Hierarchy
  private let flow: FlowNetwork
  private let exchange: (any RankExchange)?
  private let preferredModules: Int?

  init(
    _ hierarchy: Hierarchy, _ flow: FlowNetwork, _ exchange: (any RankExchange)?,
    preferredModules: Int?
  ) {
    self.hierarchy = hierarchy
    self.flow = flow
    self.exchange = exchange
    self.preferredModules = preferredModules
  }

  /// The hierarchy after the round; nil if no node has joined a module. Collective.
  func joined() throws -> Hierarchy? {
    let memberCounts = hierarchy.memberCounts
    let offsets = flow.neighbors.offsets
    let own = flow.part ?? 0..<flow.nodeCount
    let lone = own.filter {
      memberCounts[Int(hierarchy.modules[$0])] == 1 && offsets[$0] < offsets[$0 + 1]
    }
    guard try gather([lone.count]).contains(where: { $0 > 0 }) else { return nil }

    var modules = JoinableModules(
      hierarchy, memberCounts: memberCounts,
      flows: try hierarchy.moduleFlows(on: flow, exchange: exchange),
      preference: preferredModules.map { ModulePreference(count: $0) },
      bitsPerModule: flow.correction.bitsPerWord)
    var shares = ModuleShares(moduleCount: hierarchy.moduleCount)
    let ownProposals = lone.compactMap { proposal(of: $0, modules, &shares) }
    let before = try gather([ownProposals.count])[..<(exchange?.rank ?? 0)].reduce(0, +)
    let proposals = try gather(ownProposals)
    let corrections = try gather(
      corrections(to: proposals, mine: before..<before + ownProposals.count))
    return carryOut(proposals, corrections, in: &modules) ? modules.hierarchy : nil
  }

  /// Gathers the elements of all ranks, if each has its part of the network.
  private func gather<Element: BitwiseCopyable>(_ own: [Element]) throws -> [Element] {
    try exchange?.allGather(own) ?? own
  }

  /// The module that a node would rather join than be alone, all else being the same; nil if none.
  private func proposal(
    of node: Int, _ modules: borrowing JoinableModules, _ shares: inout ModuleShares
  ) -> Joining? {
    let module = hierarchy.modules[node]
    // Where teleportation is recorded, to leave a module that is visited always makes a difference.
    if flow.teleportation != nil && modules.isVisited(module) { return nil }
    shares.removeAll()
    flow.forEachLink(at: node) { neighbor, linkFlow, weight in
      if let target = modules.sibling(of: module, around: hierarchy.modules[neighbor]) {
        shares.add(linkFlow, weight, to: target)
      }
    }
    let changes = shares.modules.map {
      modules.change(by: module, joining: $0, between: shares.flow($0))
    }
    guard let least = changes.min(), least <= LeastGain.ofNothing else { return nil }
    let asGood = zip(shares.modules, changes).filter { $0.1 <= least + LeastGain.ofNothing }
    let target = asGood.map(\.0).min { shares.isMore($0, than: $1) }!
    return Joining(
      node: UInt32(node), module: module, target: target, between: shares.flow(target))
  }

  /// Lists how earlier proposals change the flow of those of own nodes, by rising later one.
  private func corrections(to proposals: [Joining], mine: Range<Int>) -> [JoiningCorrection] {
    // One more than the place of each node's proposal; 0 without.
    var placeOf = [UInt32](repeating: 0, count: flow.nodeCount)
    for (place, proposal) in proposals.enumerated() {
      placeOf[Int(proposal.node)] = UInt32(place + 1)
    }
    var corrections: [JoiningCorrection] = []
    for place in mine {
      flow.forEachLink(at: Int(proposals[place].node)) { neighbor, linkFlow, _ in
        let earlier = Int(placeOf[neighbor]) - 1
        guard earlier >= 0, earlier < place, proposals[earlier].target == proposals[place].target
        else { return }
        corrections.append(
          JoiningCorrection(later: UInt32(place), earlier: UInt32(earlier), flow: linkFlow))
      }
    }
    return corrections
  }

  /// Carries out one proposal after the other; whether there was any.
  private func carryOut(
    _ proposals: [Joining], _ corrections: [JoiningCorrection], in modules: inout JoinableModules
  ) -> Bool {
    var isJoined = [Bool](repeating: false, count: proposals.count)
    var next = 0
    for (place, proposal) in proposals.enumerated() {
      var between = proposal.between
      while next < corrections.count && Int(corrections[next].later) == place {
        if isJoined[Int(corrections[next].earlier)] { between += corrections[next].flow }
        next += 1
      }
      guard modules.canJoin(proposal.module, proposal.target),
        modules.change(by: proposal.module, joining: proposal.target, between: between)
          <= LeastGain.ofNothing
      else { continue }
      modules.join(proposal.node, proposal.target, between: between)
      isJoined[place] = true
    }
    return isJoined.contains(true)
  }
}

/// A lone node and the module that it wants to join, one beside its own.
private struct Joining: BitwiseCopyable {
  let node: UInt32
  let module: UInt32
  let target: UInt32
  /// The flow between the node and the target, both directions together.
  let between: Double
}

/// The flow between the nodes of two proposals for the same target: once the earlier is carried out, the
/// later shares as much more with the target. Both are given by their places in the list of proposals.
private struct JoiningCorrection: BitwiseCopyable {
  let later: UInt32
  let earlier: UInt32
  let flow: Double
}

/// The ties between a node and modules: the flow in both directions, and the weight of the links.
private struct ModuleShares {
  private(set) var modules: [UInt32] = []
  private var flows: [Double]
  private var weights: [Double]

  init(moduleCount: Int) {
    flows = [Double](repeating: 0, count: moduleCount)
    weights = flows
  }

  func flow(_ module: UInt32) -> Double { flows[Int(module)] }

  mutating func add(_ flow: Double, _ weight: Double, to module: UInt32) {
    // Weights are positive.
    if weights[Int(module)] == 0 { modules.append(module) }
    flows[Int(module)] += flow
    weights[Int(module)] += weight
  }

  mutating func removeAll() {
    for module in modules {
      flows[Int(module)] = 0
      weights[Int(module)] = 0
    }
    modules.removeAll(keepingCapacity: true)
  }

  /// Whether a node shares more with the first of two modules; the lower number wins among equals.
  func isMore(_ a: UInt32, than b: UInt32) -> Bool {
    let (a, b) = (Int(a), Int(b))
    if flows[a] != flows[b] { return flows[a] > flows[b] }
    return weights[a] != weights[b] ? weights[a] > weights[b] : a < b
  }
}

extension FlowNetwork {
  /// Calls `body` with each link between a node and another one: the other node, the flow in both
  /// directions, and the weight. Two links of opposite directions come one by one.
  ///
  /// - Precondition: the node is one of those of which this has all links.
  func forEachLink(
    at node: Int, _ body: (_ neighbor: Int, _ flow: Double, _ weight: Double) -> Void
  ) {
    // A link of an undirected network is flow both ways.
    let factor = network.isDirected ? 1.0 : 2.0
    for link in network.links(from: node) where Int(network.targets[link]) != node {
      let weight = network.weights[link]
      body(Int(network.targets[link]), weight * flowPerWeight[node] * factor, weight)
    }
    // Of a node with flow that none of its links bring, those that lead to it are all without.
    if network.isDirected && enterFlow[node] == 0 && exitFlow[node] > 0 { return }
    for place in neighbors.offsets[node]..<neighbors.offsets[node + 1] {
      let neighbor = Int(neighbors.neighbors[place].node)
      guard let link = network.link(from: neighbor, to: node) else { continue }
      let weight = network.weights[link]
      body(neighbor, weight * flowPerWeight[neighbor] * factor, weight)
    }
  }
}

extension Network {
  /// The place of the link between two nodes that is stored with the first; nil if there is none.
  fileprivate func link(from source: Int, to target: Int) -> Int? {
    let row = links(from: source)
    let place = row.partitioningIndex { targets[$0] >= UInt32(target) }
    return place < row.upperBound && targets[place] == UInt32(target) ? place : nil
  }
}
