/// The columns that are most similar to each of many rows, all of them found.
///
/// What most rows ask for is learned from a few of them, so that lists take little more than they keep. A list that
/// comes up short is searched again without it, so that what is found does not depend on what was learned.
struct MostSimilar {
  private let lists: CandidateLists
  /// The lists of rows that were searched again, so many in each, and where each of these rows is in them.
  private let again: [CandidateLists]
  private let placesAgain: [Int: Int]

  /// Finds the columns of the rows of a search.
  ///
  /// - Parameters:
  ///   - block: finds similarities as low as that of any row and column.
  ///   - count: how many columns each row has, no more than there are.
  ///   - progress: told now and then which share is done, 0…1.
  init(
    of block: BlockSearch, in columns: FaceRows, count: Int, progress: (Double) -> Void = { _ in }
  ) {
    precondition((0...columns.count).contains(count))
    let rows = block.rows.count
    let search = Search(block: block, columns: columns, count: count)
    guard count > 0, rows >= Self.rowsPerLearned * Self.mostLearned else {
      lists = search.growing(progress)
      (again, placesAgain) = ([], [:])
      lists.sort(threads: block.threads)
      return
    }
    let learned = (0..<Self.mostLearned).map { UInt32($0 * rows / Self.mostLearned) }
    let similarities = search.among(learned[...]) { search in
      let lists = search.growing { _ in }
      return learned.indices.map { lists.threshold($0) }.sorted()
    }
    let found = search.all(
      least: similarities[Int(Self.shareOfShort * Float(Self.mostLearned))], progress)
    let short = (0..<rows).filter { found.neighbors($0).count < count }.map { UInt32($0) }
    lists = found
    again = stride(from: 0, to: short.count, by: Self.mostAgain).map { first in
      search.among(short[first...].prefix(Self.mostAgain)) { $0.growing { _ in } }
    }
    placesAgain = Dictionary(uniqueKeysWithValues: short.enumerated().map { (Int($1), $0) })
    for lists in [lists] + again { lists.sort(threads: block.threads) }
  }

  /// The columns of a row, the most similar first, of equal ones the one with the lower number.
  subscript(row: Int) -> UnsafeBufferPointer<Neighbor> {
    placesAgain[row].map { again[$0 / Self.mostAgain].neighbors($0 % Self.mostAgain) }
      ?? lists.neighbors(row)
  }

  /// A threshold that every similarity reaches. It is finite: kernels tell places without a face by infinite ones.
  static let belowAllSimilarities: Float = -2
  /// How many rows are learned from, and how many there must be for each of them so that it pays.
  private static let (mostLearned, rowsPerLearned) = (512, 8)
  /// The share of lists that may come up short: each of them is searched once more.
  private static let shareOfShort: Float = 0.03
  /// How many rows are searched again at a time: so few that their copies need little memory.
  private static let mostAgain = 1 << 15
}

/// A search of the columns that are most similar to rows.
private struct Search {
  let block: BlockSearch
  let columns: FaceRows
  let count: Int

  /// How many columns rows are compared with at first.
  private static let columnsAtFirst = 32

  /// Compares rows with twice as many columns each time: what a list has learned rules out most others.
  func growing(_ progress: (Double) -> Void) -> CandidateLists {
    let lists = CandidateLists(rowCount: block.rows.count, capacity: count) { _ in
      MostSimilar.belowAllSimilarities
    }
    var first = 0
    while first < columns.count {
      let part = first..<min(max(2 * first, Self.columnsAtFirst), columns.count)
      compare(part, lists, progress)
      first = part.upperBound
    }
    return lists
  }

  /// Compares rows with all columns at once, of which only those that reach a similarity are kept.
  func all(least similarity: Float, _ progress: (Double) -> Void) -> CandidateLists {
    let lists = CandidateLists(rowCount: block.rows.count, capacity: count) { _ in similarity }
    compare(0..<columns.count, lists, progress)
    return lists
  }

  /// Calls `body` with a search of some of the rows only.
  func among<Result>(_ chosen: ArraySlice<UInt32>, _ body: (Search) -> Result) -> Result {
    block.rows.copied(Array(chosen)).withRows(dimension: columns.dimension) { rows in
      body(
        Search(
          block: BlockSearch(rows: rows, like: block, threads: block.threads), columns: columns,
          count: count))
    }
  }

  private func compare(
    _ part: Range<Int>, _ lists: CandidateLists, _ progress: (Double) -> Void
  ) {
    let nobody = CandidateLists(rowCount: columns.count, capacity: 0) { _ in .infinity }
    let rows = block.rows.count
    block.compare(
      PairRectangle(rows: 0..<rows, columns: part), lists, with: block.columns(columns, part),
      nobody
    ) { progress(Double(rows * part.lowerBound + $0) / Double(rows * columns.count)) }
  }
}
