import Clustering
import Randomness
import Testing

@Suite struct ChineseWhispersTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func clearGroupsOfTheExampleAreFoundWithAnySeed(seed: UInt64) {
    let found = ChineseWhispers(iterations: 20, seed: seed)
      .clusters(of: ExampleGraph.graph(least: 0.97), threads: 1) { _ in }
    #expect(sets(found.labels) == [[0, 1, 2, 3], [4, 5, 6], [7]])
    #expect(found.report.movesInLastPass == 0)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func looseGroupsAreTwoOrOne(seed: UInt64) {
    let found = ChineseWhispers(iterations: 20, seed: seed)
      .clusters(of: ExampleGraph.graph(least: 0.7), threads: 1) { _ in }
    #expect(
      [[[0, 1, 2, 3], [4, 5, 6, 7]], [[0, 1, 2, 3, 4, 5, 6, 7]]].contains(sets(found.labels)))
  }

  @Test func facesWithoutEdgesStayAlone() {
    let found = ChineseWhispers(iterations: 3, seed: 1)
      .clusters(of: NeighborGraph(nodeCount: 3, edges: []), threads: 2) { _ in }
    #expect(found.labels == [0, 1, 2] && found.report.passes == 1)
  }

  /// Many faces near a few, with labels that change in many passes.
  @Test func threadsDoNotChangeTheClusters() {
    let graph = RandomGraph.graph(nodes: 5000, degree: 6, seed: 4)
    let method = ChineseWhispers(iterations: 10, seed: 7)
    let one = method.clusters(of: graph, threads: 1) { _ in }
    let three = method.clusters(of: graph, threads: 3) { _ in }
    #expect(one.labels == three.labels)
  }

  /// The property of a run that has come to its end.
  @Test func everyFaceHasTheLabelWithTheMostSimilarityAroundIt() {
    let graph = RandomGraph.graph(nodes: 600, degree: 4, seed: 2)
    let found = ChineseWhispers(iterations: 1000, seed: 1).clusters(of: graph, threads: 1) { _ in }
    #expect(found.report.movesInLastPass == 0)
    let near = graph.union()
    for face in 0..<near.nodeCount where near.degree(of: face) > 0 {
      var sums: [UInt32: Double] = [:]
      near.forEachNeighbor(of: face) { sums[found.labels[$0], default: 0] += Double($1) }
      #expect(sums[found.labels[face]] == sums.values.max())
    }
  }
}

/// Graphs whose edges lead to faces with near numbers.
enum RandomGraph {
  static func graph(nodes: Int, degree: Int, seed: UInt64) -> NeighborGraph {
    var numbers = SplitMix64(seed: seed)
    let edges = (0..<nodes).flatMap { node in
      (0..<degree).map { _ in
        let other = (node + 1 + Int(numbers.next() % 20)) % nodes
        return (
          source: UInt32(node), target: UInt32(other),
          weight: Float(numbers.next() % 1000) / 1000 + 0.001
        )
      }
    }
    return NeighborGraph(nodeCount: nodes, edges: edges)
  }
}
