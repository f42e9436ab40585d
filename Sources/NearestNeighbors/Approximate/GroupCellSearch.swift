import Embeddings
import MPI

/// Finds the coarse cells that groups are nearest to: of a few groups many, to learn how many are enough,
/// and of all groups so many.
struct GroupCellSearch {
  private let groups: GroupCenters.Groups
  private let order: FaceOrder
  private let cells: CellDirections
  /// Cells that so many groups are near to that they tell nothing.
  private let crowded: [Bool]
  private let own: Range<Int>
  private let world: Communicator
  private let settings: SearchSettings

  /// Comparing two chosen centers costs this many times what comparing two of all does, since codes are copied first;
  /// estimated, not measured.
  private static let costOfChosen = 2.0
  /// Cells are used only if they leave less than this share of the cost of comparing all centers.
  private static let mostOfAll = 0.5
  /// A cell that this many times more groups are near to than on average tells nothing, such as that of poor faces, which
  /// all look alike. Only the groups in it keep it.
  private static let mostCrowded = 8.0
  /// One of so many groups tells which cells are crowded.
  private static let countingStride = 16

  /// Collective.
  ///
  /// - Parameter rows: those of this rank's positions.
  /// - Returns: nil, on all ranks, where there are too few groups for cells to help.
  init?(
    _ groups: GroupCenters, _ rows: FaceRows, _ order: FaceOrder, layout: ShardLayout,
    world: Communicator, settings: SearchSettings
  ) throws(MPIError) {
    guard Double(order.cells.count) < Self.mostOfAll * Double(order.groups.count) / 2 else {
      return nil
    }
    (self.groups, self.order, self.world, self.settings) = (groups.own, order, world, settings)
    own = layout.range(of: world.rank)
    cells = try CellDirections(
      order.cells, rows, layout: layout, world: world, threads: settings.threads)
    let firstGroup = order.groups.runs(of: own).lowerBound
    let counted = Self.firstMet(order, own).filter {
      (firstGroup + $0).isMultiple(of: Self.countingStride)
    }
    let nearest = Self.nearest(
      counted, groups.own, cells, own, most: NearestCells.most,
      crowded: [Bool](repeating: false, count: cells.count), settings)
    let members = try world.allReduce(
      nearest.memberCounts(0..<counted.count, cellCount: cells.count), with: .sum)
    let usual = Double(members.reduce(0, +)) / Double(members.count)
    crowded = members.map { Double($0) > Self.mostCrowded * usual }
  }

  /// The cells that the groups of some of this rank's positions are nearest to.
  func sampled(_ positions: some Sequence<Int>) -> SampledCells {
    let chosen = Set(positions.map { groups.group(of: $0 - own.lowerBound) }).sorted()
    return SampledCells(
      chosen,
      Self.nearest(chosen, groups, cells, own, most: NearestCells.most, crowded: crowded, settings))
  }

  /// So many cells of each group of all ranks. Collective.
  ///
  /// - Parameter progress: told now and then which share is done, 0…1.
  /// - Returns: nil, on all ranks, where it takes no less time to compare the groups that have a common cell
  ///   than to compare all.
  func nearest(
    _ count: Int, progress: (Double) -> Void
  ) throws(MPIError) -> SimilarGroups.GroupCells? {
    let all = cells.cells(of: 0..<groups.count, groups, firstPosition: own.lowerBound)
    let nearest = NearestCells(
      of: groups.centers, in: all, cells, crowded: crowded, most: count, settings: settings,
      progress: progress)
    let members = try world.allReduce(
      nearest.memberCounts(Self.firstMet(order, own), cellCount: cells.count), with: .sum)
    let pairs = members.reduce(0.0) { $0 + Double($1) * Double($1) }
    let allPairs = Double(order.groups.count) * Double(order.groups.count)
    guard Self.costOfChosen * pairs < Self.mostOfAll * allPairs else { return nil }
    return SimilarGroups.GroupCells(
      cellCount: cells.count, perGroup: nearest.perGroup,
      numbers: try world.allGather(varying: nearest.all))
  }

  /// The groups of a rank but for one that begins on an earlier rank, where it counts.
  private static func firstMet(_ order: FaceOrder, _ own: Range<Int>) -> Range<Int> {
    let groups = order.groups.runs(of: own)
    guard !groups.isEmpty else { return 0..<0 }
    let continued = order.groups[groups.lowerBound].lowerBound < own.lowerBound ? 1 : 0
    return continued..<groups.count
  }

  private static func nearest(
    _ chosen: [Int], _ groups: GroupCenters.Groups, _ cells: CellDirections, _ own: Range<Int>,
    most: Int, crowded: [Bool], _ settings: SearchSettings
  ) -> NearestCells {
    let inCells = cells.cells(of: chosen, groups, firstPosition: own.lowerBound)
    // The centers are only pointed to.
    defer { withExtendedLifetime(groups) {} }
    let centers = groups.centers.copied(chosen.map { UInt32($0) })
    return centers.withRows(dimension: groups.centers.dimension) {
      NearestCells(
        of: $0, in: inCells, cells, crowded: crowded, most: most, settings: settings)
    }
  }
}

/// The cells that some of a rank's groups are nearest to.
struct SampledCells {
  let nearest: NearestCells
  /// The groups, rising.
  private let groups: [Int]

  init(_ groups: [Int], _ nearest: NearestCells) {
    precondition(groups.count == nearest.groupCount)
    (self.groups, self.nearest) = (groups, nearest)
  }

  /// The cells of a group that was sampled, the nearest first.
  subscript(group: Int) -> ArraySlice<UInt32> {
    let place = groups.count(upTo: group) - 1
    precondition(groups[place] == group)
    return nearest[place]
  }
}
