import Testing

@testable import Infomap

@Suite struct PartsAcrossBlocksTests {
  /// Two groups in one module, with nodes of both on both sides of where a block ends: none of the four
  /// pieces would leave the module alone, and so the groups part only if the pieces find together.
  @Test(arguments: [UInt64(1), 2, 3])
  func aModuleThatABlockCutsComesApart(seed: UInt64) throws {
    let groupSize = 64
    let groups = 2 * 300
    let cut = NodeBlocks.size
    #expect(cut % (2 * groupSize) == 0)
    // Of each pair, one group has the even nodes and the other one the odd nodes, and the first pair
    // begins in the middle, so that the end of the block is the middle of a pair.
    let first = groupSize
    let count = first + groups * groupSize
    func group(_ node: Int) -> Int {
      node < first ? groups : (node - first) / (2 * groupSize) * 2 + node % 2
    }
    var members = [[Int]](repeating: [], count: groups + 1)
    for node in 0..<count { members[group(node)].append(node) }
    // All links within a group, and few to the other group of the pair.
    var rows: [[(Int, Double)]] = Array(repeating: [], count: count)
    for node in 0..<count {
      for other in members[group(node)] where other != node { rows[node].append((other, 1)) }
      if node >= first { rows[node].append((node ^ 1, 1)) }
      rows[node].sort { $0.0 < $1.0 }
    }
    let total = rows.joined().reduce(0) { $0 + $1.1 }
    var offsets = [0]
    for row in rows { offsets.append(offsets.last! + row.count) }
    let neighbors = rows.joined().map {
      AdjacentNode(node: UInt32($0.0), flow: Float(2 * $0.1 / total))
    }
    let nodes = rows.map { row in
      let flow = row.reduce(0) { $0 + $1.1 } / total
      return NodeFlow(flow: flow, enter: flow, exit: flow)
    }
    #expect(neighbors.count > SearchEffort.smallNetwork)

    let labels = try offsets.withUnsafeBufferPointer { offsets in
      try neighbors.withUnsafeBufferPointer { neighbors in
        try nodes.withUnsafeBufferPointer { nodes in
          let leaf = LevelView(
            nodeCount: count, offsets: offsets.baseAddress!, neighbors: neighbors.baseAddress!,
            nodes: nodes.baseAddress!, teleports: nil)
          var trial = try Trial<ParallelEngine>(
            leaf: LevelPart(whole: leaf), seed: seed, threads: 1, exchange: nil)
          // Pairs as modules.
          try trial.run(from: (0..<count).map { UInt32(group($0) / 2) }) { _, _ in }
          return trial.labels
        }
      }
    }
    #expect(Partition(labels: labels) == Partition(labels: (0..<count).map { UInt32(group($0)) }))
  }
}
