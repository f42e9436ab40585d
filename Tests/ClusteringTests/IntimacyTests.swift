import Clustering
import Testing

@Suite struct IntimacyTests {
  private static let cases: [(Double, Set<Set<Int>>)] = [
    (0.49, [[0, 1, 2, 3], [4, 5, 6], [7]]), (0.6, [[0, 1, 2, 3], [4], [5], [6], [7]]),
    (0.72, Set((0..<8).map { Set([$0]) })),
  ]

  /// Each two of the first four share two of their three others, each two of the next three one of two.
  @Test(arguments: cases)
  func edgesStayByTheirShareOfCommonNeighbors(least: Double, expected: Set<Set<Int>>) {
    for isDirected in [false, true] {
      let found = Intimacy(least: least, isDirected: isDirected).clusters(
        of: ExampleGraph.graph(least: 0.9), threads: 2
      ) { _ in }
      #expect(sets(found.labels) == expected)
    }
  }

  @Test func pairsFallApartAtAnyShare() {
    let graph = NeighborGraph(nodeCount: 2, edges: [(0, 1, 0.9), (1, 0, 0.9)])
    let found = Intimacy(least: 0).clusters(of: graph, threads: 1) { _ in }
    #expect(sets(found.labels) == [[0], [1]])
  }

  @Test func aGreaterShareOnlySplits() {
    let graph = RandomGraph.graph(nodes: 600, degree: 12, seed: 3)
    var before = sets(Intimacy(least: 0).clusters(of: graph, threads: 1) { _ in }.labels)
    for least in [0.05, 0.1, 0.2, 0.4] {
      let finer = sets(Intimacy(least: least).clusters(of: graph, threads: 1) { _ in }.labels)
      #expect(finer.allSatisfy { part in before.contains { part.isSubset(of: $0) } })
      before = finer
    }
  }

  @Test func threadsChangeNothing() {
    let graph = RandomGraph.graph(nodes: 3000, degree: 8, seed: 8)
    let labels = [1, 3].map { threads in
      Intimacy(least: 0.1).clusters(of: graph, threads: threads) { _ in }.labels
    }
    #expect(labels[0] == labels[1])
  }
}
