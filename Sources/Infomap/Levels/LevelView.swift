import CMemory

/// The share of the rest of the network in a codelength where a level holds a part of it; zero if the level
/// holds all.
struct RestOfNetwork {
  /// Flow that the index codebook also encodes, besides entering modules: out of the enclosing module, or
  /// into the modules of nodes outside.
  var exit = 0.0
  /// The flow that nodes outside send by recorded teleportation.
  var sent = 0.0
}

/// The network as the search sees it at one level of aggregation, where each node stands for one or
/// many nodes of the original network. An unsafe handle: valid only as long as what it was made of.
struct LevelView {
  let nodeCount: Int
  let offsets: UnsafePointer<Int>
  let neighbors: UnsafePointer<AdjacentNode>
  let nodes: UnsafePointer<NodeFlow>
  /// Nil unless teleportation is recorded.
  let teleports: UnsafePointer<TeleportFlow>?
  /// Whether these are the nodes of a network, and teleportation is not that along the weak links of a prior network.
  var mayTeleportMainly = false
  var restOfNetwork = RestOfNetwork()
  /// The number of node 0 in the neighbor lists; not 0 in a level that is a range of the nodes of another.
  var firstNode: UInt32 = 0

  /// How many entries the neighbor lists have.
  var linkEnds: Int { offsets[nodeCount] - offsets[0] }

  /// The recorded teleportation of a node.
  @inline(__always)
  func teleport(_ node: Int) -> TeleportFlow { teleports.map { $0[node] } ?? TeleportFlow() }

  /// Whether a node sends at least as much by recorded teleportation as along links: what it shares with modules that it
  /// has no links with may count for more than its links then. Modules, and nodes with a prior network, only count
  /// where they have no flow along links at all: else the largest modules would attract too many.
  @inline(__always)
  func mainlyTeleports(_ node: Int) -> Bool {
    let flow = nodes[node]
    return mayTeleportMainly
      ? flow.exit <= teleport(node).sent : flow.enter + flow.exit < Self.leastFlow
  }

  /// No flow in neighbor lists, which are in single precision, is zero.
  private static var leastFlow: Double { 1e-30 }

  /// Asks for the neighbors of a node that will be needed next.
  @inline(__always)
  func prefetchNeighbors(of node: Int) {
    let begin = offsets[node]
    prefetch(neighbors + begin, (offsets[node + 1] - begin) * MemoryLayout<AdjacentNode>.stride)
  }

  /// The number of a neighbor in this level; nil for a node outside of it, since such links are ignored.
  @inline(__always)
  func number(of neighbor: AdjacentNode) -> UInt32? {
    let number = neighbor.node &- firstNode
    return number < UInt32(truncatingIfNeeded: nodeCount) ? number : nil
  }
}
