import Clustering
import Randomness
import Testing

/// Clusters are changed so that constraints hold.
@Suite struct ConstrainedClustersTests {
  private static func constraints(
    _ faces: Int, together: [UInt32] = [], apart: [UInt32] = []
  ) -> FaceConstraints {
    var numbers = FaceConstraints.Numbers()
    (numbers.together, numbers.apart) = (together, apart)
    return FaceConstraints(faces: faces, numbers)
  }

  /// Two triangles of strong edges with a weak one between.
  private static let triangles = NeighborGraph(
    nodeCount: 6,
    edges: [
      (0, 1, 0.9), (1, 2, 0.8), (2, 0, 0.85), (3, 4, 0.9), (4, 5, 0.8), (5, 3, 0.85), (2, 3, 0.6),
    ])

  @Test func aMixtureIsPartedAlongItsWeakestEdge() {
    let found = ConstrainedClusters.clusters(
      [0, 0, 0, 0, 0, 0], holding: Self.constraints(6, apart: [0, 0, 5, 0]), on: Self.triangles)
    #expect(found == [0, 0, 0, 3, 3, 3])
  }

  @Test func aSetGoesWhereItIsMostSimilar() {
    let found = ConstrainedClusters.clusters(
      [0, 0, 0, 3, 3, 3], holding: Self.constraints(6, together: [3, 1]), on: Self.triangles)
    #expect(found == [0, 0, 0, 0, 4, 4])
  }

  @Test func clustersWithoutConflictsStayAsTheyAre() {
    let labels: [UInt32] = [0, 0, 2, 3, 3, 2]
    let found = ConstrainedClusters.clusters(
      labels, holding: Self.constraints(6, together: [1, 0], apart: [0, 0, 2, 0]),
      on: Self.triangles)
    #expect(found == labels)
  }

  @Test func whatNoEdgeConnectsStaysTogetherIfItMay() {
    let graph = NeighborGraph(nodeCount: 4, edges: [(0, 1, 0.9)])
    let found = ConstrainedClusters.clusters(
      [0, 0, 0, 0], holding: Self.constraints(4, apart: [0, 0, 2, 0]), on: graph)
    #expect(found == [0, 0, 2, 0])
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func randomConstraintsHold(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = 40
    func draw(_ bound: UInt64) -> UInt32 { UInt32(random.next() % bound) }
    let edges = (0..<200).map { _ in (draw(40), draw(40), 0.5 + Float(draw(100)) / 200) }
    var together: [UInt32] = []
    for face in stride(from: 0, to: UInt32(count), by: 4) where draw(2) == 0 {
      together += [face + 1, face, face + 3, face]
    }
    let sets = Set((0..<UInt32(count)).filter { $0 % 4 == 0 })
    let apart = sets.sorted().flatMap { set in
      (0..<UInt32(5)).filter { _ in draw(2) == 0 }.flatMap { [set, $0] }
    }
    let constraints = Self.constraints(count, together: together, apart: apart)
    let labels = (0..<count).map { _ in draw(4) }
    let found = ConstrainedClusters.clusters(
      labels, holding: constraints, on: NeighborGraph(nodeCount: count, edges: edges))
    #expect(constraints.areHeld(by: found))
    #expect(found.allSatisfy { found[Int($0)] == $0 })
  }
}
