import MPI

extension NodeTopology {
  /// The ranks of this node.
  var ranksOfThisNode: [Int] { nodeOfRank.indices.filter { nodeOfRank[$0] == nodeIndex } }
}

extension RunSession {
  /// What a run needs that has no plan of its parts.
  struct NeededMemory {
    /// Bytes of all ranks of this node.
    let ofNode: Int
    /// Bytes of this rank.
    let ofRank: Int
    /// What they are for, such as `the faces`.
    let purpose: String
    /// What to do where there is too little.
    let remedy: String
  }

  /// Refuses what cannot fit in the memory of this node, or in what the system allows this process.
  /// Collective.
  func requireRoom(for needed: NeededMemory, _ nodes: NodeTopology) throws {
    try world.agree {
      for limit in MemoryLimit.inForce() {
        if let refusal = limit.refusal(own: needed.ofRank, purpose: "this run needs") {
          throw refusal
        }
      }
      try requireFree(needed.ofNode, nodes, needed.purpose, remedy: needed.remedy)
    }
  }

  /// Refuses more bytes than this node has free.
  func requireFree(
    _ bytes: Int, _ nodes: NodeTopology, _ purpose: String, remedy: String
  ) throws(Failure) {
    guard let available = NodeMemory.available(), bytes > available else { return }
    let ranks = nodes.ranksOfThisNode.count
    throw Failure(
      .memory,
      "node \(MPIEnvironment.processorName) needs \(MemoryPlan.text(bytes)) for \(purpose) of its "
        + "\(ranks) rank\(ranks == 1 ? "" : "s"), but only \(MemoryPlan.text(available)) are free "
        + "(limits of control groups included); \(remedy)")
  }
}
