/// The text of a file of modules.
struct PartitionFile {
  let result: HierarchyResult
  let flow: FlowNetwork
  let options: PartitionFileOptions
  let tree: RankedTree

  init(
    _ result: HierarchyResult, _ flow: FlowNetwork, _ format: PartitionFormat,
    _ options: PartitionFileOptions
  ) {
    (self.result, self.flow, self.options) = (result, flow, options)
    let network = flow.network
    let hides = options.hidesBipartiteNodes && format != .ftree
    tree = RankedTree(result.hierarchy, flow) { !hides || !network.isOfSecondKind($0) }
  }

  var savings: Double {
    result.oneLevelCodelength > 0 ? 1 - result.codelength.total / result.oneLevelCodelength : 0
  }

  /// How the flow was found, in the words of the option.
  var flowModel: String { flow.model.rawValue }

  func name(_ node: Int) -> String {
    let names = flow.network.nodeNames
    return names.isEmpty ? "\(flow.network.nodeIDs[node])" : names[node]
  }

  private var heading: String {
    let hierarchy = result.hierarchy
    var lines = options.heading.map { "# \($0)" }
    lines += [
      "# partitioned into \(hierarchy.levelCount) levels with \(hierarchy.topModuleCount) "
        + "top modules",
      "# codelength \(result.codelength.total) bits",
      "# relative codelength savings \(100 * savings)%",
      "# flow model \(flowModel)",
      "# seed \(result.seed)",
    ]
    if let start = flow.network.bipartiteStart { lines.append("# bipartite start id \(start)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A line for each node with its module of the level that was asked for.
  func writeModules<Failure: Error>(to put: (String) throws(Failure) -> Void) throws(Failure) {
    let level = options.cluLevel
    try put(heading + "# module level \(level ?? -1)\n# node_id module flow\n")
    // The modules of the level, and of the nodes that are not so deep, as they come in the file.
    var number = 0
    var last: ArraySlice<Int> = []
    try tree.forEachModule { (module, path) throws(Failure) in
      guard !tree.members[module].isEmpty else { return }
      let shown = path.prefix(level ?? path.count)
      if shown != last {
        number += 1
        last = shown
      }
      for node in tree.members[module] {
        try put("\(flow.network.nodeIDs[node]) \(number) \(flow.nodeFlow[node])\n")
      }
    }
  }

  func writeTree<Failure: Error>(to put: (String) throws(Failure) -> Void) throws(Failure) {
    try put(heading + "# path flow name node_id\n")
    try tree.forEachModule { (module, path) throws(Failure) in
      let path = Self.text(of: path)
      for (place, node) in tree.members[module].enumerated() {
        try put(
          "\(path):\(place + 1) \(flow.nodeFlow[node]) \"\(name(node))\" "
            + "\(flow.network.nodeIDs[node])\n")
      }
    }
  }

  func writeTable<Failure: Error>(to put: (String) throws(Failure) -> Void) throws(Failure) {
    try put("path,flow,name,node_id\n")
    try tree.forEachModule { (module, path) throws(Failure) in
      let path = Self.text(of: path)
      for (place, node) in tree.members[module].enumerated() {
        let name = name(node).replacing("\"", with: "\"\"")
        try put(
          "\(path):\(place + 1),\(flow.nodeFlow[node]),\"\(name)\",\(flow.network.nodeIDs[node])\n")
      }
    }
  }

  func writeNewick<Failure: Error>(to put: (String) throws(Failure) -> Void) throws(Failure) {
    func between(_ modules: [Int]) -> [NewickPart] {
      Array(modules.map { [NewickPart.module($0)] }.joined(separator: [.text(",")]))
    }
    // What is yet to be put, the next one last.
    var waiting: [NewickPart] = (between(tree.tops) + [.text("):1);\n")]).reversed()
    try put("((")
    while let part = waiting.popLast() {
      switch part {
      case .text(let text): try put(text)
      case .module(let module):
        let leaves = tree.members[module].map { "\(flow.network.nodeIDs[$0]):\(flow.nodeFlow[$0])" }
        try put("(" + leaves.joined(separator: ","))
        waiting.append(.text("):\(tree.moduleFlow[module])"))
        waiting += between(tree.submodules[module]).reversed()
      }
    }
  }

  static func text(of path: [Int]) -> String { path.map(String.init).joined(separator: ":") }
}

/// A part of a tree in parentheses: a text, or a module that is yet to be written.
private enum NewickPart {
  case text(String)
  case module(Int)
}
