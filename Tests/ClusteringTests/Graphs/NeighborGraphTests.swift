import Testing

@testable import Clustering

@Suite struct NeighborGraphTests {
  @Test func theUnionHasEachEdgeInTheRowsOfBothEnds() {
    let graph = NeighborGraph(
      nodeCount: 4, edges: [(2, 0, 0.5), (0, 2, 0.75), (1, 0, 0.25), (2, 2, 1), (0, 1, 0.25)])
    let union = graph.union()
    #expect(rows(of: union) == [[1: 0.25, 2: 0.75], [0: 0.25], [0: 0.75], [:]])
    #expect(union.entryCount == 4)
  }

  @Test func rowsOfTheUnionRise() {
    let graph = NeighborGraph(
      nodeCount: 5, edges: [(0, 4, 0.9), (0, 1, 0.8), (3, 0, 0.7), (2, 0, 0.6)])
    var row: [Int] = []
    graph.union().forEachNeighbor(of: 0) { neighbor, _ in row.append(neighbor) }
    #expect(row == [1, 2, 3, 4])
  }

  @Test func threadsChangeNothing() {
    let graph = RandomGraph.graph(nodes: 5000, degree: 9, seed: 4)
    let (union, reversed) = (graph.union(), graph.reversed(threads: 1))
    for threads in [2, 7] {
      #expect(rows(of: graph.union(threads: threads)) == rows(of: union))
      #expect(rows(of: graph.reversed(threads: threads)) == rows(of: reversed))
    }
  }

  @Test func reversedEdgesLeadTheOtherWay() {
    let graph = NeighborGraph(
      nodeCount: 4, edges: [(2, 0, 0.5), (0, 2, 0.75), (1, 0, 0.25), (2, 2, 1), (0, 1, 0.125)])
    #expect(
      rows(of: graph.reversed(threads: 2)) == [[1: 0.25, 2: 0.5], [0: 0.125], [0: 0.75], [:]])
  }

  @Test func aGraphWithoutEdgesHasEmptyRows() {
    let union = NeighborGraph(nodeCount: 3, edges: []).union()
    #expect(union.nodeCount == 3 && union.entryCount == 0)
    #expect(NeighborGraph(nodeCount: 0, edges: []).union().nodeCount == 0)
  }

  @Test func componentsAreNumberedByTheirSmallestFace() {
    var components = Components(count: 6)
    components.join(5, 3)
    components.join(4, 5)
    components.join(1, 0)
    #expect(components.labels() == [0, 0, 2, 3, 3, 3])
  }

  private func rows(of graph: NeighborGraph) -> [[Int: Float]] {
    (0..<graph.nodeCount).map { node in
      var row: [Int: Float] = [:]
      graph.forEachNeighbor(of: node) { row[$0] = $1 }
      return row
    }
  }
}
