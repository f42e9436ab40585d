import Embeddings
import Testing

@testable import NearestNeighbors

/// Which groups are near each other by their links.
@Suite struct GroupLinksTests {
  private func near(_ group: Int, _ links: GroupLinks, among groups: Range<Int>) -> [Int] {
    var near: [Int] = []
    links.forEachNear(group, among: groups, SeenGroups()) { near.append($0) }
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
    #expect(near(1, links, among: 3..<8) == [3])
  }

  /// The memory of one group does not hide those of the next.
  @Test func groupsAreMetAnewFromEachStart() {
    let seen = SeenGroups()
    // Also from the same start once more.
    for start in [4, 5, 6, 6] {
      var near: Set<Int> = []
      links.forEachNear(start, among: 0..<8, seen) { #expect(near.insert($0).inserted) }
      #expect(near == Set([4, 5, 6]).subtracting([start]))
    }
  }

  /// Many more than there is room for at first, of which many have the same place.
  @Test func groupsAreSeenOnceHoweverManyThereAre() {
    let seen = SeenGroups()
    for _ in 0..<3 {
      seen.removeAll()
      for group in 0..<3000 { #expect(seen.insert(group * 512)) }
      for group in 0..<3000 { #expect(!seen.insert(group * 512)) }
      #expect(seen.insert(1))
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
    #expect(numbers.areDivided == [false, false, true, false])
    #expect(numbers.sizes == [1, 1, 4, 2])
    #expect(
      numbers.withoutRepeats([0, 1, 2, 0, 2, 2, 0, 2, 3, 2, 2, 3]) == [0, 1, 2, 0, 3, 2])
  }

  /// A face counts as much whatever number of neighbors it has, and one without not at all.
  @Test func facesMissTheNeighborsOfGroupsThatAreNotNear() {
    func face(_ face: Int, _ neighbors: [UInt32]) -> RecallSample.Face {
      (face, neighbors.map { Neighbor(index: $0, similarity: 0.9) })
    }
    let faces = [
      face(0, [1, 2, 3, 7]), face(4, [4, 5]), face(7, []), face(5, [0]), face(8, [1, 3]),
    ]
    // Each face is a group, but for the last, which is of the group of the first.
    let ofFaces: [Double] = [0.5, 0, 1, 0.5]
    let missing = links.missing(of: faces) { face in face % 8 }
    #expect(missing == ofFaces.reduce(0, +) / 4)
    let ofNone = links.missing(of: []) { face in face }
    #expect(ofNone == 0)
  }
}
