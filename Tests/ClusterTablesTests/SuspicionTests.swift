import Testing

@testable import ClusterTables

/// What makes a cluster suspicious.
@Suite struct SuspicionTests {
  @Test func aFaceThatIsNearerToAnotherClusterMakesItsOwnMoreSuspicious() {
    let inPlace = Suspicion.margin(within: 0.7, other: 0.2)
    let astray = Suspicion.margin(within: 0.4, other: 0.5)
    #expect(inPlace > 0 && astray < 0)
    #expect(
      Suspicion.evidence(leastMargin: astray, leastWithin: 0.4, spread: 1, members: 10)
        > Suspicion.evidence(leastMargin: inPlace, leastWithin: 0.4, spread: 1, members: 10))
  }

  @Test func theGapOfTwoGroupsCountsMoreInALargerCluster() {
    // Two equal groups of n / 2 faces that differ by the same gap have a spread of gap · n / 2.
    func score(_ members: Int) -> Double {
      Suspicion.evidence(
        leastMargin: 0, leastWithin: 0, spread: 0.3 * Double(members) / 2, members: members)
    }
    #expect(score(100) > score(25) && abs(score(4) - 0.6) < 1e-12)
  }

  @Test func marginsAreDefinedWhereAllFacesAreTheSame() {
    #expect(Suspicion.margin(within: 1, other: 1) == 0)
    #expect(Suspicion.margin(within: 1, other: -1) == 1)
  }

  @Test func aFaceThatIsFarFromTheOthersCountsWithoutAnotherClusterNearby() {
    func evidence(_ within: Double) -> Double {
      let margin = Suspicion.margin(within: within, other: within - 0.4 * (1 - within) / 0.6)
      return Suspicion.evidence(leastMargin: margin, leastWithin: within, spread: 0, members: 4)
    }
    #expect(evidence(0.3) > evidence(0.5))
  }

  @Test func aThirdOfTheTrendOverSizesIsTakenOut() {
    // Evidence on a line over one divided by the size: scores differ by two thirds as much.
    let scores = Suspicion.scores(evidence: [0.3, 0.6, 0.75], sizes: [2, 4, 8])
    #expect(abs(scores[1] - scores[0] - 0.2) < 1e-12 && abs(scores[2] - scores[1] - 0.1) < 1e-12)
    // Of equal sizes the evidence stays as it is, and of one cluster.
    #expect(Suspicion.scores(evidence: [0.3, 0.7], sizes: [5, 5]) == [0.3, 0.7])
    #expect(Suspicion.scores(evidence: [0.3], sizes: [5]) == [0.3])
    #expect(Suspicion.scores(evidence: [], sizes: []).isEmpty)
  }
}
