import Testing

@testable import NearestNeighbors

/// What is asked of two groups so that enough neighbors are found.
@Suite struct GroupThresholdsTests {
  private typealias Pair = NeighborGroups.Pair

  private func thresholds(
    _ fitted: [Pair], recall: Double, usesCells: Bool = true
  ) -> GroupThresholds? {
    GroupThresholds(
      fitted: NeighborGroups(fitted), recall: recall, usesCells: usesCells, fallback: 0.25)
  }

  /// Similarities from 0.5 to 1 that have nothing to do with the places of common cells.
  private func pairs(_ count: Int) -> [Pair] {
    (0..<count).map { index in
      Pair(
        similarity: 0.5 + 0.5 * Float(index * 7 % count) / Float(count),
        cell: index % 10 == 0 ? UInt32(index / 10 % 25) : 0)
    }
  }

  /// Whichever way pairs are lost.
  @Test(arguments: [0.5, 0.9, 0.97, 0.99])
  func enoughPairsAreLeft(recall: Double) throws {
    let fitted = pairs(2000)
    let found = try #require(thresholds(fitted, recall: recall))
    let most = UInt32(try #require(found.cellsPerGroup))
    func share(_ pairs: [Pair]) -> Double {
      let left = pairs.count { $0.similarity >= found.similarity && $0.cell < most }
      return Double(left) / Double(pairs.count)
    }
    // Others, which are not quite alike.
    #expect(share(pairs(1000)) >= recall)
    #expect(share(fitted) >= 1 - (1 - recall) / 2)
    #expect(share(fitted) < 1)
  }

  /// Where the similarity of centers alone was enough, it still is.
  @Test func nothingIsAskedOfCellsWhereTheyAreNotUsed() throws {
    let found = try #require(thresholds(pairs(2000), recall: 0.9, usesCells: false))
    #expect(found.cellsPerGroup == nil)
    let left = pairs(1000).count { $0.similarity >= found.similarity }
    #expect(left >= 900 && left < 1000)
  }

  @Test func cellsAreNotUsedWhereTooManyNeighborsHaveNoneInCommon() {
    let apart = (0..<100).map { Pair(similarity: 0.9, cell: $0 < 10 ? Pair.noCell : 0) }
    #expect(thresholds(apart, recall: 0.99) == nil)
    #expect(thresholds(apart, recall: 0.7)?.cellsPerGroup == 1)
  }

  @Test func withoutNeighborsTheFallbackHolds() {
    let found = thresholds([], recall: 0.9)
    #expect(found?.similarity == 0.25 && found?.cellsPerGroup == 1)
  }

  /// A face with one neighbor counts as much as one with a hundred.
  @Test func facesCountAlikeHoweverManyNeighborsTheyHave() throws {
    let ofMany = (0..<100).map { Pair(similarity: 0.9, cell: UInt32($0 % 2), neighbors: 100) }
    let alone = [Pair(similarity: 0.6, cell: 4), Pair(similarity: 0.7, cell: 3)]
    let pairs = ofMany + alone
    // Two of 102 neighbors are far fewer than a tenth, but two of three faces are not.
    let found = try #require(thresholds(pairs, recall: 0.9))
    #expect(found == thresholds(alone, recall: 0.9))
    #expect(found.cellsPerGroup == 5 && found.similarity == 0.6)
  }
}
