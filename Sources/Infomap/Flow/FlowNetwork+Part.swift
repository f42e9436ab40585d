import Threads

extension FlowNetwork {
  /// What one of several ranks needs of the network of the links `sources[i] -> targets[i]` with weight
  /// `weights[i]`, to search it together with the others (`searchInParallel(seed:threads:exchange:)`):
  /// the links and the flow of about `nodeCount / ranks` nodes. All ranks give the same links, which may
  /// lie in memory that they share. Teleportation is not recorded, and the Markov time is 1. Collective.
  ///
  /// - Parameter vertices: ids that are nodes even without a link.
  /// - Returns: nil, on all ranks, if the ids are much higher than there are links, or the network is
  ///   directed and the links of each source do not follow each other by rising source or a weight is
  ///   zero, or there is no link. Then every rank needs the whole network.
  /// - Throws: `NetworkError` like `Network`, and what the exchange throws.
  public init?(
    partOf exchange: any RankExchange, sources: Span<UInt32>, targets: Span<UInt32>,
    weights: Span<Float>, vertices: [UInt32] = [], directed: Bool,
    options: FlowOptions = FlowOptions(), threads: Int = 1
  ) throws {
    precondition(threads > 0 && !options.recordsTeleportation && options.markovTime == 1)
    let workers = Workers(count: threads)
    if sources.isEmpty, !vertices.isEmpty { return nil }
    // What the exchange throws is not a `NetworkError`.
    let part = try GivenLinks.with(sources: sources, targets: targets, weights: weights) {
      links throws(NetworkError) -> Result<FlowNetwork?, any Error> in
      let survey = try links.survey(vertices, workers)
      let isGrouped = survey.isGrouped && survey.positiveLinks == links.count
      guard survey.fitsTables, survey.positiveLinks > 0, isGrouped || !directed else {
        return .success(nil)
      }
      let builder = NetworkBuilder(
        links: links, vertices: vertices.risingOnce, idCount: Int(survey.highestID) + 1,
        positiveLinks: survey.positiveLinks, isDirected: directed, isGrouped: directed,
        workers: workers)
      return Result {
        guard directed else {
          let (network, own) = try builder.countedPart(of: exchange)
          return FlowNetwork(network, own: own, workers) {
            VisitRates(
              undirected: network, ranges: $0, part: (own, links.totalStrength(workers)))
          }
        }
        return try builder.withGroupedPart(of: exchange) { network, own, links in
          FlowNetwork(network, own: own, workers) {
            VisitRates(part: network, of: links, options: options, ranges: $0)
          }
        }
      }
    }
    guard let part = try part.get() else { return nil }
    self = part
  }

  /// Whether this is the part of one of several ranks.
  public var isPart: Bool { part != nil }

  /// The same part with the visit rates of all nodes. Collective.
  public func gatheringVisitRates(from exchange: any RankExchange) throws -> FlowNetwork {
    guard let part else { return self }
    var gathered = self
    let linked = try exchange.allGather(Array(nodeFlow[part]))
    gathered.nodeFlow.replaceSubrange(0..<linked.count, with: linked)
    return gathered
  }

  /// How many links are stored with the nodes of which this has all links: of all parts together, as
  /// many as the network has.
  public var ownLinkCount: Int {
    let own = part ?? 0..<nodeCount
    return network.linkOffsets[own.upperBound] - network.linkOffsets[own.lowerBound]
  }
}
