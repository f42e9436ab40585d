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
    let flowPerWeight =
      options.markovTime == 1
      ? rates.flowPerWeight : rates.flowPerWeight.map { $0 * options.markovTime }
    self.flowPerWeight = flowPerWeight
    teleportation = rates.teleportation
    var enter = [Double](repeating: 0, count: network.nodeCount)
    var exit = enter
    enter.withUnsafeMutableBufferPointer { enter in
      network.withLinks { offsets, targets, weights in
        for source in 0..<network.nodeCount {
          let scale = flowPerWeight[source]
          var leaving = 0.0
          for link in offsets[source]..<offsets[source + 1] {
            let target = Int(targets[link])
            if target == source { continue }
            let flow = weights[link] * scale
            leaving += flow
            enter[target] += flow
          }
          exit[source] = leaving
        }
      }
    }
    if !network.isDirected {
      // All flow along a link comes back.
      for node in exit.indices {
        exit[node] += enter[node]
        enter[node] = exit[node]
      }
    }
    enterFlow = enter
    exitFlow = exit
    neighbors = NeighborLists(network, flowPerWeight: flowPerWeight)
  }
}

/// Teleportation as part of the flow: node i sends `outFlow[i]`, of which node j receives the share
/// `targetShare[j]`, whatever i. The shares sum to 1.
public struct RecordedTeleportation: Sendable {
  public let outFlow: [Double]
  public let targetShare: [Double]
}
