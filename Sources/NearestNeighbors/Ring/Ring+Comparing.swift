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
    if let groups = pairs.groups {
      for rectangle in region.rectangles where !isStopping {
        try compare(
          Area(
            rectangle: rectangle, isTriangle: region.isTriangle, visitor: visitor, columns: columns),
          of: groups, pending: pending, progress)
      }
      return
    }
    let work = Work(
      visitor: visitor, columns: columns, isTriangle: region.isTriangle, pending: pending,
      squares: region.isTriangle ? squares : nil)
    try compareSquares(of: region, work, progress)
    for rectangle in region.rectangles where !isStopping {
      try compare(rectangle, work, progress)
    }
  }

  /// How rectangles of pairs with a visitor are compared.
  private struct Work {
    let visitor: Visitor
    let columns: BlockSearch.Columns
    /// Whether only pairs with row < column count.
    let isTriangle: Bool
    let pending: [Request]
    /// Those that are compared before all else.
    let squares: DiagonalSquares?
  }

  /// Compares the pairs of a region that lie in the squares, if there are any. The checkpoint learns of them with the
  /// bands that they are in.
  private mutating func compareSquares(
    of region: PairRegion, _ work: Work, _ progress: (Double) -> Void
  ) throws {
    guard let squares = work.squares, let checkpoint else { return }
    // As without squares, the first band is short, so that there is soon something to save.
    let scheduler = bandScheduler
    defer { bandScheduler = scheduler }
    var left = region.rectangles.flatMap(squares.parts)[...]
    while !left.isEmpty, !isStopping {
      var (end, count) = (left.startIndex, 0)
      while end < left.endIndex, count < bandScheduler.pairsPerBand {
        count += left[end].count(aboveDiagonal: true)
        end += 1
      }
      try compare(Array(left[..<end]), work, progress)
      left = left[end...]
      isStopping = try checkpoint.shouldStop()
    }
  }

  /// Compares the pairs of a rectangle outside of the squares and tells the checkpoint, if there is one, from band to
  /// band.
  private mutating func compare(
    _ whole: PairRectangle, _ work: Work, _ progress: (Double) -> Void
  ) throws {
    let firstRow = layout.range(of: world.rank).lowerBound
    let firstColumn = layout.range(of: work.visitor.rank).lowerBound
    // The rows before `next` are compared, those before `handedOver` are known to the checkpoint.
    var handedOver = whole.rows.lowerBound
    var next = handedOver
    while next < whole.rows.upperBound, !isStopping {
      var left = PairRectangle(rows: next..<whole.rows.upperBound, columns: whole.columns)
      if work.isTriangle { left = left.trimmedToDiagonal }
      let rows =
        checkpoint == nil
        ? left.rows : bandScheduler.firstBand(of: left.rows, columns: left.columns.count)
      let band = PairRectangle(rows: rows, columns: left.columns)
      try compare(work.squares?.places(outsideIn: band) ?? [band], work, progress)
      next = rows.upperBound
      guard let checkpoint else { continue }
      isStopping = try checkpoint.shouldStop()
      if isStopping || checkpoint.isDue || next == whole.rows.upperBound {
        let part = PairRectangle(rows: handedOver..<next, columns: whole.columns)
        checkpoint.add {
          ComparedPairs(
            work.isTriangle ? part.trimmedToDiagonal : part,
            lists, firstRow: firstRow, work.visitor.lists, firstColumn: firstColumn,
            positions: positions)
        }
        handedOver = next
      }
    }
  }

  /// Compares the pairs of some rectangles.
  private mutating func compare(
    _ rectangles: [PairRectangle], _ work: Work, _ progress: (Double) -> Void
  ) throws {
    let firstRow = layout.range(of: world.rank).lowerBound
    let firstColumn = layout.range(of: work.visitor.rank).lowerBound
    let start = Moment.now
    try block.compare(
      rectangles.map { $0.shifted(rows: -firstRow, columns: -firstColumn) },
      lists, with: work.columns, work.visitor.lists, onlyAboveDiagonal: work.isTriangle
    ) { pairs in
      for request in work.pending { _ = try request.test() }
      progress(min(1, Double(pairsDone + pairs) / Double(max(allPairs, 1))))
    }
    let count = rectangles.reduce(0) { $0 + $1.count(aboveDiagonal: work.isTriangle) }
    pairsDone += count
    bandScheduler.compared(pairs: count, since: start)
  }
}
