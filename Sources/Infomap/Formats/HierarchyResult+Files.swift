/// The files in which Infomap gives partitions to other programs.
public enum PartitionFormat: String, Sendable, CaseIterable {
  /// A line per node: id, top module, flow.
  case clu
  /// A line per node: path (a rank for each module around it, then its own), flow, name, id.
  case tree
}

extension SearchResult {
  /// Writes the partition as the hierarchy of two levels that it is.
  public func write<Failure: Error>(
    _ format: PartitionFormat, of flow: FlowNetwork,
    to sink: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    try HierarchyResult(self).write(format, of: flow, to: sink)
  }
}

extension HierarchyResult {
  /// Writes the hierarchy as Infomap does: modules are numbered from 1 by falling flow, and the nodes
  /// of a module follow each other by falling flow (ties: by the lowest id).
  ///
  /// `sink` gets the bytes of the file in pieces, in order.
  public func write<Failure: Error>(
    _ format: PartitionFormat, of flow: FlowNetwork,
    to sink: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    var pending = Array(header(format, flow).utf8)
    let tree = RankedTree(hierarchy, flow)
    let names = flow.network.nodeNames
    // Modules to be written, the next one last, with their paths.
    var waiting = tree.tops.enumerated().reversed().map { (module: $1, path: "\($0 + 1)") }
    var top = 0
    while let (module, path) = waiting.popLast() {
      top += hierarchy.parents[module] == nil ? 1 : 0
      for (rank, submodule) in tree.submodules[module].enumerated().reversed() {
        waiting.append((submodule, "\(path):\(rank + 1)"))
      }
      for (place, node) in tree.members[module].enumerated() {
        let id = flow.network.nodeIDs[node]
        let nodeFlow = flow.nodeFlow[node]
        switch format {
        case .clu:
          pending.append(contentsOf: "\(id) \(top) \(nodeFlow)\n".utf8)
        case .tree:
          let name = names.isEmpty ? "\(id)" : names[node]
          pending.append(
            contentsOf: "\(path):\(place + 1) \(nodeFlow) \"\(name)\" \(id)\n".utf8)
        }
        if pending.count >= Self.chunkSize {
          try sink(pending.span)
          pending.removeAll(keepingCapacity: true)
        }
      }
    }
    try sink(pending.span)
  }

  private func header(_ format: PartitionFormat, _ flow: FlowNetwork) -> String {
    let savings =
      oneLevelCodelength > 0 ? 100 * (1 - codelength.total / oneLevelCodelength) : 0
    let lines = [
      "# partitioned into \(hierarchy.levelCount) levels with \(hierarchy.topModuleCount) "
        + "top modules",
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

/// A hierarchy in the order of the files.
private struct RankedTree {
  private(set) var tops: [Int] = []
  private(set) var submodules: [[Int]]
  private(set) var members: [[Int]]

  init(_ hierarchy: Hierarchy, _ flow: FlowNetwork) {
    let count = hierarchy.moduleCount
    submodules = [[Int]](repeating: [], count: count)
    members = submodules
    var moduleFlow = [Double](repeating: 0, count: count)
    var firstID = [UInt32](repeating: .max, count: count)
    let ids = flow.network.nodeIDs
    for (node, module) in hierarchy.modules.enumerated() {
      members[Int(module)].append(node)
      moduleFlow[Int(module)] += flow.nodeFlow[node]
      firstID[Int(module)] = min(firstID[Int(module)], ids[node])
    }
    // Parents have lower numbers than their submodules.
    for module in (0..<count).reversed() {
      if let parent = hierarchy.parents[module] {
        submodules[parent].append(module)
        moduleFlow[parent] += moduleFlow[module]
        firstID[parent] = min(firstID[parent], firstID[module])
      } else {
        tops.append(module)
      }
    }
    func precedes(_ a: Int, _ b: Int) -> Bool {
      moduleFlow[a] != moduleFlow[b] ? moduleFlow[a] > moduleFlow[b] : firstID[a] < firstID[b]
    }
    tops.sort(by: precedes)
    for module in 0..<count {
      submodules[module].sort(by: precedes)
      members[module].sort {
        let (a, b) = (flow.nodeFlow[$0], flow.nodeFlow[$1])
        return a != b ? a > b : ids[$0] < ids[$1]
      }
    }
  }
}
