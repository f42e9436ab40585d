import Clustering
import Testing

/// Expected clusters of the example are those of the published code, level by level.
@Suite struct CDPTests {
  private static let expectations: [(mostFaces: Int, sets: Set<Set<Int>>)] = [
    (8, [[0, 1, 2, 3, 4, 5, 6, 7]]),
    (4, [[0, 1, 2, 3], [4, 5, 6], [7]]),
    (3, [[0], [1, 2, 3], [4, 5, 6], [7]]),
    (2, [[0], [1], [2, 3], [4, 5], [6], [7]]),
  ]

  @Test(arguments: expectations)
  func clustersAreCutUntilTheyAreSmallEnough(mostFaces: Int, expected: Set<Set<Int>>) {
    let found = CDP(mostFaces: mostFaces, step: 0.3)
      .clusters(of: ExampleGraph.graph(least: 0.7), threads: 1) { _ in }
    #expect(sets(found.labels) == expected && found.warnings.isEmpty)
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func theTreeLeadsToTheClustersOfTheLevels(seed: UInt64) {
    let graph = RandomGraph.graph(nodes: 200, degree: 3, seed: seed)
    let (mostFaces, step) = (2 + Int(seed), [0.05, 0.3, 0.6][Int(seed % 3)])
    let found = CDP(mostFaces: mostFaces, step: step).clusters(of: graph, threads: 1) { _ in }
    #expect(sets(found.labels) == levels(graph, mostFaces: mostFaces, step: step))
  }

  @Test func facesThatCannotBePartedAreOneClusterAndWarnedOf() {
    let edges: [(UInt32, UInt32, Float)] = (1..<5).map { (0, $0, 1) }
    let graph = NeighborGraph(nodeCount: 6, edges: edges)
    let found = CDP(mostFaces: 3, step: 0.5).clusters(of: graph, threads: 1) { _ in }
    #expect(sets(found.labels) == [[0, 1, 2, 3, 4], [5]])
    #expect(found.report.remainder == 5 && found.warnings.count == 1)
  }

  /// Level by level, as published: components of the faces that are left.
  private func levels(_ graph: NeighborGraph, mostFaces: Int, step: Double) -> Set<Set<Int>> {
    var pairs: [(Int, Int, Double)] = []
    for face in 0..<graph.nodeCount {
      graph.forEachNeighbor(of: face) { pairs.append((face, $0, Double($1))) }
    }
    var live = Set(0..<graph.nodeCount)
    var clusters: Set<Set<Int>> = []
    var threshold = pairs.map(\.2).min()!
    for _ in 0...100 where !live.isEmpty {
      let kept: [(UInt32, UInt32, Float)] = pairs.filter {
        $0.2 >= threshold && live.contains($0.0) && live.contains($0.1)
      }.map { (UInt32($0.0), UInt32($0.1), 1) }
      let found = SingleLinkage(cut: .least(-1)).clusters(
        of: NeighborGraph(nodeCount: graph.nodeCount, edges: kept), threads: 1
      ) { _ in }
      for set in sets(found.labels) where set.count <= mostFaces && set.isSubset(of: live) {
        clusters.insert(set)
        live.subtract(set)
      }
      threshold += (1 - threshold) * step
    }
    if !live.isEmpty { clusters.insert(live) }
    return clusters
  }
}
