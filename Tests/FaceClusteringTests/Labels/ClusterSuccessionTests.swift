import Testing

@testable import FaceClustering

/// Which clusters of a run are those of an earlier one.
@Suite struct ClusterSuccessionTests {
  private func changes(_ old: [Int], _ new: [Int]) -> [String] {
    ClusterSuccession(from: old, to: new).changes.map {
      "\($0.event) \($0.cluster) \($0.other.map(String.init) ?? "-") \($0.shared) \($0.size)"
    }
  }

  @Test func clustersThatHaveNotChangedKeepTheirNumbers() {
    let succession = ClusterSuccession(from: [7, 7, 3, 3, 3, 12, -1], to: [1, 1, 0, 0, 0, 2, 3])
    #expect(succession.numbers == [3, 7, 12, 13] && succession.kept == 3)
    #expect(
      succession.changes == [.init(event: .born, cluster: 13, other: nil, shared: 0, size: 1)])
  }

  /// Cluster 5 has more faces in the new cluster 0 than 2 has in any, yet 2 stays as it was.
  @Test func whatHappensAroundAClusterDoesNotChangeItsNumber() {
    let old = [5, 5, 5, 5, 5, 6, 6, 6, 2]
    let new = [0, 0, 0, 0, 1, 0, 0, 0, 2]
    let succession = ClusterSuccession(from: old, to: new)
    #expect(succession.numbers == [5, 7, 2])
    #expect(changes(old, new) == ["split 7 5 1 1", "merged 6 5 3 3"])
  }

  @Test func aNumberGoesToTheLargestOverlap() {
    // Old 0 comes apart into four and two faces, the four with three new ones.
    let old = [0, 0, 0, 0, 0, 0, -1, -1, -1]
    let new = [0, 0, 0, 0, 1, 1, 0, 0, 0]
    #expect(ClusterSuccession(from: old, to: new).numbers == [0, 1])
    #expect(changes(old, new) == ["split 1 0 2 2"])
  }

  /// Old 7 has five faces in the new cluster 0 and four in 1, old 3 six in 0: 0 is 3's, and 1 is left to 7.
  @Test func aNumberThatLosesItsLargestOverlapGoesToTheNext() {
    let old = [7, 7, 7, 7, 7, 7, 7, 7, 7, 3, 3, 3, 3, 3, 3]
    let new = [0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    #expect(ClusterSuccession(from: old, to: new).numbers == [3, 7])
  }

  @Test func ofEqualOverlapsTheSmallestNumberThenTheLargestClusterWins() {
    #expect(ClusterSuccession(from: [4, 9], to: [0, 0]).numbers == [4])
    #expect(ClusterSuccession(from: [4, 4], to: [0, 1]).numbers == [4, 5])
  }

  @Test func facesInNoClusterLetItsNumberDie() {
    let succession = ClusterSuccession(from: [0, 0, 1], to: [0, 0, -1])
    #expect(succession.numbers == [0])
    #expect(changes([0, 0, 1], [0, 0, -1]) == ["dead 1 - 0 1"])
  }

  @Test func changesAreATable() {
    let text = String(
      decoding: ClusterSuccession(from: [0, 0, 1, -1], to: [0, 0, 0, 1]).csv, as: UTF8.self)
    #expect(
      text == """
        event,cluster,other_cluster,shared_faces,size
        born,2,,0,1
        merged,1,0,1,1

        """)
  }
}
