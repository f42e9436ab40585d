/// The files in which Infomap gives partitions to other programs.
public enum PartitionFormat: String, Sendable, CaseIterable {
  /// A line per node: id, module, flow.
  case clu
  /// A line per node: path (module:rank), flow, name, id.
  case tree
}

extension SearchResult {
  /// Writes the partition as Infomap does: modules are numbered from 1 by falling flow, and the nodes
  /// of a module follow each other by falling flow (ties: by the lowest id).
  ///
  /// `sink` gets the bytes of the file in pieces, in order.
  public func write<Failure: Error>(
    _ format: PartitionFormat, of flow: FlowNetwork,
    to sink: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    var pending = Array(header(format, flow).utf8)
    for (rank, nodes) in modulesByFlow(flow).enumerated() {
      for (place, node) in nodes.enumerated() {
        let id = flow.network.nodeIDs[node]
        let nodeFlow = flow.nodeFlow[node]
        switch format {
        case .clu:
          pending.append(contentsOf: "\(id) \(rank + 1) \(nodeFlow)\n".utf8)
        case .tree:
          let names = flow.network.nodeNames
          let name = names.isEmpty ? "\(id)" : names[node]
          pending.append(
            contentsOf: "\(rank + 1):\(place + 1) \(nodeFlow) \"\(name)\" \(id)\n".utf8)
        }
        if pending.count >= Self.chunkSize {
          try sink(pending.span)
          pending.removeAll(keepingCapacity: true)
        }
      }
    }
    try sink(pending.span)
  }

  /// The nodes of each module, in the order of the files.
  private func modulesByFlow(_ flow: FlowNetwork) -> [[Int]] {
    var members = [[Int]](repeating: [], count: partition.moduleCount)
    var moduleFlow = [Double](repeating: 0, count: partition.moduleCount)
    for (node, module) in partition.modules.enumerated() {
      members[Int(module)].append(node)
      moduleFlow[Int(module)] += flow.nodeFlow[node]
    }
    let ids = flow.network.nodeIDs
    for module in members.indices {
      members[module].sort {
        let (a, b) = (flow.nodeFlow[$0], flow.nodeFlow[$1])
        return a != b ? a > b : ids[$0] < ids[$1]
      }
    }
    let ranked = members.indices.sorted {
      let (a, b) = (moduleFlow[$0], moduleFlow[$1])
      return a != b ? a > b : ids[members[$0][0]] < ids[members[$1][0]]
    }
    return ranked.map { members[$0] }
  }

  private func header(_ format: PartitionFormat, _ flow: FlowNetwork) -> String {
    let savings =
      oneLevelCodelength > 0 ? 100 * (1 - codelength.total / oneLevelCodelength) : 0
    let lines = [
      "# partitioned into 2 levels with \(moduleCount) top modules",
      "# codelength \(codelength.total) bits",
      "# relative codelength savings \(savings)%",
      "# flow model \(flow.network.isDirected ? "directed" : "undirected")",
      "# seed \(seed)",
      format == .clu ? "# module level 1\n# node_id module flow" : "# path flow name node_id",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static let chunkSize = 1 << 16
}
