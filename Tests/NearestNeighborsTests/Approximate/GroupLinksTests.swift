import Embeddings
import Testing

@testable import NearestNeighbors

/// Which groups are near each other by their links.
@Suite struct GroupLinksTests {
  private func near(
    _ group: Int, _ links: GroupLinks, among groups: Range<Int>, from least: Int = 0
  ) -> [Int] {
    var near: [Int] = []
    links.forEachNear(group, from: least, SeenGroups(among: groups)) { near.append($0) }
    return near.sorted()
  }

  /// A chain 0 - 1 - 2 - 3, and a triangle of 4, 5 and 6.
  private let links = GroupLinks(groups: 8, pairs: [0, 1, 2, 1, 3, 2, 4, 5, 5, 6, 6, 4])

  @Test func groupsAreNearByALinkOrBySharingOne() {
    #expect(near(0, links, among: 0..<8) == [1, 2])
    #expect(near(1, links, among: 0..<8) == [0, 2, 3])
    #expect(near(4, links, among: 0..<8) == [5, 6])
    #expect(near(7, links, among: 0..<8) == [])
    #expect(near(1, links, among: 2..<8) == [2, 3])
    #expect(near(1, links, among: 0..<8, from: 3) == [3])
  }

  /// The memory of one group does not hide those of the next.
  @Test func groupsAreMetAnewFromEachStart() {
    let seen = SeenGroups(among: 0..<8)
    for start in [4, 5, 6] {
      var near: Set<Int> = []
      links.forEachNear(start, seen) { #expect(near.insert($0).inserted) }
      #expect(near == Set([4, 5, 6]).subtracting([start]))
    }
  }

  @Test(arguments: [GroupLinks.mostShared, GroupLinks.mostShared + 1])
  func aGroupOfManyLinksTellsNothingOfThem(count: Int) {
    let star = GroupLinks(groups: count + 1, pairs: (1...count).flatMap { [0, UInt32($0)] })
    let all = count == GroupLinks.mostShared ? Array(0...count).filter { $0 != 1 } : [0]
    #expect(near(1, star, among: 0..<count + 1) == all)
    #expect(near(0, star, among: 0..<count + 1) == Array(1...count))
  }

  /// Groups of 3, 1, 1, 2, 1, 1, 1 and 4 faces.
  @Test func thinGroupsAreLinkedWithFewFaces() {
    let runs = PositionRuns(starts: [0, 3, 4, 5, 7, 8, 9, 10], positions: 14)
    let numbers = GroupNumbers(runs, ShardLayout(faces: 14, ranks: 1))
    #expect(numbers.faceCount == 14)
    #expect(
      links.areThin(mostFaces: 4, numbers)
        == [true, false, true, true, true, true, true, true])
    #expect(
      links.areThin(mostFaces: 3, numbers)
        == [false, false, false, true, true, true, true, false])
  }

  /// Of four faces on each of two ranks the third group has two on each.
  @Test func aGroupOfTwoRanksHasOneNumberAndItsLinksAreKeptOnce() {
    let runs = PositionRuns(starts: [0, 1, 2, 6], positions: 8)
    let numbers = GroupNumbers(runs, ShardLayout(faces: 8, ranks: 2))
    #expect(numbers.range(of: 0) == 0..<3 && numbers.range(of: 1) == 2..<4)
    #expect(numbers.divided == [2])
    #expect(numbers.sizes == [1, 1, 4, 2])
    #expect(
      numbers.withoutRepeats([0, 1, 2, 0, 2, 2, 0, 2, 3, 2, 2, 3]) == [0, 1, 2, 0, 3, 2])
  }

  /// A face counts as much whatever number of neighbors it has, and one without not at all.
  @Test func facesMissTheNeighborsOfGroupsThatAreNotNear() {
    func face(_ face: Int, _ neighbors: [UInt32]) -> RecallSample.Face {
      (face, neighbors.map { Neighbor(index: $0, similarity: 0.9) })
    }
    let faces = [face(0, [1, 2, 3, 7]), face(4, [4, 5]), face(7, []), face(5, [0])]
    // Each face is a group.
    let ofFaces: [Double] = [0.5, 0, 1]
    let missing = links.missing(of: faces) { face in face }
    #expect(missing == ofFaces.reduce(0, +) / 3)
    let ofNone = links.missing(of: []) { face in face }
    #expect(ofNone == 0)
  }
}
