import Threads

/// What communities of a graph are judged by.
enum CommunityQuality {
  /// How much more of the weight of edges lies inside communities than their masses let expect, with a
  /// resolution (Newman and Girvan 2004; Reichardt and Bornholdt 2006). Masses are weights of edges.
  case modularity(resolution: Double)
  /// The weight of edges inside communities, less the resolution for every two of their faces (the
  /// constant Potts model; Traag, Van Dooren, Nesterov 2011). Masses are faces.
  case constantPotts(resolution: Double)

  var countsFaces: Bool {
    switch self {
    case .modularity: false
    case .constantPotts: true
    }
  }

  /// What every product of the masses of two nodes of a community costs.
  func penalty(_ graph: CommunityGraph) -> Double {
    switch self {
    case .modularity(let resolution):
      let total = graph.masses.reduce(0, +)
      return total > 0 ? resolution / total : 0
    case .constantPotts(let resolution): return resolution
    }
  }

  /// The quality: of modularity at most 1.
  func value(_ communities: [UInt32], of graph: CommunityGraph, _ workers: Workers) -> Double {
    var masses = [Double](repeating: 0, count: graph.count)
    var squares = 0.0
    for node in 0..<graph.count {
      masses[Int(communities[node])] += graph.masses[node]
      squares += graph.masses[node] * graph.masses[node]
    }
    let products = masses.reduce(0) { $0 + $1 * $1 }
    let inside = weightInside(communities, of: graph, workers)
    switch self {
    case .modularity(let resolution):
      let total = graph.masses.reduce(0, +)
      return total > 0 ? inside / total - resolution * products / (total * total) : 0
    case .constantPotts(let resolution):
      return inside / 2 - resolution * (products - squares) / 2
    }
  }

  /// The weight of all entries inside communities. That of each row is one thread's, and rows are added
  /// in their order.
  private func weightInside(
    _ communities: [UInt32], of graph: CommunityGraph, _ workers: Workers
  ) -> Double {
    [Double](unsafeUninitializedCapacity: graph.count) { rows, count in
      // Each piece has places of its own.
      nonisolated(unsafe) let rows = rows
      workers.forEach(0..<graph.count, by: CommunityGraph.nodesAtOnce) { part, _, _ in
        for node in part {
          let own = communities[node]
          rows.initializeElement(
            at: node,
            to: graph.row(node).reduce(0.0) { sum, entry in
              communities[Int(graph.targets[entry])] == own ? sum + graph.weights[entry] : sum
            })
        }
      }
      count = graph.count
    }.reduce(0, +)
  }
}
