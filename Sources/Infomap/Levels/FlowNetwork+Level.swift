extension FlowNetwork {
  /// Calls `body` with the nodes that are searched as the bottom level of a search.
  func withLeafLevel<Result>(_ body: (LevelView) throws -> Result) rethrows -> Result {
    let count = searchedNodeCount
    let nodes = Buffer<NodeFlow>(uninitialized: count)
    for node in 0..<count {
      nodes[node] = NodeFlow(flow: nodeFlow[node], enter: enterFlow[node], exit: exitFlow[node])
    }
    let teleports = Buffer(
      count: teleportation == nil ? 0 : count, repeating: TeleportFlow())
    if let teleportation {
      for node in 0..<count {
        teleports[node] = TeleportFlow(
          sent: teleportation.outFlow[node], share: teleportation.targetShare[node])
      }
    }
    let result = try neighbors.offsets.withUnsafeBufferPointer { offsets in
      try neighbors.neighbors.withUnsafeBufferPointer { neighbors in
        try body(
          LevelView(
            nodeCount: count, offsets: offsets.baseAddress!,
            // A network of self-links alone has no neighbors and no base address to offer.
            neighbors: neighbors.baseAddress ?? Self.noNeighbors,
            nodes: UnsafePointer(nodes.base),
            teleports: teleportation == nil ? nil : UnsafePointer(teleports.base),
            mayTeleportMainly: teleportation?.isPrior == false))
      }
    }
    // The view does not keep these two alive.
    withExtendedLifetime(nodes) {}
    withExtendedLifetime(teleports) {}
    return result
  }

  private static var noNeighbors: UnsafePointer<AdjacentNode> {
    UnsafePointer(bitPattern: MemoryLayout<AdjacentNode>.alignment)!
  }
}
