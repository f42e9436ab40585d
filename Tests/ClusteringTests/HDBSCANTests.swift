import Clustering
import Foundation
import Randomness
import Testing

@Suite struct HDBSCANTests {
  /// Unit vectors in the plane, each with all others in its list.
  private func graph(degrees: [Double]) -> NeighborGraph {
    var edges: [(source: UInt32, target: UInt32, weight: Float)] = []
    for face in degrees.indices {
      var list: [(target: Int, weight: Float)] = []
      for other in degrees.indices where other != face {
        let angle = (degrees[face] - degrees[other]) * Double.pi / 180
        list.append((other, Float(cos(angle))))
      }
      list.sort { $0.weight > $1.weight }
      edges += list.map { (UInt32(face), UInt32($0.target), $0.weight) }
    }
    return NeighborGraph(nodeCount: degrees.count, edges: edges)
  }

  private func clusters(
    _ degrees: [Double], leastFaces: Int, leastPoints: Int
  ) -> MethodResult<HDBSCAN.Report> {
    HDBSCAN(leastFaces: leastFaces, leastPoints: leastPoints)
      .clusters(of: graph(degrees: degrees), threads: 1) { _ in }
  }

  private static let degrees: [Double] = [
    0, 1, 2.1, 3.3, 20, 24, 29, 35, 60, 60.5, 61.1, 61.8, 62.6, 90, 110, 140,
  ]

  /// What scikit-learn's HDBSCAN finds.
  private static let expectations: [(leastFaces: Int, leastPoints: Int, dense: Set<Set<Int>>)] = [
    (3, 1, [[8, 9, 10, 11, 12], [0, 1, 2, 3], [4, 5, 6, 7]]),
    (3, 2, [[8, 9, 10, 11, 12], [0, 1, 2, 3], [4, 5, 6, 7]]),
    (4, 1, [[8, 9, 10, 11, 12], [0, 1, 2, 3], [4, 5, 6, 7]]),
    (2, 2, [[13, 14], [8, 9, 10, 11, 12], [0, 1, 2, 3], [4, 5, 6, 7]]),
    (5, 1, [[0, 1, 2, 3, 4, 5, 6, 7], [8, 9, 10, 11, 12]]),
  ]

  @Test(arguments: expectations)
  func clustersOfAnyDensityAreFound(leastFaces: Int, leastPoints: Int, dense: Set<Set<Int>>) {
    let found = clusters(Self.degrees, leastFaces: leastFaces, leastPoints: leastPoints)
    #expect(sets(found.labels).filter { $0.count > 1 } == dense)
    #expect(found.report.denseClusters == dense.count)
  }

  @Test func thereIsNoClusterWhereNothingSplits() {
    let found = clusters([0, 1, 2.5, 4.5], leastFaces: 3, leastPoints: 1)
    #expect(sets(found.labels).count == 4 && found.report.noise == 4)
  }

  /// Equal core distances make many merges of equal distance.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func theNumberingOfTheFacesDoesNotMatter(seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    let degrees = (0..<60).map { _ in Double(numbers.next() % 100_000) / 400 }
    var order = Array(degrees.indices)
    for place in order.indices {
      order.swapAt(place, Int(numbers.next() % UInt64(order.count)))
    }
    let found = clusters(degrees, leastFaces: 3, leastPoints: 4).labels
    let shuffled = clusters(order.map { degrees[$0] }, leastFaces: 3, leastPoints: 4).labels
    var restored = found
    for (place, face) in order.enumerated() { restored[face] = shuffled[place] }
    #expect(sets(found) == sets(restored))
  }

  @Test func partsOfTheGraphAreClustersOfTheirOwn() {
    let edges: [(UInt32, UInt32, Float)] = [
      (0, 1, 0.9), (1, 2, 0.9), (2, 0, 0.9), (3, 4, 0.5), (4, 5, 0.5), (5, 3, 0.5), (6, 7, 0.9),
    ]
    let found = HDBSCAN(leastFaces: 3, leastPoints: 2)
      .clusters(of: NeighborGraph(nodeCount: 8, edges: edges), threads: 1) { _ in }
    #expect(sets(found.labels) == [[0, 1, 2], [3, 4, 5], [6], [7]])
    #expect(found.report.denseClusters == 2 && found.report.noise == 2)
  }

  @Test func listsShorterThanTheCoreDistanceAreWarnedOf() {
    let graph = NeighborGraph(nodeCount: 3, edges: [(0, 1, 0.9), (1, 0, 0.9)], longestRow: 1)
    let found = HDBSCAN(leastFaces: 2, leastPoints: 3).clusters(of: graph, threads: 1) { _ in }
    #expect(sets(found.labels).count == 3 && found.warnings.count == 1)
  }
}
