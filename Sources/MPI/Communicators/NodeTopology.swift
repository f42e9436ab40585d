/// Which ranks of a communicator share a node, and the communicators within and between nodes.
///
/// ```swift
/// let nodes = try NodeTopology(of: world)
/// print("rank \(nodes.node.rank) of \(nodes.node.size) on node \(nodes.nodeIndex)")
/// ```
public struct NodeTopology {
  /// All ranks.
  public let all: Communicator
  /// The ranks on this node, in the order of their rank among all.
  public let node: Communicator
  /// The leaders, which are the first ranks of their nodes, in node order; nil on the other ranks.
  public let leaders: Communicator?
  /// The node of each rank. Nodes are numbered from 0 by their leaders' ranks.
  public let nodeOfRank: [Int]
  /// The number of nodes.
  public let nodeCount: Int

  /// The node that this rank is on.
  public var nodeIndex: Int { nodeOfRank[all.rank] }

  /// Finds out which ranks can share memory. Collective.
  public init(of communicator: Communicator) throws(MPIError) {
    try self.init(of: communicator, node: try communicator.splitByNode())
  }

  /// Takes `node` for the ranks of this node, in place of those that could share memory: any split
  /// of the ranks that can. Collective.
  package init(of communicator: Communicator, node: Communicator) throws(MPIError) {
    let isLeader = node.rank == 0
    self.all = communicator
    self.node = node
    leaders = try communicator.split(color: isLeader ? 0 : nil, key: communicator.rank)
    let index = try node.broadcast(leaders?.rank ?? 0, from: 0)
    nodeOfRank = try communicator.allGather(index)
    nodeCount = Set(nodeOfRank).count
  }
}
