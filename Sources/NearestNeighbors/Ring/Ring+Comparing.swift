import Clock
import Embeddings
import MPI

extension Ring {
  /// A shard that is compared with the own one, and what is found for its faces; the own one in its
  /// first step.
  struct Visitor {
    let rank: Int
    let matrix: EmbeddingMatrix
    let lists: CandidateLists
  }

  /// Compares the pairs of a region.
  ///
  /// - Parameter pending: messages that are seen to in the meantime.
  mutating func compare(
    _ region: PairRegion, with visitor: Visitor, pending: [Request],
    _ progress: (Double) -> Void
  ) throws {
    guard let needed = region.columns, !isStopping else { return }
    let rows = faces.rows(in: visitor.matrix, of: visitor.rank)
    let firstColumn = layout.range(of: visitor.rank).lowerBound
    let columns =
      sharedGroups?.columns(of: visitor.rank).map { block.columns(rows, encoded: $0) }
      ?? block.columns(
        rows, groupStarts: faces.groupStarts(of: visitor.rank),
        needed.shifted(by: -firstColumn))
    for rectangle in region.rectangles where !isStopping {
      if let groups = pairs.groups {
        try compare(
          Area(
            rectangle: rectangle, isTriangle: region.isTriangle, visitor: visitor, columns: columns),
          of: groups, pending: pending, progress)
      } else {
        try compare(
          rectangle, onlyAboveDiagonal: region.isTriangle, with: visitor, columns, pending: pending,
          progress)
      }
    }
  }

  /// Compares the pairs of a rectangle and tells the checkpoint, if there is one, from band to band.
  private mutating func compare(
    _ whole: PairRectangle, onlyAboveDiagonal: Bool, with visitor: Visitor,
    _ columns: BlockSearch.Columns, pending: [Request], _ progress: (Double) -> Void
  ) throws {
    let firstRow = layout.range(of: world.rank).lowerBound
    let firstColumn = layout.range(of: visitor.rank).lowerBound
    // The rows before `next` are compared, those before `handedOver` are known to the checkpoint.
    var handedOver = whole.rows.lowerBound
    var next = handedOver
    while next < whole.rows.upperBound, !isStopping {
      var left = PairRectangle(rows: next..<whole.rows.upperBound, columns: whole.columns)
      if onlyAboveDiagonal { left = left.trimmedToDiagonal }
      let rows =
        checkpoint == nil
        ? left.rows : bandScheduler.firstBand(of: left.rows, columns: left.columns.count)
      let start = Moment.now
      try block.compare(
        PairRectangle(rows: rows, columns: left.columns)
          .shifted(rows: -firstRow, columns: -firstColumn),
        lists, with: columns, visitor.lists, onlyAboveDiagonal: onlyAboveDiagonal
      ) { pairs in
        for request in pending { _ = try request.test() }
        progress(min(1, Double(pairsDone + pairs) / Double(max(allPairs, 1))))
      }
      next = rows.upperBound
      let band = PairRectangle(rows: rows, columns: left.columns)
      let count = band.count(aboveDiagonal: onlyAboveDiagonal)
      pairsDone += count
      bandScheduler.compared(pairs: count, since: start)
      guard let checkpoint else { continue }
      isStopping = try checkpoint.shouldStop()
      if isStopping || checkpoint.isDue || next == whole.rows.upperBound {
        let part = PairRectangle(rows: handedOver..<next, columns: whole.columns)
        checkpoint.add {
          ComparedPairs(
            onlyAboveDiagonal ? part.trimmedToDiagonal : part,
            lists, firstRow: firstRow, visitor.lists, firstColumn: firstColumn,
            positions: positions)
        }
        handedOver = next
      }
    }
  }
}
