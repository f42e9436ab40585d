import Randomness
import Testing

@testable import Clustering

@Suite struct DendrogramTests {
  /// Weights are those of the edges that a cut at each would need.
  @Test func mergesComeByFallingWeightAndNumberTheirClustersAsScipyDoes() {
    let graph = NeighborGraph(
      nodeCount: 5, edges: [(0, 1, 0.5), (1, 0, 0.5), (2, 3, 0.9), (1, 2, 0.25), (3, 2, 0.9)])
    let tree = Dendrogram(graph)
    #expect(
      tree.merges == [
        .init(left: 2, right: 3, weight: 0.9, size: 2),
        .init(left: 0, right: 1, weight: 0.5, size: 2),
        .init(left: 5, right: 6, weight: 0.25, size: 4),
      ])
    #expect(tree.trees == 2)
  }

  @Test func aCutConnectsWhatEdgesOfItsWeightConnect() {
    let graph = RandomGraph.graph(nodes: 300, degree: 3, seed: 5)
    let tree = Dendrogram(graph)
    for least in [0.2, 0.5, 0.7, 0.9] {
      var components = Components(count: 300)
      for face in 0..<300 {
        graph.forEachNeighbor(of: face) { other, weight in
          if Double(weight) >= least { components.join(face, other) }
        }
      }
      #expect(tree.labels(least: least) == components.labels())
    }
  }

  @Test func mergesOfEqualWeightAreNotParted() {
    let graph = NeighborGraph(
      nodeCount: 6, edges: [(0, 1, 0.9), (1, 2, 0.5), (2, 3, 0.5), (4, 5, 0.1)])
    let tree = Dendrogram(graph)
    #expect([1, 2, 3, 4, 5, 6].map(tree.merges(forClusters:)) == [4, 4, 3, 3, 1, 0])
  }

  @Test func edgesAreSortedByFallingWeightAndStayInOrderWhereEqual() {
    var numbers = SplitMix64(seed: 3)
    var edges = (0..<2000).map { number in
      WeightedEdge(
        source: UInt32(number), target: 0,
        weight: Float(Int(numbers.next() % 101) - 50) / 37)
    }
    let expected = edges.enumerated()
      .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element)
    WeightedEdge.sort(&edges)
    #expect(edges == expected)
  }

  /// The rows of a large graph are looked through several times; weights are of few values, so that many are equal.
  @Test func theTreeOfManyEdgesIsThatOfAllAtOnce() {
    var numbers = SplitMix64(seed: 8)
    let edges = (0..<90_000).map { _ in
      (
        source: UInt32(numbers.next() % 20_000), target: UInt32(numbers.next() % 20_000),
        weight: Float(numbers.next() % 300) / 300
      )
    }
    let graph = NeighborGraph(nodeCount: 20_000, edges: edges)
    for least in [-Double.infinity, 0.3, 0.98] {
      var all: [WeightedEdge] = []
      for face in 0..<20_000 {
        graph.forEachNeighbor(of: face) { other, weight in
          guard Double(weight) >= least else { return }
          all.append(
            WeightedEdge(source: UInt32(face), target: UInt32(other), weight: weight))
        }
      }
      let expected = Dendrogram(faces: 20_000, all)
      for threads in [1, 3] {
        let tree = Dendrogram(graph, least: least, threads: threads)
        #expect(tree.merges == expected.merges && tree.edges == expected.edges)
      }
    }
  }
}
