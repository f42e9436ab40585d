extension Hierarchy {
  /// The hierarchy with nodes that had no module of their own accord in modules of their neighbors, as Infomap
  /// assigns them.
  ///
  /// The nodes come by rising id, so that those who have joined a module take others along. Of each the targets
  /// of its links are looked at first, by rising id, then the sources of links to it: the first that has a module
  /// says where it goes. A node without such neighbors stays alone.
  ///
  /// - Parameters:
  ///   - missing: the ids of the nodes, rising, each in a top module of its own here.
  ///   - network: the network that the hierarchy is of.
  ///   - links: the same network with the links in the directions in which they were given. If the network itself
  ///     has no directions, two nodes with links both ways have one, from the lower id to the higher.
  public func joiningNeighbors(
    of missing: [UInt32], on network: Network, links: Network
  ) -> Hierarchy {
    precondition(modules.count == network.nodeCount && links.isDirected)
    var moduleOf = Dictionary(uniqueKeysWithValues: zip(network.nodeIDs, modules))
    var alone: [UInt32: UInt32] = [:]
    for id in missing { alone[id] = moduleOf.removeValue(forKey: id) }
    let neighbors = NeighborIDs(of: Set(missing), links, mergesBothWays: !network.isDirected)
    var isLeft = [Bool](repeating: false, count: moduleCount)
    for id in missing {
      let own = alone[id]!
      let module = neighbors[id].lazy.compactMap { moduleOf[$0] }.first ?? own
      isLeft[Int(own)] = module != own
      moduleOf[id] = module
    }
    // Modules that all nodes have left are at the top and have none in them.
    var numbers: [Int] = []
    var kept = 0
    for module in 0..<moduleCount {
      numbers.append(kept)
      kept += isLeft[module] ? 0 : 1
    }
    let parents = (0..<moduleCount).filter { !isLeft[$0] }.map { module in
      self.parents[module].map { numbers[$0] }
    }
    return Hierarchy(
      parents: parents, modules: network.nodeIDs.map { UInt32(numbers[Int(moduleOf[$0]!)]) })
  }
}

/// The neighbors of some nodes by their ids: targets of their links, then sources of links to them, each rising.
private struct NeighborIDs {
  private var targets: [UInt32: [UInt32]] = [:]
  private var sources: [UInt32: [UInt32]] = [:]

  /// - Parameter mergesBothWays: whether links both ways between two nodes are one from the lower id.
  init(of nodes: Set<UInt32>, _ network: Network, mergesBothWays: Bool) {
    var bothWays: Set<UInt64> = []
    let ids = network.nodeIDs
    func pair(_ a: UInt32, _ b: UInt32) -> UInt64 { UInt64(min(a, b)) << 32 | UInt64(max(a, b)) }
    /// Calls `body` with the ends of each link of the nodes.
    func forEachLink(_ body: (UInt32, UInt32) -> Void) {
      for source in 0..<network.nodeCount {
        for link in network.links(from: source) {
          let (a, b) = (ids[source], ids[Int(network.targets[link])])
          if a != b, nodes.contains(a) || nodes.contains(b) { body(a, b) }
        }
      }
    }
    if mergesBothWays {
      var seen: Set<UInt64> = []
      forEachLink { a, b in
        if !seen.insert(pair(a, b)).inserted { bothWays.insert(pair(a, b)) }
      }
    }
    forEachLink { a, b in
      if a > b, bothWays.contains(pair(a, b)) { return }
      if nodes.contains(a) { targets[a, default: []].append(b) }
      if nodes.contains(b) { sources[b, default: []].append(a) }
    }
  }

  subscript(id: UInt32) -> [UInt32] {
    (targets[id] ?? []).sorted() + (sources[id] ?? []).sorted()
  }
}
