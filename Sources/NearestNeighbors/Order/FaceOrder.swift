import CMemory
import Clock
import Embeddings
import MPI

/// An order of all faces in which faces alike follow each other, group after group, whatever rank
/// reads them: then most groups of one shard can be ruled out as a whole for most groups of another.
///
/// Faces are put into coarse cells by k-means, those of a cell are divided into groups on one rank (see
/// `LeaderClustering`), and positions are given cell by cell and group by group. The order
/// depends on the faces, `usualSimilarity` and whether the search is approximate alone, so that what a checkpoint knows
/// of positions holds for any number of ranks.
final class FaceOrder: @unchecked Sendable {
  /// The row in the whole input of the face at each position.
  let faces: UnsafeMutablePointer<UInt32>
  /// The groups of faces alike.
  let groups: PositionRuns
  /// The coarse cells, each of whole groups.
  let cells: PositionRuns
  private let layout: ShardLayout
  private let world: Communicator

  /// Reorders the rows of all shards: afterwards each holds those of its rank's positions, which are
  /// spread over the ranks like rows. Collective.
  ///
  /// - Parameters:
  ///   - isApproximate: some faces may be in cells that are not quite the nearest.
  ///   - progress: told now and then which share is done, 0…1.
  /// - Returns: nil, on all ranks, with the shards as they were, if faces do not fall apart into
  ///   cells.
  init?(
    reordering shards: Shards, isApproximate: Bool, world: Communicator, settings: SearchSettings,
    cost: inout SearchCost, progress: (Double) -> Void
  ) throws(MPIError) {
    let (shard, layout) = (shards.own, shards.layout)
    let own = layout.range(of: world.rank)
    let rows = shards.rowsAsGiven(of: world.rank)
    try shards.synchronize()
    let (cellsOfRows, cellCount) = try Self.cells(
      of: rows, shards, isApproximate: isApproximate, world: world, settings: settings
    ) { progress($0 * Self.shareOfCells) }
    guard
      let redistribution = try CellRedistribution(
        cellsOfRows, cellCount: cellCount, world: world,
        mostPairs: Self.mostPairsOfEvenCells / Double(cellCount))
    else { return nil }
    let hosted = try CellFaces(
      rows, redistribution, shards,
      CellFaces.Grouping(
        leastSimilarity: max(settings.usualSimilarity, SearchSettings.leastSimilarityInOrder),
        isByDistance: !isApproximate),
      threads: settings.threads
    ) { progress(Self.shareOfCells + $0 * (1 - Self.shareOfCells)) }
    let start = Moment.now
    var counts = [Int](repeating: 0, count: world.size)
    for position in hosted.positions { counts[layout.rank(of: Int(position))] += 1 }
    let homes = try world.allToAll(varying: RankParts(hosted.positions, counts: counts)).elements
    let numbers = try world.allToAll(varying: RankParts(hosted.numbers, counts: counts)).elements
    let order = homes.map { Int($0) - own.lowerBound }
    cost.addWaiting(since: start)
    shards.willBeReordered()
    if !shards.areWithinReach {
      try hosted.send(to: shards, order, counts: counts, world: world, cost: &cost)
    }
    let gathering = Moment.now
    var ownFaces = [UInt32](repeating: 0, count: shard.rows)
    for (row, number) in zip(order, numbers) { ownFaces[row] = number }
    let inOrder = try world.allGather(varying: ownFaces, counts: layout.counts)
    faces = .allocate(capacity: max(1, inOrder.count))
    faces.initialize(from: inOrder, count: inOrder.count)
    groups = PositionRuns(
      starts: try world.allGather(varying: hosted.groupStarts).elements.sorted(),
      positions: layout.faces)
    cells = PositionRuns(starts: redistribution.cellStarts, positions: layout.faces)
    self.layout = layout
    self.world = world
    cost.bytes += 16 * rows.count
    cost.addWaiting(since: gathering)
    if shards.areWithinReach {
      try shards.reorder(by: faces, world: world, threads: settings.threads, cost: &cost)
    }
  }

  deinit { faces.deallocate() }

  /// Cells of one size would have 1 / count of all pairs. Faces whose cells have so many times more do not
  /// fall apart.
  private static let mostPairsOfEvenCells = 64.0
  /// The share of the time that finding the cells takes: the groups take about a quarter of that.
  private static let shareOfCells = 0.8

  /// The cell of each of the own rows, and how many there are. Collective.
  private static func cells(
    of rows: FaceRows, _ shards: Shards, isApproximate: Bool, world: Communicator,
    settings: SearchSettings, progress: (Double) -> Void
  ) throws(MPIError) -> (ofRows: [UInt32], count: Int) {
    let assigner = BlockSearch(
      rows: rows, minSimilarity: -1, threads: settings.threads, kernel: settings.kernel)
    let effort = CellCenters.Effort(
      faces: shards.layout.faces, isApproximate: isApproximate)
    // Of the sampled faces, several times, and of all.
    let sampled = Double(effort.centers * effort.facesPerCenter * effort.iterations)
    let all = Double(shards.layout.faces)
    let work = sampled + all
    let centers = try CellCenters(
      of: rows, shards, world: world, assigner: assigner, effort: effort
    ) { progress($0 * sampled / work) }
    func tell(_ share: Double) { progress((sampled + share * all) / work) }
    let nearest =
      isApproximate
      ? try centers.nearlyNearest(
        to: assigner, of: shards.layout, world: world, kernel: settings.kernel, progress: tell)
      : centers.nearest(to: assigner, progress: tell)
    try centers.free()
    return (nearest, centers.count)
  }

  /// The position of every face.
  func positions() -> [UInt32] {
    var positions = [UInt32](repeating: 0, count: layout.faces)
    for position in 0..<layout.faces { positions[Int(faces[position])] = UInt32(position) }
    return positions
  }

  /// Moves the lists of this rank's positions to the ranks of their faces, with several threads where there is
  /// something to compute. Collective.
  ///
  /// - Returns: those of this rank's rows.
  func sendHome(
    _ lists: CandidateLists, threads: Int, cost: inout SearchCost
  ) throws(MPIError) -> NeighborLists {
    lists.sort(threads: threads)
    // What the search needed, as far as malloc has kept it.
    give_back_memory()
    let own = layout.range(of: world.rank)
    let first = own.lowerBound
    let order = (0..<lists.rowCount).sorted { faces[first + $0] < faces[first + $1] }
    var counts = [Int](repeating: 0, count: world.size)
    for row in order { counts[layout.rank(of: Int(faces[first + row]))] += 1 }
    let start = Moment.now
    let owners = try world.allToAll(
      varying: RankParts(order.map { faces[first + $0] }, counts: counts)
    ).elements
    let lengths = try world.allToAll(
      varying: RankParts(order.map { UInt32(lists.neighbors($0).count) }, counts: counts)
    ).elements
    cost.bytes += 8 * lists.rowCount + lists.neighborCount * MemoryLayout<Neighbor>.size
    let arrived = try exchange(lists, order)
    cost.addWaiting(since: start)

    var offsets = [Int](repeating: 0, count: own.count + 1)
    guard world.size > 1 else {
      // Sent, and so arrived, in the order of the rows.
      for (row, length) in lengths.enumerated() { offsets[row + 1] = offsets[row] + Int(length) }
      return NeighborLists(firstFace: own.lowerBound, offsets: offsets, neighbors: arrived)
    }
    for (face, length) in zip(owners, lengths) {
      offsets[Int(face) - own.lowerBound + 1] = Int(length)
    }
    for row in 0..<own.count { offsets[row + 1] += offsets[row] }
    let neighbors = [Neighbor](unsafeUninitializedCapacity: arrived.count) { buffer, count in
      var next = 0
      for (face, length) in zip(owners, lengths) {
        let place = offsets[Int(face) - own.lowerBound]
        _ = buffer[place..<place + Int(length)].initialize(
          fromContentsOf: arrived[next..<next + Int(length)])
        next += Int(length)
      }
      count = arrived.count
    }
    return NeighborLists(firstFace: own.lowerBound, offsets: offsets, neighbors: neighbors)
  }

  /// Lists are anywhere in memory, so they are asked for so many before they are moved.
  private static let listsAhead = 16

  /// The neighbors in the lists of this rank's rows, from all ranks. Of the lists as they were found,
  /// as they are sent and as they arrive never more than two are in memory.
  private func exchange(
    _ lists: CandidateLists, _ order: [Int]
  ) throws(MPIError) -> [Neighbor] {
    var counts = [Int](repeating: 0, count: world.size)
    var sent: [Neighbor] = []
    sent.reserveCapacity(lists.neighborCount)
    for (place, row) in order.enumerated() {
      if place + Self.listsAhead < order.count {
        lists.prefetchStates(order[place + Self.listsAhead]..<order[place + Self.listsAhead] + 1)
        lists.prefetchNeighbors(order[place + Self.listsAhead / 2])
      }
      let before = sent.count
      let home = layout.rank(of: Int(faces[layout.range(of: world.rank).lowerBound + row]))
      lists.move(row, to: &sent)
      counts[home] += sent.count - before
    }
    // Small pieces of memory are not given back by themselves.
    give_back_memory()
    guard world.size > 1 else { return sent }
    return try world.allToAll(varying: RankParts(sent, counts: counts)).elements
  }
}
