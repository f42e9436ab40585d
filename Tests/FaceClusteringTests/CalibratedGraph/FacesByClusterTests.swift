import Testing

@testable import FaceClustering

/// The faces of a rank by clusters, of which it has some.
@Suite struct FacesByClusterTests {
  @Test func facesOfAClusterAreListedRising() {
    let faces = FacesByCluster([7, 2, 7, 4_000_000_000, 2, 7])
    #expect(Array(faces[7]) == [0, 2, 5] && Array(faces[2]) == [1, 4])
    #expect(Array(faces[4_000_000_000]) == [3])
    for missing: UInt32 in [0, 3, 8, .max] { #expect(faces[missing].isEmpty) }
  }

  @Test func aRankWithoutFacesHasNone() {
    #expect(FacesByCluster([])[0].isEmpty)
  }

  /// Each has as many clusters as there is room for, and the next pair would need more.
  @Test func batchesOfPairsHaveNoMoreClustersThanRoom() {
    let pairs = (0..<3000).map { (number: Int) -> ClusterPair in
      let (first, second) = (number * 7 % 50, 100 + number * 11 % 2900)
      return ClusterPair(UInt32(first), UInt32(second))
    }
    let dimension = ClusterSums.mostBytes / 8 / 64
    let batches: [Range<Int>] = ClusterSums.batches(of: pairs, dimension: dimension)
    let places: [Int] = batches.flatMap { Array($0) }
    #expect(places == Array(pairs.indices) && batches.count > 10)
    func clusters(_ range: Range<Int>) -> Int {
      Set(pairs[range].map(\.first)).union(pairs[range].map(\.second)).count
    }
    #expect(batches.allSatisfy { clusters($0) <= 64 })
    #expect(batches.dropLast().allSatisfy { clusters($0.lowerBound..<$0.upperBound + 1) > 64 })
  }
}
