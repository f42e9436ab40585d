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

  public var nodeCount: Int { network.nodeCount }

  /// Determines the flow on a network.
  public init(_ network: Network, options: FlowOptions = FlowOptions()) {
    let rates =
      network.isDirected
      ? VisitRates(directed: network, options: options) : VisitRates(undirected: network)
    self.network = network
    nodeFlow = rates.nodeFlow
    flowPerWeight = rates.flowPerWeight
    teleportation = rates.teleportation
    var enter = [Double](repeating: 0, count: network.nodeCount)
    var exit = enter
    for source in 0..<network.nodeCount {
      for link in network.links(from: source) {
        let target = Int(network.targets[link])
        if target == source { continue }
        let flow = network.weights[link] * rates.flowPerWeight[source]
        exit[source] += flow
        enter[target] += flow
        if !network.isDirected {
          exit[target] += flow
          enter[source] += flow
        }
      }
    }
    enterFlow = enter
    exitFlow = exit
    neighbors = NeighborLists(network, flowPerWeight: rates.flowPerWeight)
  }
}

/// Teleportation as part of the flow: node i sends `outFlow[i]`, of which node j receives the share
/// `targetShare[j]`, whatever i. The shares sum to 1.
public struct RecordedTeleportation: Sendable {
  public let outFlow: [Double]
  public let targetShare: [Double]
}
