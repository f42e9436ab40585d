/// A hierarchy in the order of the files: modules and nodes follow each other by falling flow (ties: by the
/// lowest id).
struct RankedTree {
  private(set) var tops: [Int] = []
  private(set) var submodules: [[Int]]
  private(set) var members: [[Int]]
  /// The visit rate of each module.
  private(set) var moduleFlow: [Double]
  /// The place of each module, counted from 1, among those beside it.
  private(set) var rank: [Int]

  /// - Parameter isShown: whether a node is in the tree.
  init(_ hierarchy: Hierarchy, _ flow: FlowNetwork, where isShown: (_ node: Int) -> Bool) {
    let count = hierarchy.moduleCount
    submodules = [[Int]](repeating: [], count: count)
    members = submodules
    rank = [Int](repeating: 0, count: count)
    var moduleFlow = [Double](repeating: 0, count: count)
    var firstID = [UInt32](repeating: .max, count: count)
    var hasNodes = [Bool](repeating: false, count: count)
    let ids = flow.network.nodeIDs
    for (node, module) in hierarchy.modules.enumerated() where isShown(node) {
      members[Int(module)].append(node)
      moduleFlow[Int(module)] += flow.nodeFlow[node]
      firstID[Int(module)] = min(firstID[Int(module)], ids[node])
      hasNodes[Int(module)] = true
    }
    // Parents have lower numbers than their submodules.
    for module in (0..<count).reversed() where hasNodes[module] {
      if let parent = hierarchy.parents[module] {
        submodules[parent].append(module)
        moduleFlow[parent] += moduleFlow[module]
        firstID[parent] = min(firstID[parent], firstID[module])
        hasNodes[parent] = true
      } else {
        tops.append(module)
      }
    }
    func precedes(_ a: Int, _ b: Int) -> Bool {
      moduleFlow[a] != moduleFlow[b] ? moduleFlow[a] > moduleFlow[b] : firstID[a] < firstID[b]
    }
    tops.sort(by: precedes)
    for (place, module) in tops.enumerated() { rank[module] = place + 1 }
    for module in 0..<count {
      submodules[module].sort(by: precedes)
      for (place, submodule) in submodules[module].enumerated() { rank[submodule] = place + 1 }
      members[module].sort {
        let (a, b) = (flow.nodeFlow[$0], flow.nodeFlow[$1])
        return a != b ? a > b : ids[$0] < ids[$1]
      }
    }
    self.moduleFlow = moduleFlow
  }

  /// Calls `body` with each module and the ranks that lead to it, a module before its submodules, in the order
  /// of the files.
  func forEachModule<Failure: Error>(
    _ body: (_ module: Int, _ path: [Int]) throws(Failure) -> Void
  ) throws(Failure) {
    // Modules to come, the next one last.
    var waiting = tops.reversed().map { (module: $0, path: [rank[$0]]) }
    while let (module, path) = waiting.popLast() {
      for submodule in submodules[module].reversed() {
        waiting.append((submodule, path + [rank[submodule]]))
      }
      try body(module, path)
    }
  }
}
