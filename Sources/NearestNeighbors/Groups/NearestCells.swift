import CSimilarity

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

  /// Finds the cells of some groups.
  ///
  /// - Parameters:
  ///   - centers: those of the groups.
  ///   - own: the cell that each of them is in.
  ///   - crowded: cells that only the groups in them have.
  ///   - most: how many cells each group has, where there are so many.
  ///   - progress: told now and then which share is done, 0…1.
  init(
    of centers: FaceRows, in own: [UInt32], _ cells: CellDirections, crowded: [Bool], most: Int,
    settings: SearchSettings, progress: (Double) -> Void = { _ in }
  ) {
    let numbers = (0..<UInt32(cells.count)).filter { !crowded[Int($0)] }
    let perGroup = min(most, cells.count)
    var nearest = [UInt32](repeating: Self.noCell, count: centers.count * perGroup)
    cells.rows.copied(numbers).withRows(dimension: centers.dimension) { directions in
      for first in stride(from: 0, to: centers.count, by: Self.groupsAtATime) {
        let part = first..<min(first + Self.groupsAtATime, centers.count)
        let rows = FaceRows(
          values: centers[first], count: part.count, dimension: centers.dimension, firstFace: 0)
        let similar = MostSimilar(
          of: BlockSearch(
            rows: rows, minSimilarity: -1, threads: settings.threads, kernel: settings.kernel),
          in: directions, count: min(perGroup, numbers.count))
        for group in part {
          let others = similar[group - first].lazy.map { numbers[Int($0.index)] }
            .filter { $0 != own[group] }.prefix(perGroup - 1)
          let place = group * perGroup
          nearest[place] = own[group]
          for (index, cell) in others.enumerated() { nearest[place + 1 + index] = cell }
        }
        progress(Double(part.upperBound) / Double(centers.count))
      }
    }
    (self.perGroup, self.cells) = (perGroup, nearest)
    withExtendedLifetime(cells) {}
  }

  /// Cells that are known, `perGroup` for each group.
  init(_ cells: [UInt32], perGroup: Int) { (self.cells, self.perGroup) = (cells, perGroup) }

  /// The cells of a group, the nearest first.
  subscript(group: Int) -> ArraySlice<UInt32> {
    cells[group * perGroup..<(group + 1) * perGroup]
  }

  /// How many of some groups have each cell.
  func memberCounts(_ groups: some Sequence<Int>, cellCount: Int) -> [Int] {
    var members = [Int](repeating: 0, count: cellCount)
    for group in groups {
      for cell in self[group] where cell != Self.noCell { members[Int(cell)] += 1 }
    }
    return members
  }

  var groupCount: Int { perGroup == 0 ? 0 : cells.count / perGroup }

  /// The cells of each group, group after group.
  var all: [UInt32] { cells }

  /// At which place, counted from 0, two groups have a common cell among their first; nil: they have none.
  static func commonPlace(_ a: ArraySlice<UInt32>, _ b: ArraySlice<UInt32>) -> Int? {
    var best: Int?
    for (place, cell) in a.enumerated() where cell != noCell {
      guard let index = b.firstIndex(of: cell) else { continue }
      best = min(best ?? .max, max(place, index - b.startIndex))
    }
    return best
  }

  /// Whether a cell, which a group has in common with one of others, is the first of its own that is.
  func isFirstCommon(_ cell: UInt32, of group: Int, with other: Int, in others: NearestCells)
    -> Bool
  {
    cells.withUnsafeBufferPointer { own in
      others.cells.withUnsafeBufferPointer { cells in
        let first = own[group * perGroup..<(group + 1) * perGroup]
        guard let place = first.firstIndex(of: cell) else {
          preconditionFailure("the group does not have this cell")
        }
        // A group without further cells has this one before it has none.
        return !any_is_member(
          own.baseAddress! + first.startIndex, place - first.startIndex,
          cells.baseAddress! + other * others.perGroup, others.perGroup)
      }
    }
  }

  /// Whether a group and one of others have a common cell.
  func haveCommon(_ group: Int, with other: Int, in others: NearestCells) -> Bool {
    cells.withUnsafeBufferPointer { own in
      others.cells.withUnsafeBufferPointer { cells in
        let first = own[group * perGroup..<(group + 1) * perGroup]
        return any_is_member(
          own.baseAddress! + first.startIndex, first.prefix { $0 != Self.noCell }.count,
          cells.baseAddress! + other * others.perGroup, others.perGroup)
      }
    }
  }

  /// Only the first cells of some groups, and all of the others.
  func first(_ count: Int, of isLimited: (_ group: Int) -> Bool) -> NearestCells {
    var limited = cells
    for group in 0..<groupCount where isLimited(group) {
      for place in min(count, perGroup)..<perGroup {
        limited[group * perGroup + place] = Self.noCell
      }
    }
    return NearestCells(limited, perGroup: perGroup)
  }

  /// So few that lists and codes need little memory.
  private static let groupsAtATime = 1 << 16
}
