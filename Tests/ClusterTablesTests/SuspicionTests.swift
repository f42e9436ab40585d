import Testing

@testable import ClusterTables

/// What makes a cluster suspicious.
@Suite struct SuspicionTests {
  @Test func aFaceThatIsNearerToAnotherClusterMakesItsOwnMoreSuspicious() {
    let inPlace = Suspicion.margin(within: 0.7, other: 0.2)
    let astray = Suspicion.margin(within: 0.4, other: 0.5)
    #expect(inPlace > 0 && astray < 0)
    #expect(
      Suspicion.score(leastMargin: astray, spread: 1, members: 10)
        > Suspicion.score(leastMargin: inPlace, spread: 1, members: 10))
  }

  @Test func theGapOfTwoGroupsCountsMoreInALargerCluster() {
    // Two equal groups of n / 2 faces that differ by the same gap have a spread of gap · n / 2.
    func score(_ members: Int) -> Double {
      Suspicion.score(leastMargin: 0, spread: 0.3 * Double(members) / 2, members: members)
    }
    #expect(score(100) > score(25) && abs(score(4) - 0.6) < 1e-12)
  }

  @Test func marginsAreDefinedWhereAllFacesAreTheSame() {
    #expect(Suspicion.margin(within: 1, other: 1) == 0)
    #expect(Suspicion.margin(within: 1, other: -1) == 1)
  }
}
