import Clustering
import Testing

/// Leiden and Louvain.
@Suite struct CommunityTests {
  private static let methods: [any GraphMethod] = [
    Leiden([:], seed: 1), Louvain([:], seed: 1), LeidenCPM([:], seed: 1),
  ]

  private func found(
    _ method: any GraphMethod, _ graph: NeighborGraph, threads: Int = 1
  ) -> [UInt32] {
    func labels(_ method: some GraphMethod) -> [UInt32] {
      method.clusters(of: graph, threads: threads) { _ in }.labels
    }
    return labels(method)
  }

  /// Cliques, each connected with the next by one edge.
  private func ring(cliques: Int, of size: Int) -> NeighborGraph {
    var edges: [(UInt32, UInt32, Float)] = []
    for clique in 0..<cliques {
      let first = clique * size
      for a in first..<first + size {
        for b in first..<first + size where a != b { edges.append((UInt32(a), UInt32(b), 0.9)) }
      }
      edges.append((UInt32(first), UInt32((first + size + 1) % (cliques * size)), 0.9))
    }
    return NeighborGraph(nodeCount: cliques * size, edges: edges)
  }

  @Test func cliquesOfARingAreCommunities() {
    let graph = ring(cliques: 8, of: 6)
    let cliques = Set((0..<8).map { Set($0 * 6..<$0 * 6 + 6) })
    for method in Self.methods { #expect(sets(found(method, graph)) == cliques) }
  }

  @Test func theQualityIsThatOfTheDefinition() {
    let graph = RandomGraph.graph(nodes: 300, degree: 4, seed: 6)
    let union = graph.union()
    let resolution = 1.5
    let result = Leiden(["resolution": resolution], seed: 3).clusters(of: graph, threads: 1) { _ in
    }
    var (inside, total) = (0.0, 0.0)
    var strengths: [UInt32: Double] = [:]
    for face in 0..<300 {
      union.forEachNeighbor(of: face) { other, weight in
        total += Double(weight)
        strengths[result.labels[face], default: 0] += Double(weight)
        if result.labels[face] == result.labels[other] { inside += Double(weight) }
      }
    }
    let squares = strengths.values.reduce(0) { $0 + $1 * $1 }
    let expected = inside / total - resolution * squares / (total * total)
    #expect(abs(result.report.quality - expected) < 1e-12)
  }

  @Test func communitiesOfLeidenAreConnected() {
    let graph = RandomGraph.graph(nodes: 2000, degree: 3, seed: 9)
    let labels = found(Leiden([:], seed: 5), graph)
    var inside: [(UInt32, UInt32, Float)] = []
    for face in 0..<2000 {
      graph.forEachNeighbor(of: face) { other, weight in
        if labels[face] == labels[other] { inside.append((UInt32(face), UInt32(other), weight)) }
      }
    }
    let parts = SingleLinkage(cut: .least(-1)).clusters(
      of: NeighborGraph(nodeCount: 2000, edges: inside), threads: 1
    ) { _ in }
    #expect(sets(parts.labels) == sets(labels))
  }

  @Test func leidenIsNoWorseThanLouvain() {
    let graph = RandomGraph.graph(nodes: 3000, degree: 5, seed: 1)
    let leiden = Leiden([:], seed: 1).clusters(of: graph, threads: 1) { _ in }.report.quality
    for seed in 1...5 as ClosedRange<UInt64> {
      let louvain = Louvain([:], seed: seed).clusters(of: graph, threads: 1) { _ in }
      #expect(louvain.report.quality <= leiden)
    }
  }

  @Test func theDensityOfEachCommunityIsAtLeastThatAskedFor() {
    let graph = RandomGraph.graph(nodes: 500, degree: 8, seed: 2)
    let labels = found(LeidenCPM(["density": 0.4], seed: 1), graph)
    let union = graph.union()
    for members in sets(labels) where members.count > 1 {
      var weight = 0.0
      for face in members {
        union.forEachNeighbor(of: face) { if members.contains($0) { weight += Double($1) } }
      }
      #expect(weight >= 0.4 * Double(members.count * (members.count - 1)) - 1e-9)
    }
  }

  /// Of so many nodes threads look ahead, and refine and merge several pieces.
  @Test(arguments: [1, 7] as [UInt64])
  func threadsFindTheCommunitiesOfOne(seed: UInt64) {
    let graph = RandomGraph.graph(nodes: 40_000, degree: 5, seed: seed)
    for method in Self.methods {
      let labels = found(method, graph)
      for threads in [2, 5] { #expect(found(method, graph, threads: threads) == labels) }
    }
  }

  @Test func facesWithoutEdgesStayAloneAndThreadsChangeNothing() {
    let empty = NeighborGraph(nodeCount: 3, edges: [(0, 1, -0.5)])
    let graph = RandomGraph.graph(nodes: 1000, degree: 5, seed: 1)
    for method in Self.methods {
      #expect(sets(found(method, empty)) == [[0], [1], [2]])
      #expect(found(method, graph) == found(method, graph, threads: 3))
    }
  }
}
