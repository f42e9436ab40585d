extension PartitionFile {
  /// All of the result as one JSON object, by the names that Infomap gives its parts.
  func writeJSON<Failure: Error>(to put: (String) throws(Failure) -> Void) throws(Failure) {
    let hierarchy = result.hierarchy
    let depths = hierarchy.depths
    var counts = [Int](repeating: 0, count: hierarchy.levelCount)
    for depth in depths { counts[depth - 1] += 1 }
    var head = "{"
    if let program = options.program { head += "\"version\":\(Self.json(program))," }
    if let commandLine = options.commandLine { head += "\"args\":\(Self.json(commandLine))," }
    head += "\"codelength\":\(result.codelength.total),\"seed\":\(result.seed),"
    head += "\"numLevels\":\(hierarchy.levelCount),\"numTopModules\":\(hierarchy.topModuleCount),"
    head += "\"numModules\":\(counts),\"relativeCodelengthSavings\":\(savings),"
    head += "\"directed\":\(flow.network.isDirected),\"flowModel\":\"\(flowModel)\","
    if let start = flow.network.bipartiteStart { head += "\"bipartiteStartId\":\(start)," }
    try put(head + "\"higherOrder\":false,\"nodes\":[")
    try writeNodes(to: put)
    try put("],\"modules\":[")
    try writeModuleObjects(to: put)
    try put("]}\n")
  }

  private func writeNodes<Failure: Error>(
    to put: (String) throws(Failure) -> Void
  ) throws(Failure) {
    // Modules are numbered on each level by themselves.
    var numbers = [Int](repeating: 0, count: result.hierarchy.moduleCount)
    var counts = [Int](repeating: 0, count: result.hierarchy.levelCount)
    var separator = ""
    try tree.forEachModule { (module, path) throws(Failure) in
      counts[path.count - 1] += 1
      numbers[module] = counts[path.count - 1]
      var around = [module]
      while let parent = result.hierarchy.parents[around.last!] { around.append(parent) }
      let modules = around.reversed().map { numbers[$0] }
      for (place, node) in tree.members[module].enumerated() {
        let rate = flow.nodeFlow[node]
        try put(
          separator + "{\"path\":\(path + [place + 1]),\"modules\":\(modules),"
            + "\"name\":\(Self.json(name(node))),\"flow\":\(rate),"
            + "\"mec\":\(centrality(rate, tree.moduleFlow[module])),"
            + "\"id\":\(flow.network.nodeIDs[node])}")
        separator = ","
      }
    }
  }

  /// The map equation centrality of a node: by how many bits the names of the other nodes of its module
  /// become shorter without it (Blöcker, Nieves, Rosvall: "Map equation centrality", 2022).
  private func centrality(_ rate: Double, _ moduleRate: Double) -> Double {
    let others = moduleRate - rate
    guard rate > 0, others > 0 else { return 0 }
    return others * (Logarithm.log2(moduleRate) - Logarithm.log2(others))
  }

  private func writeModuleObjects<Failure: Error>(
    to put: (String) throws(Failure) -> Void
  ) throws(Failure) {
    let flows = MapEquation.moduleFlows(result.hierarchy, flow)
    let links = ModuleLinks(result.hierarchy, tree, flow)
    func object(
      _ path: [Int], _ own: NodeFlow, edges: Int, children: Int, codelength: Double
    ) -> String {
      "{\"path\":\(path),\"enterFlow\":\(own.enter),\"exitFlow\":\(own.exit),\"numEdges\":\(edges),"
        + "\"numChildren\":\(children),\"codelength\":\(codelength)}"
    }
    try put(
      object(
        [0], NodeFlow(), edges: links.betweenTops.count, children: tree.tops.count,
        codelength: result.codelength.index))
    try tree.forEachModule { (module, path) throws(Failure) in
      let submodules = tree.submodules[module].map { flows[$0].enter }
      let parts = submodules + tree.members[module].map { flow.nodeFlow[$0] }
      let use = flows[module].exit + parts.reduce(0, +)
      let bits =
        Logarithm.plogp(use) - Logarithm.plogp(flows[module].exit)
        - parts.reduce(0) { $0 + Logarithm.plogp($1) }
      try put(
        ","
          + object(
            path, flows[module], edges: links.inside[module].count, children: parts.count,
            codelength: bits))
    }
  }

  /// A text as JSON has it.
  private static func json(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
