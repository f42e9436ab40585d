import Embeddings
import MPI

/// Finds links between the groups of all ranks in rounds: first groups are compared that have one of few nearest
/// cells in common, then those that are thinly linked also with the groups near more cells.
///
/// Most groups of an identity find each other by few cells, or find a third one that both are linked with; a
/// group that finds hardly anything may be that of a poor face, which is near the others of its identity by chance
/// only. So the many cells that those need are not searched for all.
struct LinkSearch {
  private let cells: SimilarGroups.GroupCells
  private let groups: GroupCenters.Groups
  private let numbers: GroupNumbers
  private let leastSimilarity: Float
  private let world: Communicator
  private let settings: SearchSettings

  /// The first round compares groups by this many times fewer cells. Of 500,000 faces in identities of seventeen, whose
  /// groups need 23 cells, that left out 30 % fewer of the neighbors, and compared about a quarter as many centers, as
  /// 23 cells for all groups.
  private static let fewerAtFirst = 4
  /// Groups linked with at most so many faces are thin, and compared again by all cells: 4 in the second round, 8 in a
  /// third if links are not enough, at last all.
  private static let facesOfThin = [4, 8, Int.max]
  /// Where there are fewer pairs of centers for each face, they are compared at once: after rounds also faces are
  /// compared whose groups' centers are not similar.
  private static let leastPairsPerFace = 1024.0
  private static let tag = 1

  /// - Parameters:
  ///   - cells: those of the groups of all ranks, as many as groups need where all are compared at once.
  ///   - groups: those of this rank.
  init(
    _ cells: SimilarGroups.GroupCells, _ groups: GroupCenters.Groups, _ numbers: GroupNumbers,
    leastSimilarity: Float, world: Communicator, settings: SearchSettings
  ) {
    (self.cells, self.groups, self.numbers) = (cells, groups, numbers)
    (self.leastSimilarity, self.world, self.settings) = (leastSimilarity, world, settings)
  }

  /// Whether rounds take less time than to compare all groups that have a common cell.
  var pays: Bool {
    let members = Double(cells.perGroup * numbers.count)
    let pairs = members * members / Double(2 * cells.cellCount)
    return pairs > Self.leastPairsPerFace * Double(numbers.faceCount)
  }

  /// Finds the links. Collective.
  ///
  /// - Parameters:
  ///   - areEnough: whether no further round is needed; the same on all ranks.
  ///   - progress: told now and then which share is done, 0…1, if there are no rounds after the second.
  func links(
    areEnough: (GroupLinks) -> Bool, progress: (Double) -> Void
  ) throws(MPIError) -> GroupLinks {
    let atFirst = (cells.perGroup + Self.fewerAtFirst - 1) / Self.fewerAtFirst
    let centers = ScatteredSearch(
      rows: groups.centers, minSimilarity: leastSimilarity, threads: settings.threads,
      kernel: settings.kernel)
    // The search only points to their centers.
    defer { withExtendedLifetime(groups) {} }
    var round = Round { cells.cells(of: $0).first(atFirst) { _ in true } }
    var pairs = try pairs(centers, round) { progress(0.5 * $0) }
    var links = GroupLinks(groups: numbers.count, pairs: pairs)
    var thin = [Bool](repeating: false, count: numbers.count)
    for mostFaces in Self.facesOfThin {
      thin = zip(thin, links.areThin(mostFaces: mostFaces, numbers)).map { $0 || $1 }
      round = Round(
        cells: { [thin] rank in
          let firstGroup = numbers.range(of: rank).lowerBound
          return cells.cells(of: rank).first(atFirst) { !thin[firstGroup + $0] }
        }, thin: thin, before: round.cells)
      pairs += try self.pairs(centers, round) { progress(0.5 + 0.5 * $0) }
      links = GroupLinks(groups: numbers.count, pairs: pairs)
      if areEnough(links) { break }
    }
    return links
  }

  /// Which groups are compared.
  private struct Round {
    /// The cells of each rank's groups.
    let cells: (_ rank: Int) -> NearestCells
    /// Where there was a round before: the groups that are compared with others, and the cells of that round.
    var thin: [Bool]?
    var before: ((_ rank: Int) -> NearestCells)?
  }

  /// The pairs of similar groups of one round, of all ranks, the numbers of the two one after the other. Collective.
  private func pairs(
    _ centers: ScatteredSearch, _ round: Round, progress: (Double) -> Void
  ) throws(MPIError) -> [UInt32] {
    let schedule = RingSchedule(rank: world.rank, size: world.size)
    let steps = [0] + (schedule.steps.map(Array.init) ?? [])
    var pairs: [UInt32] = []
    for (index, step) in steps.enumerated() {
      let visitor = schedule.visitor(at: step)
      let visiting = step == 0 ? groups.matrix : try visitingCenters(at: step, schedule)
      let all = (0..<groups.count, 0..<visiting.rows)
      let parts =
        step == 0
        ? all : schedule.parts(at: step, ownCount: groups.count, visitorCount: visiting.rows)
      let (rowCells, columnCells) = (round.cells(world.rank), round.cells(visitor))
      let matcher = CellMatcher(
        leastSimilarity: leastSimilarity, search: centers,
        columnCenters: centers.columns(
          FaceRows(
            values: visiting.values, count: visiting.rows, dimension: visiting.dimension,
            firstFace: 0)),
        rowCells: rowCells, columnCells: columnCells,
        columnMembers: CellMembers(columnCells, parts.1, cellCount: cells.cellCount),
        onlyAboveDiagonal: step == 0,
        before: before(round, visitor))
      for first in stride(
        from: parts.0.lowerBound, to: parts.0.upperBound, by: CellMatcher.bandSize)
      {
        let band = first..<min(first + CellMatcher.bandSize, parts.0.upperBound)
        let similar = matcher.groups(similarTo: band) {
          progress((Double(index) + $0) / Double(steps.count))
        }
        for row in band {
          for other in similar[row] {
            pairs.append(UInt32(numbers.range(of: world.rank).lowerBound + row))
            pairs.append(UInt32(numbers.range(of: visitor).lowerBound) + other)
          }
        }
      }
      withExtendedLifetime(visiting) {}
    }
    return numbers.withoutRepeats(try world.allGather(varying: pairs).elements)
  }

  /// What is known of the groups of this rank and of a visitor since the round before.
  private func before(_ round: Round, _ visitor: Int) -> CellMatcher.RoundBefore? {
    guard let thin = round.thin, let before = round.before else { return nil }
    return CellMatcher.RoundBefore(
      rowCells: before(world.rank), columnCells: before(visitor),
      rowsAreThin: Array(thin[numbers.range(of: world.rank)]),
      columnsAreThin: Array(thin[numbers.range(of: visitor)]))
  }

  /// The centers of the groups of the rank that visits this one at a step. Collective.
  private func visitingCenters(
    at step: Int, _ schedule: RingSchedule
  ) throws(MPIError) -> EmbeddingMatrix {
    let (visitor, own) = (schedule.visitor(at: step), groups.matrix)
    let visiting = EmbeddingMatrix(
      uninitializedRows: numbers.range(of: visitor).count, dimension: own.dimension)
    try Request.sleepingWaitAll([
      world.immediateReceive(
        into: visiting.values, count: visiting.rows * visiting.dimension, keepingAlive: visiting,
        from: visitor, tag: Self.tag),
      world.immediateSend(
        UnsafePointer(own.values), count: own.rows * own.dimension, keepingAlive: own,
        to: schedule.host(at: step), tag: Self.tag),
    ])
    return visiting
  }
}
