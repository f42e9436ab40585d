/// The files in which Infomap gives a network to other programs, in the format of Pajek or close to it.
public enum NetworkFormat: String, Sendable, CaseIterable {
  /// The nodes with their names and weights, and the links.
  case network
  /// The same as a network of state nodes, of which each node has one, its own.
  case states
  /// The nodes with their visit rates, and the links with their flow.
  case flow

  /// How names of such files end.
  public var ending: String { self == .network ? ".net" : "_\(rawValue).net" }
}

extension FlowNetwork {
  /// Writes the network as Infomap does: nodes by rising id, and links by the ids of their sources, then of their
  /// targets, those with the same ends as one. A bipartite network is written as one, which Infomap does not do.
  ///
  /// - Parameters:
  ///   - format: what to write.
  ///   - heading: lines at the beginning of the file, as comments.
  ///   - sink: gets the bytes of the file in pieces, in order.
  /// - Precondition: it has the whole network, and the flow is that of Markov time 1.
  public func write<Failure: Error>(
    _ format: NetworkFormat, heading: [String] = [],
    to sink: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    var text = TextChunks()
    func put(_ line: String) throws(Failure) { try text.put(line, to: sink) }
    for line in heading { try put("# \(line)\n") }
    let nodes = (0..<nodeCount).sorted { network.nodeIDs[$0] < network.nodeIDs[$1] }
    try writeNodes(nodes, format, to: put)
    try put(headingOfLinks(format))
    let factor = network.isDirected ? 1.0 : 2.0
    for source in nodes {
      let links = network.links(from: source)
        .map { (target: network.nodeIDs[Int(network.targets[$0])], weight: network.weights[$0]) }
        .sorted { $0.target < $1.target }
      let id = network.nodeIDs[source]
      for link in links {
        // Both directions of a link together, of which one to the node itself has one.
        let flow =
          link.weight * flowPerWeight[source] * (link.target == id ? 1 : factor)
        try put("\(id) \(link.target) \(format == .flow ? flow : link.weight)\n")
      }
    }
    try text.flush(to: sink)
  }

  private func writeNodes<Failure: Error>(
    _ nodes: [Int], _ format: NetworkFormat, to put: (String) throws(Failure) -> Void
  ) throws(Failure) {
    let (ids, names, weights) = (network.nodeIDs, network.nodeNames, network.nodeWeights)
    func named(_ node: Int) -> String {
      "\(ids[node]) \"\(names.isEmpty ? "\(ids[node])" : names[node])\""
    }
    switch format {
    case .network:
      try put("*Vertices\n#id name weight\n")
      for node in nodes { try put("\(named(node)) \(weights.isEmpty ? 1 : weights[node])\n") }
    case .states:
      if !names.isEmpty {
        try put("*Vertices\n")
        for node in nodes { try put("\(named(node))\n") }
      }
      try put("*States\n# stateId physicalId\n")
      for node in nodes { try put("\(ids[node]) \(ids[node])\n") }
    case .flow:
      try put("*Vertices\n#id name flow\n")
      for node in nodes { try put("\(named(node)) \(nodeFlow[node])\n") }
    }
  }

  private func headingOfLinks(_ format: NetworkFormat) -> String {
    if format == .states { return "*Links\n" }
    let heading =
      if format == .network, let start = network.bipartiteStart {
        "*Bipartite \(start)"
      } else {
        network.isDirected ? "*Arcs" : "*Edges"
      }
    return "\(heading)\n#source target \(format == .flow ? "flow" : "weight")\n"
  }
}
