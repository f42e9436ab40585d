/// Partitions by the ids of nodes, as links have them. In a partition itself nodes have the numbers that a
/// network gives them.
extension Partition {
  /// The ids of the nodes of each module: modules in the order of their numbers, ids rising.
  ///
  /// - Precondition: the partition is one of the network.
  public func members(of network: Network) -> [[UInt32]] {
    precondition(modules.count == network.nodeCount, "the partition must be one of the network")
    var members = [[UInt32]](repeating: [], count: moduleCount)
    for (id, module) in zip(network.nodeIDs, modules) { members[Int(module)].append(id) }
    return members.map { $0.sorted() }
  }

  /// The module of each node, by the id of the node.
  ///
  /// - Precondition: the partition is one of the network.
  public func moduleByID(of network: Network) -> [UInt32: UInt32] {
    precondition(modules.count == network.nodeCount, "the partition must be one of the network")
    return Dictionary(uniqueKeysWithValues: zip(network.nodeIDs, modules))
  }

  /// Makes the partition of a network in which nodes with equal labels are in one module.
  ///
  /// - Parameters:
  ///   - labelByID: the label of each node, by the id of the node. A node without a label is in a module
  ///     of its own; a label for what is no node is left out.
  ///   - network: the network that the nodes are of.
  public init<Label: Hashable>(labelByID: [UInt32: Label], on network: Network) {
    var numbers: [Label: UInt32] = [:]
    var next: UInt32 = 0
    let modules = network.nodeIDs.map { id -> UInt32 in
      let label = labelByID[id]
      if let label, let known = numbers[label] { return known }
      defer { next += 1 }
      if let label { numbers[label] = next }
      return next
    }
    self.init(numbered: modules, moduleCount: Int(next))
  }
}

extension Partition {
  /// The partition in which nodes with equal labels are in one module, and those with a negative label are each
  /// in a module of its own.
  ///
  /// - Parameters:
  ///   - nodeIDs: the ids of the nodes.
  ///   - label: the label of a node by its id.
  package init(of nodeIDs: [UInt32], label: (UInt32) -> Int) {
    var numbers: [Int: UInt32] = [:]
    var next: UInt32 = 0
    self.init(
      labels: nodeIDs.map { id in
        let label = label(id)
        if label >= 0, let number = numbers[label] { return number }
        if label >= 0 { numbers[label] = next }
        next += 1
        return next - 1
      })
  }
}
