import Testing

@testable import ClusterTables

/// What pairs of faces tell of a cluster, by hand.
@Suite struct PairStatisticsTests {
  private func statistics(_ rows: [[Float]], threshold: Float = 0.5) -> PairStatistics {
    rows.flatMap { $0 }.withUnsafeBufferPointer {
      PairStatistics(of: $0, dimension: rows[0].count, threshold: threshold)
    }
  }

  @Test func twoFacesHaveOnePair() {
    let found = statistics([[1, 0], [0.6, 0.8]])
    #expect(found.least == Float(0.6) && found.tenth == Float(0.6) && found.shareAbove == 1)
    // (1 - 0.6) / 2 on the diagonal, its negative beside it.
    #expect(abs(found.spread - 0.4) < 1e-6)
  }

  @Test func theThresholdItselfCountsAsAbove() {
    #expect(statistics([[1, 0], [0.5, 0.8660254]], threshold: 0.5).shareAbove == 1)
    #expect(statistics([[1, 0], [0, 1], [1, 0]], threshold: 0.5).shareAbove == 1.0 / 3)
  }

  @Test func facesThatAreTheSameHaveNoSpread() {
    let found = statistics([[1, 0], [1, 0], [1, 0]])
    #expect(found.least == 1 && found.spread == 0)
  }

  @Test func twoGroupsSpreadAsFarAsTheyAreApart() {
    // Of n faces in two equal groups, cosine 1 within and 0 between: n / 2.
    let found = statistics((0..<8).map { $0 < 4 ? [1, 0] : [0, 1] })
    #expect(abs(found.spread - 4) < 1e-9)
  }

  @Test func aNumberIsSelectedAsIfAllWereSorted() {
    for count in [1, 2, 3, 10, 101, 500, 5000] {
      // With repetitions.
      let numbers = (0..<count).map { Float($0 * 7919 % 97) / 97 }
      for place in [0, count / 10, count / 2, count - 1] {
        var changed = numbers
        #expect(changed.selected(place) == numbers.sorted()[place])
      }
    }
  }

  @Test func aTenthOfThePairsDoesNotExceedTheTenthCosine() {
    // 5 faces, 10 pairs: the second smallest would be more than a tenth.
    let rows: [[Float]] = (0..<5).map { [[1, 0, 0, 0, 0], [0.8, 0.6, 0, 0, 0]][$0 == 0 ? 0 : 1] }
    #expect(statistics(rows).tenth == statistics(rows).least)
  }
}
