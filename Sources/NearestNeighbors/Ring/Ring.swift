import Embeddings
import MPI

/// One rank's part of a search in which shards visit each other (see `RingSearch`).
struct Ring {
  /// Which pairs of faces are compared.
  struct Pairs {
    /// Only faces of similar groups; nil: of all.
    var groups: SimilarGroups?
    /// Only pairs that it does not know yet; it is told of them.
    var checkpoint: (any SearchCheckpoint)?
  }

  let faces: RingFaces
  let shard: EmbeddingMatrix
  let layout: ShardLayout
  let world: Communicator
  let schedule: RingSchedule
  let block: BlockSearch
  let pairs: Pairs
  let sharedGroups: SharedGroups?
  let lists: CandidateLists
  /// Where each face is in the order; only with both an order and a checkpoint.
  let positions: [UInt32]?
  /// The pairs of the own shard that are compared first; only with both an order and a checkpoint, as otherwise tiles
  /// on the diagonal come first anyway.
  let squares: DiagonalSquares?
  var cost: SearchCost
  /// Messages under way whose end nobody waits for yet.
  var sending: [Request] = []
  var bandScheduler: RowBandScheduler
  var pairsDone = 0
  var allPairs = 0
  /// The search is to end unfinished: nothing is compared any more, and shards and lists are sent
  /// empty, by which the ranks that wait for them also learn of it.
  var isStopping = false

  /// Compares faces and collects the neighbors of this rank's. Collective.
  ///
  /// - Parameter progress: told now and then which share of the pairs is done on this rank, 0…1.
  /// - Returns: the lists of the rows that were given to this rank, also where the faces are in an
  ///   order; nil, on all ranks, if a checkpoint made the search stop.
  static func neighbors(
    of faces: RingFaces, _ settings: SearchSettings, _ pairs: Pairs, world: Communicator,
    cost: inout SearchCost, progress: (Double) -> Void
  ) throws(MPIError) -> NeighborLists? {
    // Only the lists outlive `candidates`; the rest of the ring's memory is free from here on.
    let found = try candidates(
      of: faces, settings, pairs, world: world, cost: &cost, progress: progress)
    guard let found else { return nil }
    // Ranks that finish early sleep, which leaves their cores to the others.
    try world.sleepingBarrier()
    return try faces.order?.sendHome(found, threads: settings.threads, cost: &cost)
      ?? NeighborLists(found, firstFace: faces.shards.layout.range(of: world.rank).lowerBound)
  }

  private static func candidates(
    of faces: RingFaces, _ settings: SearchSettings, _ pairs: Pairs, world: Communicator,
    cost: inout SearchCost, progress: (Double) -> Void
  ) throws(MPIError) -> CandidateLists? {
    if faces.order == nil { try faces.shards.synchronize() }
    var ring = try Ring(of: faces, settings, pairs, world: world, cost: cost)
    let isComplete: Bool
    do {
      isComplete = try ring.run(progress)
      try ring.sharedGroups?.free()
    } catch let error as MPIError {
      throw error
    } catch {
      preconditionFailure("only MPI calls throw here: \(error)")
    }
    cost = ring.cost
    return isComplete ? ring.lists : nil
  }

  private init(
    of faces: RingFaces, _ settings: SearchSettings, _ pairs: Pairs, world: Communicator,
    cost: SearchCost
  ) throws(MPIError) {
    let shards = faces.shards
    (self.faces, self.pairs, self.world, self.cost) = (faces, pairs, world, cost)
    shard = shards.own
    layout = shards.layout
    schedule = RingSchedule(rank: world.rank, size: world.size)
    let rows = faces.rows(in: shards.own, of: world.rank)
    let comparesGroups = pairs.groups != nil
    if shards.areInPlace, !comparesGroups {
      sharedGroups = try SharedGroups(of: faces, rows, settings, world: world)
    } else {
      sharedGroups = nil
    }
    // Ranks that can share groups all use them or none does.
    let mayUseGroups = !shards.areInPlace && !comparesGroups
    block =
      sharedGroups.map { BlockSearch(rows: rows, groups: $0, threads: settings.threads) }
      ?? BlockSearch(
        rows: rows, groupStarts: mayUseGroups ? faces.groupStarts(of: world.rank) : nil,
        keeping: KeptPairs(minSimilarity: settings.minSimilarity, perFace: settings.k - 1),
        threads: settings.threads, kernel: settings.kernel)
    bandScheduler = RowBandScheduler(rowMultiple: block.tileSize.rows)
    lists = CandidateLists(
      rowCount: shard.rows, capacity: settings.k - 1, minSimilarity: settings.minSimilarity)
    positions = pairs.checkpoint.flatMap { _ in faces.order?.positions() }
    squares =
      positions == nil
      ? nil
      : DiagonalSquares(
        faces: layout.range(of: world.rank), side: Self.tilesOfSquare * block.tileSize.columns)
    self.cost.usedBLAS = block.usesBLAS
    self.cost.usedGroups = block.usesGroups || comparesGroups
    self.cost.encodedVisitors = sharedGroups.map { !$0.hasColumns } ?? false
  }

  /// How many tiles a square on the diagonal is wide.
  private static let tilesOfSquare = 2

  /// What knows of pairs that were compared before, if anything does.
  var checkpoint: (any SearchCheckpoint)? { pairs.checkpoint }

  /// - Returns: whether all pairs have been compared, the same on all ranks.
  private mutating func run(_ progress: (Double) -> Void) throws -> Bool {
    let steps = schedule.steps.map(Array.init) ?? []
    let work = remainingWork()
    allPairs = work.reduce(0) { $0 + $1.count }
    beginCheckpoint()
    var visitor = shard
    var spare: [EmbeddingMatrix] = []
    // One for the visitor at work and one, if another is to come, for the next.
    for _ in faces.shards.areInPlace ? [] : steps.prefix(2) {
      spare.append(EmbeddingMatrix(rows: layout.counts.max()!, dimension: shard.dimension))
    }

    var exchange = try startExchange(of: visitor, step: 0, into: spare.last)
    try compare(
      work[0], with: Visitor(rank: world.rank, matrix: shard, lists: lists), pending: exchange,
      progress)

    for step in steps {
      let rank = schedule.visitor(at: step)
      let range = layout.range(of: rank)
      let thresholds = try exchangeThresholds(step: step)
      try wait(for: exchange + [thresholds.arrival])
      if exchange.first?.status?.count == 0 || thresholds.arrival.status?.count == 0,
        !range.isEmpty
      {
        isStopping = true
      }
      if let inPlace = faces.shards.shard(of: rank) {
        visitor = inPlace
      } else {
        // The matrix that came becomes the visitor; the one it replaces is free again.
        let arrived = spare.removeLast()
        if step > 1 { spare.append(visitor) }
        visitor = arrived
      }
      exchange = try startExchange(of: visitor, step: step, into: spare.last)

      let found = CandidateLists(
        rowCount: range.count, capacity: lists.capacity, leastOfOthers: lists.leastOfOthers
      ) { thresholds.values[$0] }
      try compare(
        work[step], with: Visitor(rank: rank, matrix: visitor, lists: found),
        pending: exchange + sending, progress)
      try sendHome(found, to: rank)
      if step > 1 { try receive(from: schedule.host(at: step - 1)) }
    }
    if let last = steps.last { try receive(from: schedule.host(at: last)) }
    try wait(for: exchange + sending)
    guard checkpoint != nil else { return true }
    return try !world.allReduce(isStopping, with: .logicalOr)
  }

  /// Takes over what a checkpoint knows of the neighbors of the own faces.
  private func beginCheckpoint() {
    let own = layout.range(of: world.rank)
    checkpoint?.begin()
    checkpoint?.restore(own) { face, neighbor in
      lists.insertOnce(neighbor, row: face - own.lowerBound)
    }
  }

  /// The pairs that are left to this rank at each step; step 0 is that of its own shard.
  private func remainingWork() -> [PairRegion] {
    let own = layout.range(of: world.rank)
    var work = [PairRegion(triangleOf: own)]
    for step in schedule.steps.map(Array.init) ?? [] {
      let visitor = layout.range(of: schedule.visitor(at: step))
      let parts = schedule.parts(at: step, ownCount: own.count, visitorCount: visitor.count)
      work.append(
        PairRegion(
          rows: parts.own.shifted(by: own.lowerBound),
          columns: parts.visitor.shifted(by: visitor.lowerBound)))
    }
    let compared = checkpoint?.comparedPairs ?? []
    return work.map { $0.subtracting(compared) }
  }
}
