/// A network with the flow of the random walker on it: everything the map equation and the search
/// need. The flow of all nodes sums to 1.
public struct FlowNetwork: Sendable {
  public let network: Network
  /// The visit rate of each node.
  public let nodeFlow: [Double]
  /// The flow along links into each node, from other nodes.
  public let enterFlow: [Double]
  /// The flow along links out of each node, to other nodes.
  public let exitFlow: [Double]
  /// What the flow of each node's outgoing links is per unit of weight.
  public let flowPerWeight: [Double]
  /// The teleportation that counts as flow; nil unless it is recorded.
  public let teleportation: RecordedTeleportation?
  /// For every node its neighbors, each once, with the flow in both directions together.
  let neighbors: NeighborLists
  /// The nodes of which this has links and flow, if it is the part of one of several ranks.
  let part: Range<Int>?

  public var nodeCount: Int { network.nodeCount }

  /// Determines the flow on a network; the number of threads does not change it.
  ///
  /// - Precondition: at least one thread.
  public init(_ network: Network, options: FlowOptions = FlowOptions(), threads: Int = 1) {
    precondition(threads > 0)
    let ranges = TargetRanges(network, Workers(count: threads))
    let rates =
      network.isDirected
      ? VisitRates(directed: network, options: options, ranges: ranges)
      : VisitRates(undirected: network, ranges: ranges)
    self.network = network
    nodeFlow = rates.nodeFlow
    let flowPerWeight =
      options.markovTime == 1
      ? rates.flowPerWeight : rates.flowPerWeight.map { $0 * options.markovTime }
    self.flowPerWeight = flowPerWeight
    teleportation = rates.teleportation
    neighbors = NeighborLists(network, flowPerWeight: flowPerWeight, ranges: ranges)
    enterFlow = neighbors.enterFlow
    exitFlow = neighbors.exitFlow
    part = nil
  }

  /// What one of several ranks needs of the network of the directed links
  /// `sources[i] -> targets[i]` with weight `weights[i]`, to search it together with the others
  /// (`searchInParallel(seed:threads:exchange:)`): the links and the flow of about `nodeCount / ranks`
  /// nodes. All ranks give the same links, which may lie in memory that they share. Teleportation is
  /// not recorded.
  ///
  /// - Returns: nil if the links of each source do not follow each other by rising source, a weight is
  ///   zero, or the ids are much higher than there are links. Then every rank needs the whole network.
  /// - Throws: `NetworkError` like `Network`.
  public init?(
    partOfRank rank: Int, of ranks: Int, sources: Span<UInt32>, targets: Span<UInt32>,
    weights: Span<Float>, threads: Int = 1
  ) throws(NetworkError) {
    precondition(threads > 0 && rank >= 0 && rank < ranks)
    let workers = Workers(count: threads)
    let part = try GivenLinks.with(sources: sources, targets: targets, weights: weights) {
      links throws(NetworkError) -> FlowNetwork? in
      let survey = try links.survey(workers)
      guard survey.isGrouped, survey.positiveLinks == links.count, links.fitTables(survey) else {
        return nil
      }
      return NetworkBuilder(
        links: links, idCount: Int(survey.highestID) + 1, positiveLinks: links.count,
        isDirected: true, isGrouped: true, workers: workers
      ).withPart(rank: rank, ranks: ranks) { FlowNetwork($0, own: $1, of: $2, workers) }
    }
    guard let part else { return nil }
    self = part
  }

  private init(
    _ network: Network, own: Range<Int>, of links: some LinksBySource, _ workers: Workers
  ) {
    let ranges = TargetRanges(of: own, network, workers)
    let rates = VisitRates(part: network, of: links, ranges: ranges)
    self.network = network
    self.part = own
    nodeFlow = rates.nodeFlow
    flowPerWeight = rates.flowPerWeight
    teleportation = nil
    neighbors = NeighborLists(network, flowPerWeight: flowPerWeight, ranges: ranges)
    enterFlow = neighbors.enterFlow
    exitFlow = neighbors.exitFlow
  }
}

/// Teleportation as part of the flow: node i sends `outFlow[i]`, of which node j receives the share
/// `targetShare[j]`, whatever i. The shares sum to 1.
public struct RecordedTeleportation: Sendable {
  public let outFlow: [Double]
  public let targetShare: [Double]
}
