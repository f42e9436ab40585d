import Clustering
import Testing

/// Heights and clusters of the example are those of `scipy.cluster.hierarchy.linkage(x, "single")`.
@Suite struct SingleLinkageTests {
  private func clusters(
    _ cut: SingleLinkage.Cut, of graph: NeighborGraph = ExampleGraph.graph(least: 0)
  ) -> MethodResult<SingleLinkage.Report> {
    SingleLinkage(cut: cut).clusters(of: graph, threads: 1) { _ in }
  }

  @Test func theTreeHasTheHeightsOfTheReference() throws {
    let tree = try #require(clusters(.clusters(1)).dendrogram)
    let heights = [0.104672, 0.104672, 0.122097, 0.139513, 0.156918, 0.667614, 0.765367]
    let found = tree.merges.map { SingleLinkage.distance(of: $0.weight) }
    #expect(found.count == heights.count)
    #expect(zip(found, heights).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func aDistanceCutsTheTree() {
    let method = SingleLinkage(["distance": 0.15], seed: 1)
    let found = method.clusters(of: ExampleGraph.graph(least: 0), threads: 1) { _ in }
    #expect(sets(found.labels) == [[0, 1, 2, 3], [4, 5], [6], [7]])
  }

  @Test(arguments: [1, 2, 3, 4, 8])
  func aNumberOfClustersCutsTheTree(count: Int) {
    #expect(sets(clusters(.clusters(count)).labels).count == count)
  }

  @Test func aGraphInMorePartsThanClustersAreWishedIsWarnedOf() {
    let found = clusters(.clusters(2), of: ExampleGraph.graph(least: 0.97))
    #expect(sets(found.labels).count == 3 && found.warnings.count == 1)
  }

  /// Lists of one neighbor miss the pairs between {0, 1} and {2, 3}; asked for, they are found.
  @Test func pairsThatFullListsMissAreSearched() throws {
    let faces = LineOfFaces(places: [0, 1, 3, 4, 9])
    let found = try SingleLinkage(cut: .least(0.75)).clusters(
      of: faces.graph(neighbors: 1, least: 0.75), faces: faces, threads: 1
    ) { _ in }
    #expect(sets(found.labels) == [[0, 1, 2, 3], [4]])
    #expect(found.report.fullFaces == 4 && found.report.addedPairs > 0)
  }

  /// Where only the face itself is searched, all lists are full, and every pair may be missing.
  @Test func allPairsAreSearchedWhereListsHaveNoRoom() throws {
    let faces = LineOfFaces(places: [0, 1, 3, 4, 9])
    let found = try SingleLinkage(cut: .least(0.75)).clusters(
      of: faces.graph(neighbors: 0, least: 0.75), faces: faces, threads: 1
    ) { _ in }
    #expect(sets(found.labels) == [[0, 1, 2, 3], [4]])
    #expect(found.report.fullFaces == 5)
  }

  /// The cosine of equal faces may be below 1 by what rounding takes.
  @Test func equalFacesAreAtTheDistance0() {
    let graph = NeighborGraph(
      nodeCount: 4, edges: [(0, 1, 1 - 0x1p-22), (1, 0, 1 - 0x1p-22), (2, 3, 1 - 0x1p-21)],
      leastWeight: 1)
    let found = SingleLinkage(["distance": 0], seed: 1).clusters(of: graph, threads: 1) { _ in }
    #expect(sets(found.labels) == [[0, 1], [2], [3]])
    let near = KNNDBSCAN(["eps": 0], seed: 1).clusters(of: graph, threads: 1) { _ in }
    #expect(sets(near.labels) == [[0, 1], [2], [3]])
  }

  /// Ten faces at each of four places. Those at 0.05 have more others than are searched at 0, nearer than those at
  /// 0.25, and these have them at 0.3: only a second search finds what connects the two.
  @Test func facesWithMoreOthersThanAreSearchedAreSearchedAgain() throws {
    let faces = LineOfFaces(
      places: [0, 0.05, 0.25, 0.3].flatMap { [Double](repeating: $0, count: 10) })
    let least = 1 - 0.21 / 8
    let found = try SingleLinkage(cut: .least(least)).clusters(
      of: faces.graph(neighbors: 1, least: Float(least)), faces: faces, threads: 1
    ) { _ in }
    #expect(sets(found.labels) == [Set(0..<40)])
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func listsOfAnyLengthLeadToTheSameClusters(seed: UInt64) throws {
    let faces = LineOfFaces(count: 60, seed: seed)
    let all = clusters(.least(0.97), of: faces.graph(neighbors: 59, least: 0.9)).labels
    for neighbors in 1...3 {
      let found = try SingleLinkage(cut: .least(0.97)).clusters(
        of: faces.graph(neighbors: neighbors, least: 0.9), faces: faces, threads: 1
      ) { _ in }
      #expect(sets(found.labels) == sets(all))
    }
  }
}
