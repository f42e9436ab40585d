import Embeddings
import MPI

/// Says which faces of this rank are worth comparing with which of another one: those of groups whose
/// centers are similar.
struct SimilarGroups {
  private let groups: GroupCenters
  /// What the similarity of two centers must reach, also that of a center with itself, since several
  /// ranks can have faces of the same group.
  private let leastSimilarity: Float
  private let rank: Int
  private let engine: Engine

  /// Of how many cells two groups must have one in common, or thin ones where others need not; nil: they need none.
  var cellsPerGroup: Int? {
    switch engine {
    case .all: nil
    case .inCells(_, let cells): cells.perGroup
    case .linked(let linked): linked.cellsPerGroup
    }
  }

  private enum Engine {
    case all(BlockSearch)
    case inCells(ScatteredSearch, GroupCells)
    case linked(LinkedGroups)
  }

  /// Groups of all ranks of which it is known which are similar.
  struct LinkedGroups {
    let links: GroupLinks
    let numbers: GroupNumbers
    /// Of how many cells thin groups had one in common with others.
    let cellsPerGroup: Int
    let threads: Int
  }

  /// The cells of the groups of all ranks.
  struct GroupCells {
    let cellCount: Int
    let perGroup: Int
    /// By ranks, group after group.
    let numbers: RankParts<UInt32>

    func cells(of rank: Int) -> NearestCells {
      NearestCells(Array(numbers[rank]), perGroup: perGroup)
    }
  }

  /// - Parameter cells: only centers are compared that have one in common; nil: all.
  init(
    _ groups: GroupCenters, leastSimilarity: Float, cells: GroupCells?, rank: Int,
    settings: SearchSettings
  ) {
    (self.groups, self.leastSimilarity) = (groups, leastSimilarity)
    self.rank = rank
    let centers = groups.own.centers
    if let cells {
      engine = .inCells(
        ScatteredSearch(
          rows: centers, minSimilarity: leastSimilarity, threads: settings.threads,
          kernel: settings.kernel), cells)
    } else {
      engine = .all(
        BlockSearch(
          rows: centers, minSimilarity: leastSimilarity, threads: settings.threads,
          kernel: settings.kernel))
    }
  }

  /// Groups that are linked, or have links to the same third one.
  init(_ groups: GroupCenters, leastSimilarity: Float, linked: LinkedGroups, rank: Int) {
    (self.groups, self.leastSimilarity, self.rank) = (groups, leastSimilarity, rank)
    engine = .linked(linked)
  }

  /// Some rows of an area, and what there is to compare of them.
  struct Band {
    let rows: Range<Int>
    /// By rising rows; of one group the rows are the same.
    let pairs: ArraySlice<PairRectangle>
  }

  /// Calls `body` with one band of an area after another, which together have all of its rows.
  ///
  /// - Parameters:
  ///   - area: rows of this rank and of the other one, both counted from its first.
  ///   - onlyAboveDiagonal: both are the same faces, and only pairs with row < column count.
  ///   - between: called now and then while groups are compared, on the calling thread, with the rows of the band
  ///     that is being made and the share of it that is done, 0…1.
  func forEachBand(
    of area: PairRectangle, with visitors: FaceRows, of rank: Int, onlyAboveDiagonal: Bool,
    between: (_ rows: Range<Int>, _ share: Double) throws -> Void,
    _ body: (Band) throws -> Void
  ) rethrows {
    guard !area.isEmpty else { return }
    let rows = groups.own
    let columns = onlyAboveDiagonal ? rows : self.groups(of: visitors, rank: rank)
    // The meeting only points to their centers.
    defer { withExtendedLifetime(columns) {} }
    let rowGroups = rows.groups(of: area.rows)
    let meeting = meeting(
      with: columns, columns.groups(of: area.columns), of: rank,
      onlyAboveDiagonal: onlyAboveDiagonal)
    let bandSize = type(of: meeting).bandSize
    for first in stride(from: rowGroups.lowerBound, to: rowGroups.upperBound, by: bandSize) {
      let band = first..<min(first + bandSize, rowGroups.upperBound)
      let faces = (rows[band.lowerBound].lowerBound..<rows[band.upperBound - 1].upperBound)
        .clamped(to: area.rows)
      let similar = try meeting.groups(similarTo: band) { try between(faces, $0) }
      var pairs: [PairRectangle] = []
      for group in band {
        let members = rows[group].clamped(to: area.rows)
        var others = similar.lists.neighbors(group - similar.first).map { Int($0.index) }
        if let same = same(group, of: rank, onlyAboveDiagonal), isSimilarToItself(group) {
          others.append(same)
        }
        for range in columns.ranges(of: others.sorted()) {
          let part = PairRectangle(rows: members, columns: range.clamped(to: area.columns))
          if !part.isEmpty { pairs.append(part) }
        }
      }
      try body(Band(rows: faces, pairs: pairs[...]))
    }
  }

  private func groups(of visitors: FaceRows, rank: Int) -> GroupCenters.Groups {
    if case .linked = engine { return groups.groups(of: rank) }
    return groups.groups(of: visitors, rank: rank)
  }

  private func meeting(
    with columns: GroupCenters.Groups, _ columnGroups: Range<Int>, of rank: Int,
    onlyAboveDiagonal: Bool
  ) -> any CenterMeeting {
    switch engine {
    case .all(let search):
      return MeetingOfAll(
        search: search, columns: (columnGroups, search.columns(columns.centers, columnGroups)),
        nobody: CandidateLists(rowCount: columns.count, capacity: 0) { _ in .infinity },
        leastSimilarity: leastSimilarity, onlyAboveDiagonal: onlyAboveDiagonal)
    case .inCells(let search, let cells):
      let columnCells = cells.cells(of: rank)
      return MeetingInCells(
        leastSimilarity: leastSimilarity, search: search,
        columnCenters: search.columns(columns.centers), rowCells: cells.cells(of: self.rank),
        columnCells: columnCells,
        columnMembers: CellMembers(columnCells, columnGroups, cellCount: cells.cellCount),
        onlyAboveDiagonal: onlyAboveDiagonal)
    case .linked(let linked):
      let firstRow = linked.numbers.range(of: self.rank).lowerBound
      let firstColumn = linked.numbers.range(of: rank).lowerBound
      return MeetingOfLinked(
        links: linked.links, firstRow: firstRow, columns: columnGroups.shifted(by: firstColumn),
        firstColumn: firstColumn, threads: linked.threads, onlyAboveDiagonal: onlyAboveDiagonal)
    }
  }

  /// Where the groups of a rank have a group of this one, if it is to be compared with itself and does not meet itself.
  private func same(_ group: Int, of rank: Int, _ areSameRank: Bool) -> Int? {
    if areSameRank { return group }
    guard case .linked(let linked) = engine else { return nil }
    let number = linked.numbers.range(of: self.rank).lowerBound + group
    let others = linked.numbers.range(of: rank)
    return others.contains(number) ? number - others.lowerBound : nil
  }

  private func isSimilarToItself(_ group: Int) -> Bool {
    let center = groups.own.centers[group]
    return Similarity.of(center, center, dimension: groups.own.centers.dimension)
      >= leastSimilarity
  }
}

extension GroupCenters.Groups {
  /// The faces of groups that are given in rising order, in as few ranges as possible.
  fileprivate func ranges(of groups: [Int]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for group in groups {
      if let last = ranges.last, last.upperBound == self[group].lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<self[group].upperBound
      } else {
        ranges.append(self[group])
      }
    }
    return ranges
  }
}
