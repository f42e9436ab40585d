/// The memory of a level: all of it, or the links of this rank's part and the flow of all nodes.
struct Level: ~Copyable {
  /// Where the neighbors of each of this rank's nodes begin; one more element than its nodes.
  let offsets: Buffer<Int>
  let neighbors: Buffer<AdjacentNode>
  let nodes: Buffer<NodeFlow>
  let teleports: Buffer<TeleportFlow>
  let hasTeleportation: Bool
  var restOfNetwork = RestOfNetwork()
  /// Where each rank's nodes begin; one more element than ranks.
  let begins: [Int]
  let rank: Int

  /// A level without nodes.
  static var empty: Level {
    Level(
      offsets: Buffer(count: 1, repeating: 0),
      neighbors: Buffer(count: 0, repeating: AdjacentNode(node: 0, flow: 0)),
      nodes: Buffer(count: 0, repeating: NodeFlow()),
      teleports: Buffer(count: 0, repeating: TeleportFlow()))
  }

  /// - Parameters:
  ///   - teleports: of each node, or empty without recorded teleportation.
  ///   - part: where each rank's nodes begin and which rank this is; nil for all of a level.
  init(
    offsets: consuming Buffer<Int>, neighbors: consuming Buffer<AdjacentNode>,
    nodes: consuming Buffer<NodeFlow>, teleports: consuming Buffer<TeleportFlow>,
    part: (begins: [Int], rank: Int)? = nil
  ) {
    (begins, rank) = part ?? ([0, nodes.count], 0)
    hasTeleportation = teleports.count > 0
    self.offsets = offsets
    self.neighbors = neighbors
    self.nodes = nodes
    self.teleports = teleports
  }

  var view: LevelView {
    LevelView(
      nodeCount: nodes.count, offsets: UnsafePointer(offsets.base) - begins[rank],
      neighbors: UnsafePointer(neighbors.base), nodes: UnsafePointer(nodes.base),
      teleports: hasTeleportation ? UnsafePointer(teleports.base) : nil,
      restOfNetwork: restOfNetwork)
  }

  var part: LevelPart { LevelPart(view: view, begins: begins, rank: rank) }
}
