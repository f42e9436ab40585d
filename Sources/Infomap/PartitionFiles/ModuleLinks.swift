/// The links between the parts of each module: between its submodules, or its nodes, and between the top
/// modules.
struct ModuleLinks {
  /// A link between two parts of the same module, by their places in it counted from 1.
  struct Link {
    let source: Int
    let target: Int
    var flow: Double
  }

  /// The links inside each module, by rising source and target.
  private(set) var inside: [[Link]]
  /// The links between the top modules.
  private(set) var betweenTops: [Link]

  /// - Parameter tree: the ranks of the modules and nodes, all nodes shown.
  init(_ hierarchy: Hierarchy, _ tree: RankedTree, _ flow: FlowNetwork) {
    let network = flow.network
    let depths = hierarchy.depths
    var ranks = [Int](repeating: 0, count: network.nodeCount)
    for members in tree.members {
      for (place, node) in members.enumerated() { ranks[node] = place + 1 }
    }
    // The last is the whole network.
    var all = [[Link]](repeating: [], count: hierarchy.moduleCount + 1)
    let factor = network.isDirected ? 1.0 : 2.0
    for source in 0..<network.nodeCount {
      for link in network.links(from: source) {
        let target = Int(network.targets[link])
        if target == source { continue }
        let modules = (Int(hierarchy.modules[source]), Int(hierarchy.modules[target]))
        var around = modules.0
        var ends = (ranks[source], ranks[target])
        if modules.0 != modules.1 {
          let (a, b) = hierarchy.siblings(modules.0, modules.1, depths)
          around = hierarchy.parents[a] ?? hierarchy.moduleCount
          ends = (tree.rank[a], tree.rank[b])
        }
        if !network.isDirected, ends.0 > ends.1 { ends = (ends.1, ends.0) }
        all[around].append(
          Link(
            source: ends.0, target: ends.1,
            flow: network.weights[link] * flow.flowPerWeight[source] * factor))
      }
    }
    all = all.map(Self.merged)
    betweenTops = all.removeLast()
    inside = all
  }

  /// Links with the same ends as one.
  private static func merged(_ links: [Link]) -> [Link] {
    let order = links.indices.sorted {
      (links[$0].source, links[$0].target, $0) < (links[$1].source, links[$1].target, $1)
    }
    var merged: [Link] = []
    for place in order {
      let link = links[place]
      if let last = merged.last, last.source == link.source, last.target == link.target {
        merged[merged.count - 1].flow += link.flow
      } else {
        merged.append(link)
      }
    }
    return merged
  }
}

extension PartitionFile {
  /// The links of each module, as they follow the nodes in an .ftree file.
  func writeLinks<Failure: Error>(to put: (String) throws(Failure) -> Void) throws(Failure) {
    let isDirected = flow.network.isDirected
    let links = ModuleLinks(result.hierarchy, tree, flow)
    let flows = MapEquation.moduleFlows(result.hierarchy, flow)
    try put(
      isDirected
        ? "*Links directed\n"
        : "*Links undirected\n# the flow of a link is that of both directions together\n")
    try put("#*Links path enterFlow exitFlow numEdges numChildren\n")
    func putAll(_ links: [ModuleLinks.Link]) throws(Failure) {
      for link in links { try put("\(link.source) \(link.target) \(link.flow)\n") }
    }
    try put("*Links root 0 0 \(links.betweenTops.count) \(tree.tops.count)\n")
    try putAll(links.betweenTops)
    try tree.forEachModule { (module, path) throws(Failure) in
      let inside = links.inside[module]
      let parts = tree.members[module].count + tree.submodules[module].count
      try put(
        "*Links \(Self.text(of: path)) \(flows[module].enter) \(flows[module].exit) \(inside.count) "
          + "\(parts)\n")
      try putAll(inside)
    }
  }
}
