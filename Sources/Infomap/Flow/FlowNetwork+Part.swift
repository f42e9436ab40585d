import Threads

extension FlowNetwork {
  /// Makes what one of several ranks needs of a network to search it together with the others
  /// (``search(_:exchange:progress:)``): the links and the flow of about `nodeCount / ranks` nodes.
  /// Collective; the number of ranks and threads does not change the network.
  ///
  /// - Parameters:
  ///   - exchange: what ranks say to each other.
  ///   - links: all links of the network, the same on all ranks; they may lie in memory that ranks share.
  ///   - directed: whether links lead from source to target only.
  ///   - options: how the walker moves, such that ``FlowOptions/needsWholeNetwork`` is false.
  ///   - threads: how many threads make the network.
  /// - Returns: nil, on all ranks, if the ids are much higher than there are links, or the network is
  ///   directed and the links of each source do not follow each other by rising source or a weight is
  ///   zero, or there is no link. Then every rank needs the whole network.
  /// - Throws: `NetworkError` like `Network`, and what the exchange throws.
  public init?(
    partOf exchange: any RankExchange, _ links: borrowing LinkSpans, directed: Bool,
    options: FlowOptions = FlowOptions(), threads: Int = 1
  ) throws {
    precondition(threads > 0 && !options.needsWholeNetwork)
    let workers = Workers(count: threads)
    let vertices = links.vertices
    if links.sources.isEmpty, !vertices.isEmpty { return nil }
    // What the exchange throws is not a `NetworkError`.
    let part = try GivenLinks.with(
      sources: links.sources, targets: links.targets, weights: links.weights
    ) {
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

  /// Gathers the visit rates of all nodes from all ranks, which otherwise know those of their own nodes
  /// only. Collective.
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
