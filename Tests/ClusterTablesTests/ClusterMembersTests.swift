import Embeddings
import Testing

@testable import ClusterTables

/// The members of clusters among the rows of a rank.
@Suite struct ClusterMembersTests {
  @Test func rowsAreListedByCluster() {
    let members = ClusterMembers(
      own: [1, 0, 2, 1, ClusterMembers.none, 0], sizes: [3, 2], firstFace: 10)
    #expect(Array(members.rows(of: 0)) == [1, 5] && Array(members.rows(of: 1)) == [0, 3])
  }

  @Test func allRowsComeByClusterAndThenTheOthers() {
    let members = ClusterMembers(
      own: [1, 0, 2, 1, ClusterMembers.none, 0], sizes: [3, 2], firstFace: 10)
    #expect(members.rowsByCluster == [1, 5, 0, 3, 2, 4])
    let faces = EmbeddingMatrix((0..<6).map { [Float($0), 1] })
    var seen: [Int] = []
    for cluster in 0..<2 {
      members.forEachRow(of: cluster, in: faces) { row, values in
        #expect(values[0] == Float(row))
        seen.append(row)
      }
    }
    #expect(seen == [1, 5, 0, 3])
  }

  @Test func batchesCoverAllClustersAndKeepToTheLimit() {
    let members = ClusterMembers(own: [], sizes: [1000, 300, 40, 40, 2, 2, 2], firstFace: 0)
    for bytes in [1, 10_000, 100_000, 1 << 30] {
      let batches = members.batches(dimension: 16, bytes: bytes)
      #expect(batches.flatMap { Array($0) } == Array(0..<7))
    }
    #expect(members.batches(dimension: 16, bytes: 1).count == 7)
    #expect(members.batches(dimension: 16, bytes: 1 << 30).count == 1)
  }

  /// However few of the faces are its own, a rank has the sizes of all.
  @Test func clustersOfTheWholeRunCountOnEveryRank() {
    func bytes(_ faces: Int, isRoot: Bool) -> Int {
      ClusterTableSearch.bytes(
        ownFaces: 1, faces: faces, ranks: faces, dimension: 1, codeBytes: 0, isRoot: isRoot)
    }
    let (few, many) = (1 << 24, 1 << 25)
    #expect(bytes(many, isRoot: false) - bytes(few, isRoot: false) >= (many - few) / 2 * 8)
    let onRoot = bytes(many, isRoot: true) - bytes(many, isRoot: false)
    #expect(onRoot >= many / 2 * MemoryLayout<ClusterTable.Cluster>.stride)
  }

  @Test func withoutClustersThereIsNothingToDo() {
    #expect(
      ClusterMembers(own: [0, 1], sizes: [], firstFace: 0).batches(dimension: 4, bytes: 1).isEmpty)
  }
}
