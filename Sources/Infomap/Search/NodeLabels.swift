import Threads

/// The numbers that a trial gives to the nodes of a network, and room to count with.
struct NodeLabels: ~Copyable {
  /// The module of each node, numbered without gaps between the steps of a trial.
  let moduleOf: Buffer<UInt32>
  /// The part of its module that each node is in, while modules are taken apart.
  let parts: Buffer<UInt32>
  /// The module of each node of a level of modules or parts.
  let levelModules: Buffer<UInt32>
  /// Room for a new number for each module.
  let numbers: Buffer<UInt32>

  var nodeCount: Int { moduleOf.count }

  init(nodeCount: Int) {
    moduleOf = Buffer(uninitialized: nodeCount)
    parts = Buffer(uninitialized: nodeCount)
    levelModules = Buffer(uninitialized: nodeCount)
    numbers = Buffer(uninitialized: nodeCount)
  }

  /// Gives each node the module that a node of a level is in by `levelModules`: the one that stands for
  /// the node by `parts`.
  func relabel(
    _ modules: borrowing Buffer<UInt32>, from parts: borrowing Buffer<UInt32>, _ workers: Workers
  ) {
    let (modules, parts, levelModules) = (modules.base, parts.base, levelModules.base)
    workers.forEach(0..<nodeCount, by: Self.relabelSize) { nodes, _, _ in
      for node in nodes { modules[node] = levelModules[Int(parts[node])] }
    }
  }

  /// How many nodes a thread takes at a time.
  private static let relabelSize = 1 << 14
}
