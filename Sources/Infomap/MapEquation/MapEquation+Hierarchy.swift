extension MapEquation {
  /// The codelength of a hierarchy, from the exact flow of every link (Rosvall, Bergstrom:
  /// "Multilevel compression of random walks on networks reveals hierarchical organization in large
  /// integrated systems", PLoS ONE 6, 2011). The index part is that of the top modules' names.
  public static func codelength(of hierarchy: Hierarchy, on flow: FlowNetwork) -> Codelength {
    precondition(hierarchy.modules.count == flow.nodeCount)
    let modules = moduleFlows(hierarchy, flow)
    var subEnter = [Double](repeating: 0, count: modules.count)
    var enterTerm = subEnter
    var hasSubmodules = [Bool](repeating: false, count: modules.count)
    var (topEnter, topTerm) = (0.0, 0.0)
    for (module, parent) in hierarchy.parents.enumerated() {
      let enter = modules[module].enter
      if let parent {
        subEnter[parent] += enter
        enterTerm[parent] += Logarithm.plogp(enter)
        hasSubmodules[parent] = true
      } else {
        topEnter += enter
        topTerm += Logarithm.plogp(enter)
      }
    }
    var sum = 0.0
    for (number, module) in modules.enumerated() {
      let content = hasSubmodules[number] ? subEnter[number] : module.flow
      sum += Logarithm.plogp(module.exit + content) - Logarithm.plogp(module.exit)
      if hasSubmodules[number] { sum -= enterTerm[number] }
    }
    for node in flow.nodeFlow { sum -= Logarithm.plogp(node) }
    return Codelength(index: Logarithm.plogp(topEnter) - topTerm, module: sum)
      + correction(of: hierarchy, on: flow)
  }

  static func moduleFlows(_ hierarchy: Hierarchy, _ flow: FlowNetwork) -> [NodeFlow] {
    let depths = hierarchy.depths
    var modules = [NodeFlow](repeating: NodeFlow(), count: hierarchy.moduleCount)
    /// Adds flow out of the modules around `a` alone, and into those around `b` alone.
    func add(_ linkFlow: Double, from a: UInt32, to b: UInt32) {
      _ = hierarchy.siblings(
        Int(a), Int(b), depths, leave: { modules[$0].exit += linkFlow },
        enter: { modules[$0].enter += linkFlow })
    }
    let network = flow.network
    for source in 0..<network.nodeCount {
      let module = hierarchy.modules[source]
      modules[Int(module)].flow += flow.nodeFlow[source]
      for link in network.links(from: source) {
        let other = hierarchy.modules[Int(network.targets[link])]
        if other == module { continue }
        let linkFlow = Double(network.weights[link]) * flow.flowPerWeight[source]
        add(linkFlow, from: module, to: other)
        if !network.isDirected { add(linkFlow, from: other, to: module) }
      }
    }
    // Parents have lower numbers, so each module is complete before it is added to its parent.
    for (module, parent) in hierarchy.parents.enumerated().reversed() {
      if let parent { modules[parent].flow += modules[module].flow }
    }
    if let teleportation = flow.teleportation {
      addTeleportation(
        moduleTeleports(hierarchy, teleportation),
        allSent: teleportation.outFlow.reduce(0, +), to: &modules)
    }
    return modules
  }

  /// Adds what enters and exits modules by recorded teleportation.
  ///
  /// - Parameter allSent: what all nodes send together.
  static func addTeleportation(
    _ teleports: [TeleportFlow], allSent: Double, to modules: inout [NodeFlow]
  ) {
    for (module, teleport) in teleports.enumerated() {
      modules[module].exit += teleport.sent * (1 - teleport.share)
      modules[module].enter += (allSent - teleport.sent) * teleport.share
    }
  }

  /// What the nodes of each module send and are sent by recorded teleportation, with those of its submodules.
  static func moduleTeleports(
    _ hierarchy: Hierarchy, _ teleportation: RecordedTeleportation
  ) -> [TeleportFlow] {
    var teleports = [TeleportFlow](repeating: TeleportFlow(), count: hierarchy.moduleCount)
    for (node, module) in hierarchy.modules.enumerated() {
      teleports[Int(module)].sent += teleportation.outFlow[node]
      teleports[Int(module)].share += teleportation.targetShare[node]
    }
    for module in hierarchy.parents.indices.reversed() {
      guard let parent = hierarchy.parents[module] else { continue }
      teleports[parent].sent += teleports[module].sent
      teleports[parent].share += teleports[module].share
    }
    return teleports
  }
}
