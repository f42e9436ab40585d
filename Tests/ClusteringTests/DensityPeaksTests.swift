import Testing

@testable import Clustering

@Suite struct DensityPeaksTests {
  private static let density = [0.1, 0.4, 0.9, 0.3, 0.2, 0.8, 0.5, 0.05]

  private static let cases: [(Double, Set<Set<Int>>)] = [
    (0.65, [[0, 1, 2, 3], [4, 5, 6, 7]]), (0.3, [[0, 1, 2, 3], [4, 5, 6, 7]]),
    (0.99, [[0, 1, 2, 3], [4, 5], [6], [7]]),
  ]

  @Test(arguments: cases)
  func linksLeadToTheFirstDenserFace(tau: Double, expected: Set<Set<Int>>) {
    let found = DensityPeaks(tau: tau).clusters(
      of: ExampleGraph.graph(least: -1), density: Self.density)
    #expect(sets(found.labels) == expected && found.report.peaks == 2)
  }

  @Test func ofEquallyDenseFacesNeitherLinksToTheOther() {
    let graph = NeighborGraph(nodeCount: 2, edges: [(0, 1, 0.9), (1, 0, 0.9)])
    let found = DensityPeaks(tau: 0).clusters(of: graph, threads: 1) { _ in }
    #expect(sets(found.labels) == [[0], [1]] && found.report.peaks == 2)
  }

  @Test func everyFaceHasOneLinkAtMostSoThatPeaksAndDroppedLinksMakeTheClusters() {
    let graph = RandomGraph.graph(nodes: 2000, degree: 6, seed: 4)
    let found = DensityPeaks(tau: 0.5).clusters(of: graph, threads: 1) { _ in }
    #expect(Set(found.labels).count == found.report.peaks + found.report.dropped)
  }
}
