/// A weighted network: for every node the links that leave it, in one contiguous block.
///
/// The ends of links of positive weight are its nodes, numbered 0, 1, … in an order that keeps neighbors
/// near each other: in the order of the ids, often random, each look at a neighbor would miss the caches.
/// After them come, by rising id, nodes without links, as far as they are named. Links with the same ends
/// are one link with their weights summed, links of weight zero are dropped. The result does not depend
/// on the order in which the links were given.
///
/// In an undirected network (a, b) and (b, a) are the same link; it is stored once, with the smaller
/// id as its source.
public struct Network: Sendable {
  /// Whether links lead from source to target only.
  public let isDirected: Bool
  /// The original id of each node.
  public let nodeIDs: [UInt32]
  /// How many nodes have a link; they come first.
  public let linkedNodeCount: Int
  /// Where the links of each node begin in `targets` and `weights`; one more element than nodes.
  public let linkOffsets: [Int]
  /// The target node of each link, rising within the links of one source.
  public let targets: [UInt32]
  /// The weight of each link, positive and finite.
  public let weights: LinkWeights
  /// The name of each node, or empty when the network has no names.
  public internal(set) var nodeNames: [String] = []
  /// How likely teleportation to nodes lands on each node, relative to the others; empty when all
  /// are alike. Only `FlowOptions.teleportsToNodes` looks at it.
  public internal(set) var nodeWeights: [Double] = []
  /// Whether the text that the network was read from gives the weight of any node, though it be that which nodes have
  /// anyway.
  public internal(set) var givesNodeWeights = false

  /// Where the ids of nodes of the second kind begin in a bipartite network, whose links are between nodes of
  /// two kinds; nil in others.
  public internal(set) var bipartiteStart: UInt32?

  /// Whether links may be taken with a direction or without: not where the text that the network was read from
  /// says itself that they have none.
  public internal(set) var leavesDirectionOpen = true

  /// Whether a node is one of the second kind in a bipartite network.
  public func isOfSecondKind(_ node: Int) -> Bool {
    bipartiteStart.map { nodeIDs[node] >= $0 } ?? false
  }

  /// How many nodes there are, those without links included.
  public var nodeCount: Int { nodeIDs.count }
  /// How many links there are, those with the same ends taken together.
  public var linkCount: Int { targets.count }

  /// Whether teleportation to nodes can land on a node that has links.
  public var hasTargetsOfTeleportation: Bool {
    nodeWeights.isEmpty || linkedNodeCount == 0
      || nodeWeights[..<linkedNodeCount].contains { $0 > 0 }
  }

  /// The links that leave a node (in an undirected network: those stored with it), as positions in
  /// `targets` and `weights`.
  public func links(from node: Int) -> Range<Int> { linkOffsets[node]..<linkOffsets[node + 1] }

  /// Makes the network of the links `sources[i] -> targets[i]` with weight `weights[i]`.
  ///
  /// The number of threads does not change it.
  ///
  /// - Parameters:
  ///   - sources: the id of the node that each link leaves.
  ///   - targets: the id of the node that each link leads to.
  ///   - weights: the weight of each link.
  ///   - vertices: ids that are nodes even without a link.
  ///   - directed: whether links lead from source to target only.
  ///   - threads: how many threads make the network.
  /// - Precondition: the three have the same length, and there is at least one thread.
  /// - Throws: `NetworkError` when a weight is neither 0 nor in `weightRange`, or when there is no node.
  public init(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Float>, vertices: [UInt32] = [],
    directed: Bool, threads: Int = 1
  ) throws(NetworkError) {
    self = try Self.build(
      sources: sources, targets: targets, weights: weights, vertices: vertices, directed: directed,
      threads: threads)
  }

  /// Makes the network of the links `sources[i] -> targets[i]` with weight `weights[i]` in double precision.
  ///
  /// The number of threads does not change it.
  ///
  /// - Parameters:
  ///   - sources: the id of the node that each link leaves.
  ///   - targets: the id of the node that each link leads to.
  ///   - weights: the weight of each link.
  ///   - vertices: ids that are nodes even without a link.
  ///   - directed: whether links lead from source to target only.
  ///   - threads: how many threads make the network.
  /// - Precondition: the three have the same length, and there is at least one thread.
  /// - Throws: `NetworkError` when a weight is neither 0 nor in `weightRange`, or when there is no node.
  public init(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Double>, vertices: [UInt32] = [],
    directed: Bool, threads: Int = 1
  ) throws(NetworkError) {
    self = try Self.build(
      sources: sources, targets: targets, weights: weights, vertices: vertices, directed: directed,
      threads: threads)
  }

  /// Positive weights outside this range are refused: sums and quotients of those within it neither
  /// overflow nor vanish.
  public static let weightRange = 1e-280...1e280

  static func isAcceptable(weight: Double) -> Bool { weight == 0 || weightRange.contains(weight) }

  /// Calls `body` with offsets, targets and weights without bounds checks, for the loops over all links.
  @inline(__always)
  func withLinks<Result>(
    _ body: (UnsafePointer<Int>, UnsafePointer<UInt32>, LinkWeights.Pointer) -> Result
  ) -> Result {
    linkOffsets.withUnsafeBufferPointer { offsets in
      targets.withUnsafeBufferPointer { targets in
        weights.withPointer { weights in
          // What is empty may have no address, and nobody looks at it.
          body(offsets.baseAddress!, targets.baseAddress ?? Self.noTargets, weights)
        }
      }
    }
  }

  private static var noTargets: UnsafePointer<UInt32> {
    UnsafePointer(bitPattern: MemoryLayout<UInt32>.alignment)!
  }

  init(
    isDirected: Bool, nodeIDs: [UInt32], linkedNodeCount: Int, linkOffsets: [Int],
    targets: [UInt32], weights: LinkWeights
  ) {
    self.isDirected = isDirected
    self.nodeIDs = nodeIDs
    self.linkedNodeCount = linkedNodeCount
    self.linkOffsets = linkOffsets
    self.targets = targets
    self.weights = weights
  }
}

/// Why links do not make a network.
public enum NetworkError: Error, Equatable, CustomStringConvertible {
  /// The link at this position has a weight that is negative, NaN, infinite or beyond all bounds.
  case badWeight(link: Int, source: UInt32, target: UInt32, weight: Double)
  /// There is no link of positive weight, and no node is named.
  case noLinks

  /// The error in words, without the name of a file.
  public var description: String {
    switch self {
    case .badWeight(let link, let source, let target, let weight):
      "link \(link) (from node \(source) to node \(target)) has the weight \(weight); "
        + "a weight must be \(NetworkError.weightRule)"
    case .noLinks:
      "the network has no link with a positive weight and names no node, so there is nothing to cluster"
    }
  }

  static let weightRule =
    "0 or a number from \(Network.weightRange.lowerBound) to \(Network.weightRange.upperBound)"
}
