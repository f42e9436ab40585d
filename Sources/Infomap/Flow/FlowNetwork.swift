import Threads

/// A network with the flow of the random walker on it: everything the map equation and the search
/// need. The flow of all nodes sums to 1.
public struct FlowNetwork: Sendable {
  /// The network that the walker is on; its weights are those of the flow, with Markov times that differ from link
  /// to link.
  public let network: Network
  /// Where the flow comes from.
  public let model: FlowModel
  /// The visit rate of each node.
  public internal(set) var nodeFlow: [Double]
  /// The flow along links into each node, from other nodes.
  public let enterFlow: [Double]
  /// The flow along links out of each node, to other nodes.
  public let exitFlow: [Double]
  /// The flow of each node's outgoing links per unit of their weight.
  public let flowPerWeight: [Double]
  /// The teleportation that counts as flow; nil unless it is recorded.
  public let teleportation: RecordedTeleportation?
  /// What codelengths on this network are corrected by.
  let correction: EntropyCorrection
  /// The neighbors of every node, each once, with the flow in both directions together.
  let neighbors: AdjacencyLists
  /// The nodes of which this has links and flow, if it is the part of one of several ranks.
  let part: Range<Int>?

  /// How many nodes the network has.
  public var nodeCount: Int { network.nodeCount }

  /// The nodes that a search is about, the first ones: all with links, and those without only where
  /// recorded teleportation brings flow to them. The others are in modules of their own.
  var searchedNodeCount: Int {
    let linked = network.linkedNodeCount
    return nodeFlow[linked...].contains { $0 > 0 } ? nodeCount : linked
  }

  /// How many nodes are in modules of their own without a search.
  var unsearchedNodeCount: Int { nodeCount - searchedNodeCount }

  /// Determines the flow on a network; the number of threads does not change it.
  ///
  /// - Precondition: at least one thread, and a flow model that is directed as the network is; where it is
  ///   ``FlowModel/precomputed``, some node has a positive weight.
  public init(_ network: Network, options: FlowOptions = FlowOptions(), threads: Int = 1) {
    precondition(threads > 0)
    let ranges = TargetRanges(network, Workers(count: threads))
    model = options.model ?? (network.isDirected ? .directed : .undirected)
    precondition(model.isDirected == network.isDirected)
    precondition(
      options.prior == nil || [.undirected, .directed].contains(model), "this flow has no prior")
    var rates =
      switch model {
      case _ where options.prior != nil:
        VisitRates(network, prior: options.prior!, ranges: ranges)
      case .directed: VisitRates(directed: network, options: options, ranges: ranges)
      case .undirected where network.bipartiteStart != nil && options.adjustsBipartite:
        VisitRates(twoSteps: network, ranges: ranges)
      case .undirected: VisitRates(undirected: network, ranges: ranges)
      case .undirdir, .outdirdir, .rawdir: VisitRates(sharesOfWeight: network, ranges: ranges)
      case .precomputed: VisitRates(precomputed: network)
      }
    if options.visitsByNodeWeights {
      rates.visitByWeights(
        of: network, teleportationProbability: options.teleportationProbability)
    }
    correction =
      options.entropyCorrection.map { EntropyCorrection(network, strength: $0) } ?? .none
    var network = network
    if let time = options.localTime {
      network = network.scaled(
        by: time, nodeFlow: rates.nodeFlow,
        looksAtBothEnds: [.undirected, .undirdir].contains(model))
    }
    self.network = network
    nodeFlow = rates.nodeFlow
    let flowPerWeight =
      options.markovTime == 1
      ? rates.flowPerWeight : rates.flowPerWeight.map { $0 * options.markovTime }
    self.flowPerWeight = flowPerWeight
    teleportation = rates.teleportation
    neighbors = AdjacencyLists(network, flowPerWeight: flowPerWeight, ranges: ranges)
    enterFlow = neighbors.enterFlow
    exitFlow = neighbors.exitFlow
    part = nil
  }

  /// Makes a part of a network, with the links and the flow of some nodes.
  init(
    _ network: Network, own: Range<Int>, _ workers: Workers,
    _ visitRates: (TargetRanges) -> VisitRates
  ) {
    let ranges = TargetRanges(of: own, network, workers)
    let rates = visitRates(ranges)
    self.network = network
    model = network.isDirected ? .directed : .undirected
    part = own
    nodeFlow = rates.nodeFlow
    flowPerWeight = rates.flowPerWeight
    teleportation = nil
    correction = .none
    neighbors = AdjacencyLists(network, flowPerWeight: flowPerWeight, ranges: ranges)
    enterFlow = neighbors.enterFlow
    exitFlow = neighbors.exitFlow
  }
}

/// Teleportation as part of the flow: node i sends `outFlow[i]`, of which node j receives the share
/// `targetShare[j]`, whatever i. The shares sum to 1.
public struct RecordedTeleportation: Sendable {
  /// The flow that each node sends.
  public let outFlow: [Double]
  /// The share of all that is sent that each node receives.
  public let targetShare: [Double]
  /// Whether this is the flow along the weak links of a prior network.
  var isPrior = false
}
