/// A link between two nodes, given by their ids.
public struct Link: Sendable, Equatable {
  /// The id of the node that the link leaves.
  public var source: UInt32
  /// The id of the node that the link leads to.
  public var target: UInt32
  /// How strong the link is, compared with others.
  public var weight: Double

  /// Makes a link.
  public init(_ source: UInt32, _ target: UInt32, weight: Double = 1) {
    self.source = source
    self.target = target
    self.weight = weight
  }
}

extension Network {
  /// Makes the network of some links.
  ///
  /// - Parameters:
  ///   - links: in any order. The weights of links with the same ends are added up.
  ///   - vertices: ids that are nodes even without a link.
  ///   - directed: whether links lead from source to target only.
  /// - Throws: `NetworkError` when a weight is neither 0 nor in ``weightRange``, or when there is no node.
  public init(
    links: some Sequence<Link>, vertices: [UInt32] = [], directed: Bool
  ) throws(NetworkError) {
    var (sources, targets, weights) = ([UInt32](), [UInt32](), [Double]())
    for link in links {
      sources.append(link.source)
      targets.append(link.target)
      weights.append(link.weight)
    }
    try self.init(
      sources: sources, targets: targets, weights: weights, vertices: vertices, directed: directed)
  }

  /// Makes the network of links of weight 1, each given by the ids of its two ends.
  ///
  /// A pair that comes n times is a link of weight n.
  ///
  /// - Parameters:
  ///   - pairs: in any order.
  ///   - vertices: ids that are nodes even without a link.
  ///   - directed: whether links lead from the first id to the second only.
  /// - Throws: `NetworkError` when there is no node.
  public init(
    pairs: some Sequence<(UInt32, UInt32)>, vertices: [UInt32] = [], directed: Bool
  ) throws(NetworkError) {
    try self.init(
      links: pairs.lazy.map { Link($0.0, $0.1) }, vertices: vertices, directed: directed)
  }

  /// Makes the network of the links `sources[i] -> targets[i]` with weight `weights[i]`.
  ///
  /// - Parameters:
  ///   - sources: the id of the node that each link leaves.
  ///   - targets: the id of the node that each link leads to.
  ///   - weights: the weight of each link.
  ///   - vertices: ids that are nodes even without a link.
  ///   - directed: whether links lead from source to target only.
  ///   - threads: how many threads make the network, which their number does not change.
  /// - Precondition: the three have the same length, and there is at least one thread.
  /// - Throws: `NetworkError` when a weight is neither 0 nor in ``weightRange``, or when there is no node.
  public init(
    sources: [UInt32], targets: [UInt32], weights: [Double], vertices: [UInt32] = [],
    directed: Bool, threads: Int = 1
  ) throws(NetworkError) {
    try self.init(
      sources: sources.span, targets: targets.span, weights: weights.span, vertices: vertices,
      directed: directed, threads: threads)
  }

  /// Makes the network of links with weights in single precision, which stay so and take half the memory.
  ///
  /// - Parameters:
  ///   - sources: the id of the node that each link leaves.
  ///   - targets: the id of the node that each link leads to.
  ///   - weights: the weight of each link.
  ///   - vertices: ids that are nodes even without a link.
  ///   - directed: whether links lead from source to target only.
  ///   - threads: how many threads make the network, which their number does not change.
  /// - Precondition: the three have the same length, and there is at least one thread.
  /// - Throws: `NetworkError` when a weight is neither 0 nor in ``weightRange``, or when there is no node.
  public init(
    sources: [UInt32], targets: [UInt32], weights: [Float], vertices: [UInt32] = [],
    directed: Bool, threads: Int = 1
  ) throws(NetworkError) {
    try self.init(
      sources: sources.span, targets: targets.span, weights: weights.span, vertices: vertices,
      directed: directed, threads: threads)
  }

  /// Makes the network of links in memory that somebody else owns.
  ///
  /// - Parameters:
  ///   - links: the memory.
  ///   - directed: whether links lead from source to target only.
  ///   - threads: how many threads make the network, which their number does not change.
  /// - Throws: `NetworkError` when a weight is neither 0 nor in ``weightRange``, or when there is no node.
  public init(
    _ links: borrowing LinkSpans, directed: Bool, threads: Int = 1
  ) throws(NetworkError) {
    try self.init(
      sources: links.sources, targets: links.targets, weights: links.weights,
      vertices: links.vertices, directed: directed, threads: threads)
  }
}
