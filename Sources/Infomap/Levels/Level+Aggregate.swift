extension Level {
  /// The level whose nodes are the modules of `level`: flow between two modules is summed, flow
  /// within a module disappears from its enter and exit flow.
  ///
  /// - Precondition: `moduleOf` holds numbers below `moduleCount`, each at least once.
  init(aggregating level: LevelView, into moduleOf: borrowing Buffer<UInt32>, moduleCount: Int) {
    let sweep = level.watchedSweeps()
    let members = Grouping(
      0..<level.nodeCount, by: UnsafePointer(moduleOf.base), groups: moduleCount)
    let nodes = Buffer(count: moduleCount, repeating: NodeFlow())
    let teleports = Buffer(
      count: level.teleports == nil ? 0 : moduleCount, repeating: TeleportFlow())
    let offsets = Buffer(count: moduleCount + 1, repeating: 0)
    let flowTo = Buffer(count: moduleCount, repeating: 0.0)
    let touched = Buffer<UInt32>(uninitialized: moduleCount + 1)
    // No more than there are on the level below; what is not written takes no memory.
    let neighbors = Buffer<AdjacentNode>(uninitialized: level.linkEnds)
    var neighborCount = 0

    for module in 0..<moduleCount {
      var total = NodeFlow()
      var teleport = TeleportFlow()
      var (internalFlow, touchedCount) = (0.0, 0)
      for member in members.begins[module]..<members.begins[module + 1] {
        let node = Int(members.nodes[member])
        let ahead = member + Self.prefetchedAhead
        if ahead < level.nodeCount { level.prefetchNeighbors(of: Int(members.nodes[ahead])) }
        total.flow += level.nodes[node].flow
        total.enter += level.nodes[node].enter
        total.exit += level.nodes[node].exit
        if let teleports = level.teleports {
          teleport.sent += teleports[node].sent
          teleport.share += teleports[node].share
        }
        for link in level.offsets[node]..<level.offsets[node + 1] {
          let neighbor = level.neighbors[link]
          let other = moduleOf[neighbor.node]
          // A sum in a register, since to wait for memory with each link would take longest.
          if Int(other) == module {
            internalFlow += Double(neighbor.flow)
            continue
          }
          let before = flowTo[other]
          touched[touchedCount] = other
          touchedCount &+= before.bitPattern == 0 ? 1 : 0
          flowTo[other] = before + Double(neighbor.flow)
        }
      }
      // Both ends of an internal link have met it.
      total.enter -= internalFlow / 2
      total.exit -= internalFlow / 2
      nodes[module] = total
      if level.teleports != nil { teleports[module] = teleport }
      for place in 0..<touchedCount {
        let other = touched[place]
        neighbors[neighborCount] = AdjacentNode(node: other, flow: Float(flowTo[other]))
        neighborCount += 1
        flowTo[other] = 0
      }
      offsets[module + 1] = neighborCount
    }

    self.init(offsets: offsets, neighbors: neighbors, nodes: nodes, teleports: teleports)
    restOfNetwork = level.restOfNetwork
    withExtendedLifetime(sweep) {}
  }

  /// How many nodes ahead neighbors are asked for.
  private static var prefetchedAhead: Int { 2 }
}
