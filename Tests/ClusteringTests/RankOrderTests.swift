import Clustering
import Testing

@Suite struct RankOrderTests {
  /// All pairs that list each other have distance 0.
  @Test func theExampleFallsIntoItsTwoHalves() {
    for isDirected in [false, true] {
      let found = RankOrder(mostDistance: 0, isDirected: isDirected)
        .clusters(of: ExampleGraph.graph(least: -1), threads: 2) { _ in }
      #expect(sets(found.labels) == [[0, 1, 2, 3], [4, 5, 6, 7]])
    }
  }

  /// Against the definition, written down plainly.
  @Test(arguments: [0, 0.25, 0.5, 1, 2])
  func pairsConnectByTheDefinition(mostDistance: Double) {
    let faces = LineOfFaces(count: 40, seed: 2)
    let graph = faces.graph(neighbors: 6, least: -1)
    let found = RankOrder(mostDistance: mostDistance).clusters(of: graph, threads: 1) { _ in }
    let lists = (0..<40).map { face in
      var list = [face]
      graph.forEachNeighbor(of: face) { other, _ in list.append(other) }
      return list
    }
    var edges: [(UInt32, UInt32, Float)] = []
    for a in 0..<40 {
      for p in 1..<lists[a].count {
        let b = lists[a][p]
        guard let q = lists[b].firstIndex(of: a) else { continue }
        let missing =
          lists[a][..<p].count { !lists[b].contains($0) }
          + lists[b][...q].count { !lists[a].contains($0) }
        if Double(missing) / Double(min(p, q + 1)) <= mostDistance {
          edges.append((UInt32(a), UInt32(b), 1))
        }
      }
    }
    let expected = SingleLinkage(cut: .least(0)).clusters(
      of: NeighborGraph(nodeCount: 40, edges: edges), threads: 1
    ) { _ in }
    #expect(found.labels == expected.labels && found.report.connectingEntries == edges.count)
  }

  @Test func threadsDoNotChangeTheClusters() {
    let graph = LineOfFaces(count: 900, seed: 1).graph(neighbors: 8, least: -1)
    let method = RankOrder(mostDistance: 0.5)
    let one = method.clusters(of: graph, threads: 1) { _ in }
    #expect(one.labels == method.clusters(of: graph, threads: 3) { _ in }.labels)
  }
}
