/// The coarse cells that the groups of a rank are nearest to, the one that a group is in first.
///
/// Nearest is meant by the similarity of the group's center and the cell's direction, of equal ones the cell
/// with the lower number.
struct NearestCells {
  /// The cells known of a group. More than a few need not be: by more of them a center would be compared with
  /// nearly as many others as there are. Of 200,000 faces with cosines of 0.54 to 0.74 four were enough for all
  /// but 0.25 % of the neighbors, of as many in identities of seventeen twelve, in identities of five nineteen.
  static let most = 32

  /// Stands where a group has no further cell.
  static let noCell = UInt32.max

  /// How many are known of each group.
  let perGroup: Int
  private let cells: [UInt32]

  /// - Parameters:
  ///   - firstPosition: that of the first face of the groups.
  ///   - progress: told now and then which share is done, 0…1.
  init(
    of groups: GroupCenters.Groups, firstPosition: Int, _ cells: CellDirections,
    settings: SearchSettings, progress: (Double) -> Void = { _ in }
  ) {
    // Their rows are only pointers.
    defer { withExtendedLifetime((groups, cells)) {} }
    let perGroup = min(Self.most, cells.count)
    var nearest: [UInt32] = []
    nearest.reserveCapacity(groups.count * perGroup)
    let centers = groups.centers
    for first in stride(from: 0, to: groups.count, by: Self.groupsAtATime) {
      let part = first..<min(first + Self.groupsAtATime, groups.count)
      let rows = FaceRows(
        values: centers[first], count: part.count, dimension: centers.dimension, firstFace: 0)
      let lists = Self.lists(rows, cells.rows, perGroup, settings) {
        progress((Double(first) + $0 * Double(part.count)) / Double(groups.count))
      }
      for group in part {
        let own = UInt32(cells.runs.run(of: firstPosition + groups[group].lowerBound))
        let others = lists.neighbors(group - first).sorted(by: >).map(\.index)
        nearest.append(own)
        nearest.append(contentsOf: others.filter { $0 != own }.prefix(perGroup - 1))
      }
    }
    (self.perGroup, self.cells) = (perGroup, nearest)
  }

  /// Cells that are known, `perGroup` for each group.
  init(_ cells: [UInt32], perGroup: Int) { (self.cells, self.perGroup) = (cells, perGroup) }

  /// The cells of a group, the nearest first.
  subscript(group: Int) -> ArraySlice<UInt32> {
    cells[group * perGroup..<(group + 1) * perGroup]
  }

  /// The same without some cells, but for those that groups are in.
  func without(_ crowded: [Bool]) -> NearestCells {
    var left: [UInt32] = []
    left.reserveCapacity(cells.count)
    for group in 0..<groupCount {
      let own = self[group].prefix(1)
      let others = self[group].dropFirst().filter { $0 != Self.noCell && !crowded[Int($0)] }
      left += own + others
      left += repeatElement(Self.noCell, count: perGroup - 1 - others.count)
    }
    return NearestCells(left, perGroup: perGroup)
  }

  /// How many of some groups have each cell among their first.
  func memberCounts(_ groups: Range<Int>, first count: Int, cellCount: Int) -> [Int] {
    var members = [Int](repeating: 0, count: cellCount)
    for group in groups {
      for cell in self[group].prefix(count) where cell != Self.noCell { members[Int(cell)] += 1 }
    }
    return members
  }

  var groupCount: Int { perGroup == 0 ? 0 : cells.count / perGroup }

  /// The first few cells of each group, group after group.
  func first(_ count: Int) -> [UInt32] {
    (0..<groupCount).flatMap { self[$0].prefix(count) }
  }

  /// At which place, counted from 0, two groups have a common cell among their first; nil: they have none.
  static func commonPlace(_ a: ArraySlice<UInt32>, _ b: ArraySlice<UInt32>) -> Int? {
    var best: Int?
    for (place, cell) in a.enumerated() where cell != noCell {
      guard let index = b.firstIndex(of: cell) else { continue }
      best = min(best ?? .max, max(place, index - b.startIndex))
    }
    return best
  }

  /// So few that lists and codes need little memory.
  private static let groupsAtATime = 1 << 16
  /// How many cells centers are compared with at first: what a list has learned rules out most others.
  private static let cellsAtFirst = 32
  /// A threshold that every similarity reaches. It is finite: kernels tell places without a face by infinite ones.
  private static let belowAllSimilarities: Float = -2

  private static func lists(
    _ rows: FaceRows, _ directions: FaceRows, _ capacity: Int, _ settings: SearchSettings,
    _ progress: (Double) -> Void
  ) -> CandidateLists {
    let block = BlockSearch(
      rows: rows, minSimilarity: -1, threads: settings.threads, kernel: settings.kernel)
    let lists = CandidateLists(rowCount: rows.count, capacity: capacity) { _ in
      belowAllSimilarities
    }
    let nobody = CandidateLists(rowCount: directions.count, capacity: 0) { _ in .infinity }
    var first = 0
    while first < directions.count {
      let part = first..<min(max(2 * first, cellsAtFirst), directions.count)
      block.compare(
        PairRectangle(rows: 0..<rows.count, columns: part), lists,
        with: block.columns(directions, part), nobody
      ) { pairs in
        progress(Double(rows.count * first + pairs) / Double(rows.count * directions.count))
      }
      first = part.upperBound
    }
    return lists
  }
}
