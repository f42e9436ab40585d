extension Hierarchy {
  /// The hierarchy with nodes that are alone in their modules put into modules of their neighbors, where
  /// the codelength does not grow by it.
  ///
  /// A search moves a node only where the codelength becomes shorter, and for some nodes it stays the
  /// same. A node that no link leads to is never visited: it makes no difference whether it is alone or
  /// with those that it links to. As in the reference it joins the module that it shares most flow with;
  /// a node without any flow joins the one that it shares most link weight with.
  ///
  /// - Parameter preferredModules: each top module more or fewer is a bit of the codelength.
  func joiningLoneNodes(on flow: FlowNetwork, preferredModules: Int? = nil) -> Hierarchy {
    // Nothing fails without ranks.
    try! joiningLoneNodes(on: flow, exchange: nil, preferredModules: preferredModules)
  }

  /// Joins lone nodes of a two-level hierarchy together with other ranks, each of which has its part of
  /// the network. Collective; the result is the same for any number of ranks.
  func joiningLoneNodes(
    on flow: FlowNetwork, exchange: (any RankExchange)?, preferredModules: Int? = nil
  ) throws -> Hierarchy {
    // Of a number of modules that is preferred each has its price, as where the codelength is corrected.
    let areFree = preferredModules == nil && flow.correction.bitsPerWord == 0
    var hierarchy =
      areFree ? try partingUnvisitedNodes(on: flow, exchange: exchange) : self
    while true {
      let round = LoneNodes(hierarchy, flow, exchange, preferredModules: preferredModules)
      guard let joined = try round.joined() else { return hierarchy }
      hierarchy = joined
    }
  }

  /// The hierarchy with modules that are never visited taken apart, which changes no codelength. Rounding
  /// has brought their nodes together: flow along a link between two of them would be a visit.
  private func partingUnvisitedNodes(
    on flow: FlowNetwork, exchange: (any RankExchange)?
  ) throws -> Hierarchy {
    let isVisited = try visitedModules(on: flow, exchange: exchange)
    let own = (flow.part ?? 0..<flow.nodeCount).filter {
      flow.exitFlow[$0] > 0 && !isVisited[Int(self.modules[$0])]
    }.map { UInt32($0) }
    let parting = try exchange?.allGather(own) ?? own
    guard !parting.isEmpty else { return self }
    var memberCounts = self.memberCounts
    var (parents, modules) = (self.parents, self.modules)
    for node in parting {
      let module = Int(modules[Int(node)])
      if memberCounts[module] == 1 { continue }
      memberCounts[module] -= 1
      modules[Int(node)] = UInt32(parents.count)
      parents.append(parents[module])
    }
    return Hierarchy(parents: parents, modules: modules)
  }

  private func visitedModules(
    on flow: FlowNetwork, exchange: (any RankExchange)?
  ) throws -> [Bool] {
    guard exchange == nil else {
      return try moduleFlows(on: flow, exchange: exchange).map { $0.flow > 0 }
    }
    var isVisited = [Bool](repeating: false, count: moduleCount)
    for (node, module) in modules.enumerated() where flow.nodeFlow[node] > 0 {
      isVisited[Int(module)] = true
    }
    return isVisited
  }

  /// The flow of each module, two-level ones only if ranks have parts of the network. Collective.
  func moduleFlows(on flow: FlowNetwork, exchange: (any RankExchange)?) throws -> [NodeFlow] {
    guard let exchange, let own = flow.part else { return MapEquation.moduleFlows(self, flow) }
    let partition = Partition(numbered: modules, moduleCount: moduleCount)
    return try MapEquation.moduleFlows(of: partition, on: flow, own: own, exchange: exchange)
  }

  /// How many nodes each module has itself.
  var memberCounts: [UInt32] {
    var counts = [UInt32](repeating: 0, count: moduleCount)
    for module in modules { counts[Int(module)] += 1 }
    return counts
  }
}

extension Partition {
  /// The partition with lone nodes put into modules of their neighbors, where the codelength does not grow.
  func joiningLoneNodes(on flow: FlowNetwork, preferredModules: Int? = nil) -> Partition {
    Hierarchy(self).joiningLoneNodes(on: flow, preferredModules: preferredModules).bottomPartition
  }

  /// Puts lone nodes into modules of their neighbors by ranks of which each has its part of the network.
  /// Collective.
  func joiningLoneNodes(on flow: FlowNetwork, exchange: any RankExchange) throws -> Partition {
    try Hierarchy(self).joiningLoneNodes(on: flow, exchange: exchange).bottomPartition
  }
}
