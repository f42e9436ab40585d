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

  /// Lists of groups lie one behind another, not in an object each.
  @Test func aSetInAGroupNeedsFewBytes() {
    let faces = 1000
    let sets = (0..<UInt32(faces)).filter { $0 != 1 }
    let apart: [UInt32] = sets.flatMap { [$0, $0 / 2] }
    let constraints = Self.constraints(faces, together: [1, 0], apart: apart)
    #expect(constraints.byteCount <= 12 * faces + 4)
    #expect(constraints.groups(of: 0) == [0] && constraints.groups(of: 1) == [])
    #expect(constraints.areApart(2, 3) && !constraints.areApart(3, 4))
    #expect(!constraints.areApart(0, 1))
    #expect(constraints.sets == [[0, 1]])
    #expect(constraints.clustersWithConflicts((0..<faces).map { $0 / 4 }).count == 250)
    #expect(constraints.groups(ofClusters: (0..<faces).map { $0 / 4 })[1] == [2, 3])
  }

  /// Faces of one cluster with a group each, which join to one part along a star and along a chain, and pairs that must be
  /// apart at the ends.
  @Test(arguments: [true, false])
  func partsThatGrowKeepTheGroupsOfAll(isStar: Bool) {
    let faces: UInt32 = 200
    var edges = (1..<faces).map { (isStar ? 0 : $0 - 1, $0, Float(0.9)) }
    edges.append((faces - 1, faces, 0.5))
    edges.append((faces - 1, faces + 1, 0.4))
    // The last two share a group with the first and with the last face of the large part.
    let apart: [UInt32] = (0..<faces).flatMap { [$0, $0] } + [faces, 0, faces + 1, faces - 1]
    let found = ConstrainedClusters.clusters(
      [UInt32](repeating: 0, count: Int(faces) + 2),
      holding: Self.constraints(Int(faces) + 2, apart: apart),
      on: NeighborGraph(nodeCount: Int(faces) + 2, edges: edges))
    #expect(found == [UInt32](repeating: 0, count: Int(faces)) + [faces, faces])
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
    #expect(Self.areHeld(together: together, apart: apart, by: found))
    #expect(constraints.areHeld(by: found))
    #expect(found.allSatisfy { found[Int($0)] == $0 })
  }

  /// Whether labels hold what numbers say, by plain loops.
  private static func areHeld(together: [UInt32], apart: [UInt32], by labels: [UInt32]) -> Bool {
    for place in stride(from: 0, to: together.count, by: 2)
    where labels[Int(together[place])] != labels[Int(together[place + 1])] {
      return false
    }
    for first in stride(from: 0, to: apart.count, by: 2) {
      for second in stride(from: 0, to: first, by: 2)
      where apart[first] != apart[second] && apart[first + 1] == apart[second + 1]
        && labels[Int(apart[first])] == labels[Int(apart[second])]
      {
        return false
      }
    }
    return true
  }

  /// Sets of two faces, and two groups of three sets each.
  @Test func labelsThatBreakAConstraintDoNotHoldIt() {
    let (together, apart): ([UInt32], [UInt32]) = (
      [1, 0, 3, 2], [0, 0, 2, 0, 4, 0, 4, 1, 5, 1, 6, 1]
    )
    let constraints = Self.constraints(7, together: together, apart: apart)
    for (labels, isHeld) in [
      ([0, 0, 1, 1, 2, 0, 1], true), ([0, 0, 1, 1, 2, 3, 3], false),
      ([0, 1, 2, 2, 3, 4, 5], false),
      ([0, 0, 0, 0, 1, 2, 3], false), ([0, 0, 1, 1, 1, 2, 3], false),
      ([0, 0, 1, 1, 2, 2, 3], false),
    ] as [([UInt32], Bool)] {
      #expect(constraints.areHeld(by: labels) == isHeld, "\(labels)")
      #expect(Self.areHeld(together: together, apart: apart, by: labels) == isHeld, "\(labels)")
    }
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func clustersThatAConstraintForbidsAreNotHeld(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let apart = (0..<UInt32(12)).flatMap { set in
      (0..<UInt32(3)).filter { _ in random.next() % 3 == 0 }.flatMap { [set, $0] }
    }
    let labels = (0..<12).map { _ in UInt32(random.next() % 6) }
    let constraints = Self.constraints(12, apart: apart)
    let found = ConstrainedClusters.clusters(
      labels, holding: constraints, on: NeighborGraph(nodeCount: 12, edges: []))
    #expect(Self.areHeld(together: [], apart: apart, by: found))
    #expect(
      constraints.areHeld(by: labels) == Self.areHeld(together: [], apart: apart, by: labels))
    #expect(found.allSatisfy { found[Int($0)] == $0 })
  }
}
