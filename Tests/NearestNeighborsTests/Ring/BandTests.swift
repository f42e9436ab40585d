import Testing

@testable import NearestNeighbors

/// The parts of a band of rows between which an approximate search can stop.
@Suite struct BandTests {
  private let band = SimilarGroups.Band(
    rows: 10..<40,
    pairs: [
      PairRectangle(rows: 12..<14, columns: 0..<10), PairRectangle(rows: 12..<14, columns: 50..<60),
      PairRectangle(rows: 20..<30, columns: 0..<5), PairRectangle(rows: 30..<31, columns: 7..<9),
    ])

  @Test(arguments: [
    (0, [12..<14, 20..<30, 30..<31], [10..<20, 20..<30, 30..<40]),
    // The two of the first group are never apart.
    (20, [12..<14, 20..<30, 30..<31], [10..<20, 20..<30, 30..<40]),
    (41, [12..<14, 30..<31], [10..<30, 30..<40]), (1000, [12..<14], [10..<40]),
  ])
  func partsHaveAllRowsAndWholeGroups(
    pairs: Int, firstRows: [Range<Int>], rows: [Range<Int>]
  ) {
    var parts: [SimilarGroups.Band] = []
    var rest: SimilarGroups.Band? = band
    while let left = rest {
      let divided = left.divided(afterPairs: pairs)
      parts.append(divided.first)
      rest = divided.rest
    }
    #expect(parts.map(\.rows) == rows)
    #expect(parts.map { $0.pairs.first!.rows } == firstRows)
    #expect(parts.flatMap(\.pairs) == Array(band.pairs))
  }

  @Test func aBandWithoutPairsStillHasItsRows() {
    let divided = SimilarGroups.Band(rows: 3..<9, pairs: []).divided(afterPairs: 5)
    #expect(divided.first.rows == 3..<9 && divided.first.pairs.isEmpty && divided.rest == nil)
  }
}
