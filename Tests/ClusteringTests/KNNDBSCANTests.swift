import Clustering
import Testing

/// Expected clusters are those of scikit-learn's DBSCAN on the same precomputed distances.
@Suite struct KNNDBSCANTests {
  private static let expectations: [(radius: Double, leastPoints: Int, sets: Set<Set<Int>>)] = [
    (0.01, 1, [[0, 1, 2, 3], [4, 5], [6], [7]]),
    (0.01, 3, [[0, 1, 2, 3], [4], [5], [6], [7]]),
    (0.02, 3, [[0, 1, 2, 3], [4, 5, 6], [7]]),
  ]

  @Test(arguments: expectations)
  func densePlacesOfTheExampleAreFound(radius: Double, leastPoints: Int, expected: Set<Set<Int>>) {
    let method = KNNDBSCAN(radius: radius, leastPoints: leastPoints)
    let found = method.clusters(of: ExampleGraph.graph(least: 0), threads: 1) { _ in }
    #expect(sets(found.labels) == expected)
  }

  @Test func theReportCountsCoreFacesAndNoise() {
    let found = KNNDBSCAN(radius: 0.02, leastPoints: 3)
      .clusters(of: ExampleGraph.graph(least: 0), threads: 1) { _ in }
    #expect(found.report.coreFaces == 3 && found.report.noise == 1)
  }

  /// Face 2 is near the core faces 1 and 3, more similar to 3.
  @Test func aFaceAtTheBorderGoesToItsMostSimilarCoreFace() {
    let edges: [(UInt32, UInt32, Float)] = [
      (0, 1, 0.99), (1, 0, 0.99), (1, 5, 0.99), (3, 4, 0.99), (4, 3, 0.99), (3, 6, 0.99),
      (2, 1, 0.95), (2, 3, 0.96),
    ]
    let graph = NeighborGraph(nodeCount: 7, edges: edges)
    let found = KNNDBSCAN(radius: 0.1, leastPoints: 4).clusters(of: graph, threads: 1) { _ in }
    #expect(sets(found.labels) == [[0, 1, 5], [2, 3, 4, 6]])
  }

  /// As scikit-learn has it: the search starts from face 0, which an edge from face 1 does not help.
  @Test func directedEdgesCountInTheirDirectionOnly() {
    func clusters(_ source: UInt32, _ target: UInt32) -> Set<Set<Int>> {
      let graph = NeighborGraph(nodeCount: 2, edges: [(source, target, 0.9)])
      let method = KNNDBSCAN(radius: 0.2, leastPoints: 1, isDirected: true)
      return sets(method.clusters(of: graph, threads: 1) { _ in }.labels)
    }
    #expect(clusters(0, 1) == [[0, 1]] && clusters(1, 0) == [[0], [1]])
  }

  /// The similarity is exactly 1 minus the radius.
  @Test func aFaceAtTheRadiusIsNear() {
    let graph = NeighborGraph(nodeCount: 2, edges: [(1, 0, 0.75)])
    func clusters(_ radius: Double) -> Int {
      sets(
        KNNDBSCAN(radius: radius, leastPoints: 1).clusters(of: graph, threads: 1) { _ in }.labels
      )
      .count
    }
    #expect(clusters(0.25) == 1 && clusters(0.2499) == 2)
  }
}
