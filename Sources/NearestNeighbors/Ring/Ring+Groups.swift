import Clock
import MPI

extension Ring {
  /// A rectangle of pairs, of which those of similar groups are compared.
  struct Area {
    let rectangle: PairRectangle
    /// Whether only pairs with row < column count.
    let isTriangle: Bool
    let visitor: Visitor
    let columns: BlockSearch.Columns

    /// The part of it with some rows.
    func part(_ rows: Range<Int>) -> PairRectangle {
      let part = PairRectangle(rows: rows, columns: rectangle.columns)
      return isTriangle ? part.trimmedToDiagonal : part
    }

    /// How many pairs some rows have.
    func count(_ rows: Range<Int>) -> Int { part(rows).count(aboveDiagonal: isTriangle) }
  }

  /// Ends the work on an area before its end.
  private struct Stop: Error {}

  /// The share of the time for an area in which its groups are chosen, about.
  private static let choosing = 0.5

  /// Compares those pairs of an area whose groups are similar, and tells the checkpoint, if there is one, of one part
  /// of its rows after another.
  ///
  /// - Parameter pending: messages that are seen to in the meantime.
  mutating func compare(
    _ area: Area, of groups: SimilarGroups, pending: [Request], _ progress: (Double) -> Void
  ) throws {
    let firstRow = layout.range(of: world.rank).lowerBound
    let firstColumn = layout.range(of: area.visitor.rank).lowerBound
    let (checkpoint, allPairs) = (checkpoint, Double(max(allPairs, 1)))
    // Pairs of which half the work is done count half.
    var done = Double(pairsDone)
    // The rows before are known to the checkpoint.
    var handedOver = area.rectangle.rows.lowerBound
    do {
      try groups.forEachBand(
        of: SimilarGroups.Area(
          pairs: area.rectangle.shifted(rows: -firstRow, columns: -firstColumn),
          visitor: area.visitor.rank, visitors: area.columns.faces, isTriangle: area.isTriangle),
        isInAnyOrder: checkpoint == nil
      ) { rows, share in
        let pairs = Double(area.count(rows.shifted(by: firstRow)))
        progress((done + Self.choosing * share * pairs) / allPairs)
        for request in pending { _ = try request.test() }
        if try checkpoint?.shouldStop() == true { throw Stop() }
      } chosen: { rows in
        done += Self.choosing * Double(area.count(rows.shifted(by: firstRow)))
      } _: { band in
        var rest: SimilarGroups.Band? = band
        while let left = rest {
          let part: SimilarGroups.Band
          (part, rest) =
            checkpoint == nil ? (left, nil) : left.divided(afterPairs: bandScheduler.pairsPerBand)
          try compare(part, of: area, pending: pending)
          let rows = part.rows.shifted(by: firstRow)
          pairsDone += area.count(rows)
          done += (1 - Self.choosing) * Double(area.count(rows))
          progress(min(1, done / allPairs))
          guard let checkpoint else { continue }
          let stops = try checkpoint.shouldStop()
          if stops || checkpoint.isDue || rows.upperBound == area.rectangle.rows.upperBound {
            checkpoint.add {
              ComparedPairs(
                area.part(handedOver..<rows.upperBound), lists, firstRow: firstRow,
                area.visitor.lists, firstColumn: firstColumn, positions: positions)
            }
            handedOver = rows.upperBound
          }
          if stops { throw Stop() }
        }
      }
    } catch is Stop {
      isStopping = true
    }
  }

  private mutating func compare(
    _ part: SimilarGroups.Band, of area: Area, pending: [Request]
  ) throws {
    let start = Moment.now
    try block.compare(
      Array(part.pairs), lists, with: area.columns, area.visitor.lists,
      onlyAboveDiagonal: area.isTriangle
    ) { _ in for request in pending { _ = try request.test() } }
    let pairs = part.pairs.reduce(0) { $0 + $1.count(aboveDiagonal: area.isTriangle) }
    cost.comparedPairs += pairs
    bandScheduler.compared(pairs: pairs, since: start)
  }
}

extension SimilarGroups.Band {
  /// The first groups, with about so many pairs, or more where a single one has more, and those that are left, if any.
  func divided(afterPairs most: Int) -> (first: Self, rest: Self?) {
    var count = 0
    for (place, rectangle) in zip(pairs.indices, pairs) {
      if place > pairs.startIndex, count >= most, rectangle.rows != pairs[place - 1].rows {
        let end = rectangle.rows.lowerBound
        return (
          Self(rows: rows.lowerBound..<end, pairs: pairs[..<place]),
          Self(rows: end..<rows.upperBound, pairs: pairs[place...])
        )
      }
      count += rectangle.count(aboveDiagonal: false)
    }
    return (self, nil)
  }
}
