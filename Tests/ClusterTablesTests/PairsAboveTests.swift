import Testing

@testable import ClusterTables

/// Shares of pairs of several clusters, by hand.
@Suite struct PairsAboveTests {
  /// Of ninety pairs of the first cluster all are above, of each of the ten others none of two.
  @Test func aLargeClusterOutvotesManyFacesByPairsOnly() {
    let found = PairsAbove([(10, 1)] + [(Int, Double)](repeating: (2, 0), count: 10))
    #expect(abs(found.ofPairs - 90.0 / 110) < 1e-12)
    #expect(abs(found.ofFaces - 10.0 / 30) < 1e-12)
  }

  @Test func clustersOfOneSizeHaveTheSameShares() {
    let found = PairsAbove([(4, 0.25), (4, 0.75)])
    #expect(found.ofPairs == 0.5 && found.ofFaces == 0.5)
  }

  @Test func noPairsHaveNoShare() {
    #expect(PairsAbove([]) == PairsAbove([(1, 0)]))
    #expect(PairsAbove([]).ofPairs == 0 && PairsAbove([]).ofFaces == 0)
  }
}
