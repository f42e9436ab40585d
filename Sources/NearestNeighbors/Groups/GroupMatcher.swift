import Threads

/// The groups of this rank and those of another one, or the same once more, whose centers are compared.
protocol GroupMatcher {
  /// How many groups of this rank are compared at a time: all that is similar to them is in memory.
  static var bandSize: Int { get }

  /// The groups of the other rank whose centers are similar to those of a band of this rank's groups.
  ///
  /// - Parameter between: called now and then on the calling thread, with the share that is done, 0…1.
  func groups(
    similarTo band: Range<Int>, _ between: (Double) throws -> Void
  ) rethrows -> GroupMatches
}

/// Compares every two centers.
struct AllPairsMatcher: GroupMatcher {
  static let bandSize = 512

  let search: BlockSearch
  /// The groups of the other rank, and their centers.
  let columns: (groups: Range<Int>, centers: BlockSearch.Columns)
  /// Lists of the other rank's groups that take nothing.
  let nobody: CandidateLists
  let leastSimilarity: Float
  /// Both ranks are this one, and only pairs with row < column count.
  let onlyAboveDiagonal: Bool

  func groups(
    similarTo band: Range<Int>, _ between: (Double) throws -> Void
  ) rethrows -> GroupMatches {
    let lists = CandidateLists(rowCount: search.rows.count, capacity: nobody.rowCount) { _ in
      leastSimilarity
    }
    let pairs = PairRectangle(rows: band, columns: columns.groups)
    let count = Double(max(1, pairs.rows.count * pairs.columns.count))
    try search.compare(
      pairs, lists, with: columns.centers, nobody, onlyAboveDiagonal: onlyAboveDiagonal
    ) { try between(min(1, Double($0) / count)) }
    return GroupMatches(band, lists, first: 0, threads: search.threads)
  }
}

/// Compares those centers that have a common cell among the few that each is nearest to.
///
/// So it does not matter which of the two ranks compares them.
struct CellMatcher: GroupMatcher {
  /// So many that those of the same cell fill tiles, and that the codes of all columns are copied a few times
  /// only.
  static let bandSize = 1 << 19

  /// What the similarity of two centers must reach.
  let leastSimilarity: Float
  /// Compares this rank's centers with those of the other one.
  let search: ScatteredSearch
  let columnCenters: ScatteredSearch.Columns
  /// The cells of this rank's groups, and of the other one's.
  let rowCells: NearestCells
  let columnCells: NearestCells
  /// The groups of the other rank to compare with, by their cells.
  let columnMembers: CellMembers
  /// Both ranks are this one, and only pairs with row < column count.
  let onlyAboveDiagonal: Bool
  /// Where some of the pairs have been compared before.
  var before: RoundBefore?

  /// An earlier meeting of the same groups: what it compared is left out, and pairs of which no group is thin, too.
  struct RoundBefore {
    /// The cells by which groups met; those that they have now begin with them.
    let rowCells: NearestCells
    let columnCells: NearestCells
    let rowsAreThin: [Bool]
    let columnsAreThin: [Bool]
  }

  func groups(
    similarTo band: Range<Int>, _ between: (Double) throws -> Void
  ) rethrows -> GroupMatches {
    let lists = CandidateLists(
      rowCount: band.count, capacity: columnMembers.groups.count
    ) { _ in leastSimilarity }
    let cellCount = columnMembers.cellCount
    let choices = choices(of: band)
    try search.compare(
      choices.count * cellCount,
      { choice in
        let (rows, columns) = choices[choice / cellCount]
        return ScatteredSearch.Choice(
          rows: rows[choice % cellCount], columns: columns[choice % cellCount],
          onlyAboveDiagonal: onlyAboveDiagonal)
      }, with: columnCenters, leastSimilarity: leastSimilarity,
      // Two groups can have several cells in common.
      isToldOf: { choice, row, column in
        let cell = UInt32(choice % cellCount)
        if let before, before.rowCells.haveCommon(row, with: column, in: before.columnCells) {
          return false
        }
        return rowCells.isFirstCommon(cell, of: row, with: column, in: columnCells)
      },
      found: { row, column, similarity in
        lists.insert(
          Neighbor(index: UInt32(column), similarity: similarity), row: row - band.lowerBound)
      }, betweenChoices: between)
    return GroupMatches(band, lists, first: band.lowerBound, threads: search.threads)
  }

  /// The rows and columns of which those in the same cell are compared.
  private func choices(of band: Range<Int>) -> [(rows: CellMembers, columns: CellMembers)] {
    let cellCount = columnMembers.cellCount
    guard let before else {
      return [(CellMembers(rowCells, band, cellCount: cellCount), columnMembers)]
    }
    func rows(thin: Bool) -> CellMembers {
      CellMembers(rowCells, band, cellCount: cellCount) { before.rowsAreThin[$0] == thin }
    }
    let thinColumns = CellMembers(columnCells, columnMembers.groups, cellCount: cellCount) {
      before.columnsAreThin[$0]
    }
    return [(rows(thin: true), columnMembers), (rows(thin: false), thinColumns)]
  }
}

/// Takes groups that are linked, or have a link to the same third one in common (see `GroupLinks`): of all that is
/// known.
struct LinkMatcher: GroupMatcher {
  static let bandSize = 1 << 21

  let links: GroupLinks
  /// The number of this rank's first group, and those of the other one's that are meant.
  let firstRow: Int
  let columns: Range<Int>
  /// The number of the other one's first group.
  let firstColumn: Int
  let threads: Int
  /// Both ranks are this one, and only pairs with row < column count.
  let onlyAboveDiagonal: Bool

  func groups(
    similarTo band: Range<Int>, _ between: (Double) throws -> Void
  ) rethrows -> GroupMatches {
    try GroupMatches(
      band, threads: threads, with: { SeenGroups() },
      others: { row, seen, others in
        let number = firstRow + row
        let first = onlyAboveDiagonal ? max(number + 1, columns.lowerBound) : columns.lowerBound
        links.forEachNear(number, among: min(first, columns.upperBound)..<columns.upperBound, seen)
        {
          others.append(UInt32($0 - firstColumn))
        }
      }, between: between)
  }
}

/// Which of some groups have a cell among the few that they are nearest to.
struct CellMembers {
  let groups: Range<Int>
  let cellCount: Int
  /// Where the members of each cell begin, then their number.
  private let offsets: [Int]
  private let members: [UInt32]

  /// - Parameter isMember: which of the groups are meant.
  init(
    _ nearest: NearestCells, _ groups: Range<Int>, cellCount: Int,
    where isMember: (Int) -> Bool = { _ in true }
  ) {
    var offsets = [Int](repeating: 0, count: cellCount + 1)
    for group in groups where isMember(group) {
      for cell in nearest[group] where cell != NearestCells.noCell { offsets[Int(cell) + 1] += 1 }
    }
    for cell in 0..<cellCount { offsets[cell + 1] += offsets[cell] }
    var next = offsets
    var members = [UInt32](repeating: 0, count: offsets[cellCount])
    for group in groups where isMember(group) {
      for cell in nearest[group] where cell != NearestCells.noCell {
        members[next[Int(cell)]] = UInt32(group)
        next[Int(cell)] += 1
      }
    }
    (self.groups, self.cellCount) = (groups, cellCount)
    (self.offsets, self.members) = (offsets, members)
  }

  /// The groups of a cell, rising.
  subscript(cell: Int) -> ArraySlice<UInt32> { members[offsets[cell]..<offsets[cell + 1]] }
}
