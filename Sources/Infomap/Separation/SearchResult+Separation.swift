extension SearchResult {
  /// The result of a search with nodes that must be apart in different modules, and as short a codelength as
  /// moving the nodes of modules that had such gives. Collective where ranks have parts of the network; the same
  /// for any number of ranks.
  ///
  /// - Parameters:
  ///   - apart: nodes of the network that must be in different modules.
  ///   - flow: what was searched, without recorded teleportation.
  ///   - exchange: what ranks with parts of the network say to each other.
  ///   - preferredModules: each module more or fewer adds a bit to the codelength of the result.
  /// - Throws: what the exchange throws.
  package func separating(
    _ apart: ApartNodes, on flow: FlowNetwork, exchange: (any RankExchange)? = nil,
    preferredModules: Int? = nil
  ) throws -> SearchResult {
    precondition(flow.teleportation == nil, "recorded teleportation leads to all nodes")
    let conflicts = apart.modulesWithConflicts(partition.modules)
    guard !conflicts.isEmpty else { return self }
    // Others have all links.
    let exchange = flow.isPart ? exchange : nil
    var places: [UInt32: Int] = [:]
    for (place, module) in conflicts.enumerated() { places[module] = place }
    var nodes = [[UInt32]](repeating: [], count: conflicts.count)
    for (node, module) in partition.modules.enumerated() {
      if let place = places[module] { nodes[place].append(UInt32(node)) }
    }
    let links = try LinksOfNodes(of: flow, exchange: exchange) {
      places[partition.modules[$0]] != nil
    }
    let modules = SeparableModules(
      partition.modules,
      flows: try Hierarchy(partition).moduleFlows(on: flow, exchange: exchange), apart, links)
    var separation = Separation(modules, apart, links)
    let parted = Partition(labels: separation.run(nodes))
    precondition(apart.modulesWithConflicts(parted.modules).isEmpty, "nodes are not apart")
    guard let exchange, let own = flow.part else {
      return SearchResult(
        partition: parted, seed: seed, on: flow, preferredModules: preferredModules)
    }
    let (codelength, oneLevel) = try MapEquation.codelength(
      of: parted, on: flow, own: own, exchange: exchange)
    return SearchResult(
      partition: parted, seed: seed, codelength: codelength, oneLevelCodelength: oneLevel)
  }
}
