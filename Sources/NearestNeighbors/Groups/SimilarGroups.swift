import Embeddings
import MPI
import Threads

/// Says which faces of this rank are worth comparing with which of another one: those of groups whose
/// centers are similar.
struct SimilarGroups {
  private let groups: GroupCenters
  /// What the similarity of two centers must reach, also that of a center with itself, since several
  /// ranks can have faces of the same group.
  private let leastSimilarity: Float
  private let rank: Int
  private let threads: Int
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
    (self.rank, threads) = (rank, settings.threads)
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
  init(
    _ groups: GroupCenters, leastSimilarity: Float, linked: LinkedGroups, rank: Int,
    settings: SearchSettings
  ) {
    (self.groups, self.leastSimilarity) = (groups, leastSimilarity)
    (self.rank, threads) = (rank, settings.threads)
    engine = .linked(linked)
  }

  /// Some rows of an area, and what there is to compare of them.
  struct Band {
    let rows: Range<Int>
    /// Those of one group follow each other, and their rows are the same.
    let pairs: ArraySlice<PairRectangle>
  }

  /// Calls `body` with one band of an area after another, which together have all of its rows.
  ///
  /// - Parameters:
  ///   - area: rows of this rank and of the other one, both counted from its first.
  ///   - isInAnyOrder: groups that are compared with the same ones may follow each other, whose faces are then at hand;
  ///     the rows of a band say how many there are, not which.
  ///   - choosing: called now and then while groups are compared, on the calling thread, with the rows of them and the
  ///     share that is done, 0…1.
  ///   - chosen: called when that is done, with the same rows, before they follow in bands.
  func forEachBand(
    of area: Area, isInAnyOrder: Bool,
    choosing: (_ rows: Range<Int>, _ share: Double) throws -> Void,
    chosen: (_ rows: Range<Int>) -> Void,
    _ body: (Band) throws -> Void
  ) rethrows {
    guard !area.pairs.isEmpty else { return }
    let rows = groups.own
    let columns = area.isTriangle ? rows : self.groups(of: area.visitors, rank: area.visitor)
    // The matcher only points to their centers.
    defer { withExtendedLifetime(columns) {} }
    let rowGroups = rows.groups(of: area.pairs.rows)
    let matcher = matcher(
      with: columns, columns.groups(of: area.pairs.columns), of: area.visitor,
      onlyAboveDiagonal: area.isTriangle)
    let bandSize = type(of: matcher).bandSize
    for first in stride(from: rowGroups.lowerBound, to: rowGroups.upperBound, by: bandSize) {
      let band = first..<min(first + bandSize, rowGroups.upperBound)
      let faces = (rows[band.lowerBound].lowerBound..<rows[band.upperBound - 1].upperBound)
        .clamped(to: area.pairs.rows)
      let similar = try matcher.groups(similarTo: band) { try choosing(faces, $0) }
      chosen(faces)
      let order =
        isInAnyOrder
        ? similar.inOrderOfOthers(areSameRank: area.isTriangle) : band.map { UInt32($0) }
      var next = faces.lowerBound
      for start in stride(from: 0, to: order.count, by: Self.groupsTogether) {
        let part = order[start..<min(start + Self.groupsTogether, order.count)]
        let count = part.reduce(0) {
          $0 + rows[Int($1)].clamped(to: area.pairs.rows).count
        }
        let pairs = pairs(of: part, similar, columns, area)
        try body(Band(rows: next..<next + count, pairs: pairs[...]))
        next += count
      }
    }
  }

  /// Rows of this rank and of another one, or the same once more.
  struct Area {
    /// Both counted from the first of their rank.
    let pairs: PairRectangle
    /// The rank that has the columns, and its faces.
    let visitor: Int
    let visitors: FaceRows
    /// Both are the same faces, and only pairs with row < column count.
    let isTriangle: Bool
  }

  /// How many groups a band has: so few that the faces of those that are compared with the same ones fit into the last
  /// cache.
  private static let groupsTogether = 1 << 13

  /// What there is to compare of some groups, which threads find out.
  private func pairs(
    of order: ArraySlice<UInt32>, _ similar: GroupMatches, _ columns: GroupCenters.Groups,
    _ area: Area
  ) -> [PairRectangle] {
    let all = order.indices
    var parts = [[PairRectangle]](
      repeating: [], count: Workers.pieces(all, by: Self.groupsAtATime))
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      Workers(count: threads).forEach(all, by: Self.groupsAtATime) { places, piece, _ in
        var pairs: [PairRectangle] = []
        for group in order[places].lazy.map({ Int($0) }) {
          let members = groups.own[group].clamped(to: area.pairs.rows)
          var others = similar[group]
          if let same = same(group, of: area.visitor, area.isTriangle), isSimilarToItself(group) {
            others.insert(UInt32(same), at: others.firstIndex { $0 > same } ?? others.endIndex)
          }
          for range in columns.ranges(of: others) {
            let part = PairRectangle(
              rows: members, columns: range.clamped(to: area.pairs.columns))
            if !part.isEmpty { pairs.append(part) }
          }
        }
        parts[piece] = pairs
      }
    }
    return Array(parts.joined())
  }

  /// How many groups a thread takes at a time.
  private static let groupsAtATime = 512

  private func groups(of visitors: FaceRows, rank: Int) -> GroupCenters.Groups {
    if case .linked = engine { return groups.groups(of: rank) }
    return groups.groups(of: visitors, rank: rank)
  }

  private func matcher(
    with columns: GroupCenters.Groups, _ columnGroups: Range<Int>, of rank: Int,
    onlyAboveDiagonal: Bool
  ) -> any GroupMatcher {
    switch engine {
    case .all(let search):
      return AllPairsMatcher(
        search: search, columns: (columnGroups, search.columns(columns.centers, columnGroups)),
        nobody: CandidateLists(rowCount: columns.count, capacity: 0) { _ in .infinity },
        leastSimilarity: leastSimilarity, onlyAboveDiagonal: onlyAboveDiagonal)
    case .inCells(let search, let cells):
      let columnCells = cells.cells(of: rank)
      return CellMatcher(
        leastSimilarity: leastSimilarity, search: search,
        columnCenters: search.columns(columns.centers), rowCells: cells.cells(of: self.rank),
        columnCells: columnCells,
        columnMembers: CellMembers(columnCells, columnGroups, cellCount: cells.cellCount),
        onlyAboveDiagonal: onlyAboveDiagonal)
    case .linked(let linked):
      let firstRow = linked.numbers.range(of: self.rank).lowerBound
      let firstColumn = linked.numbers.range(of: rank).lowerBound
      return LinkMatcher(
        links: linked.links, firstRow: firstRow, columns: columnGroups.shifted(by: firstColumn),
        firstColumn: firstColumn, threads: threads, onlyAboveDiagonal: onlyAboveDiagonal)
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
  fileprivate func ranges(of groups: ArraySlice<UInt32>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for group in groups.lazy.map({ Int($0) }) {
      if let last = ranges.last, last.upperBound == self[group].lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<self[group].upperBound
      } else {
        ranges.append(self[group])
      }
    }
    return ranges
  }
}
