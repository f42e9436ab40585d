import Dispatch
import Embeddings
import MPI

/// The exact nearest neighbors of all faces, whose rows are spread over the ranks.
///
/// Shards go round a ring (see `RingSchedule`). A rank first compares its own shard with itself. Then
/// shards visit, and with them what each face's list still accepts; what a visit yields for the
/// visitor's faces goes straight back to their own rank, where it is merged. All messages are under
/// way while the next block is computed. Where all ranks share a node shards are read in place.
///
/// Many faces are brought into an order first in which faces alike follow each other (see
/// `FaceOrder`); the ring then goes by positions in that order.
///
/// With a checkpoint a rank leaves out what earlier searches have compared, but the ring and its
/// messages stay the same.
public struct RingSearch {
  /// The neighbors searched for a face, the face itself counted.
  public let k: Int
  /// The least similarity of a neighbor.
  public let minSimilarity: Float
  public let threads: Int
  public let kernel: SearchKernel
  /// How many faces are brought into an order of their own: fewer are compared before it is found.
  private static let leastFacesInOrder = 20_000
  /// With lower ones too few groups of faces can be ruled out for an order to help an exact search;
  /// faces that are less alike make no group in any case.
  static let leastSimilarityInOrder: Float = 0.3

  /// What a search does, one after the other.
  public enum Phase: Sendable {
    /// Brings the faces into order.
    case ordering
    /// Compares them.
    case comparing
  }

  /// What a search cost on this rank.
  public struct Cost: Sendable {
    /// Seconds in which there was nothing to compute because a message had not come.
    public var waitingSeconds = 0.0
    /// Bytes sent.
    public var bytes = 0
    /// Whether this rank ruled out pairs by groups of faces.
    public var usedGroups = false
    /// Whether shared memory had no room for the codes of faces in place, so that this rank encoded
    /// each shard that visited it.
    public var encodedVisitors = false
    /// The pairs of faces that an approximate search compared.
    var comparedPairs = 0

    public init() {}

    mutating func addWaiting(since start: DispatchTime) {
      let waited = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
      waitingSeconds += Double(waited) * 1e-9
    }
  }

  public init(k: Int, minSimilarity: Float, threads: Int, kernel: SearchKernel = .fastest) {
    precondition(k >= 1 && threads >= 1 && kernel.isSupported)
    self.k = k
    self.minSimilarity = minSimilarity
    self.threads = threads
    self.kernel = kernel
  }

  /// Searches the neighbors of this rank's faces among all faces. Collective.
  ///
  /// - Parameters:
  ///   - shards: the rows, normalized; each rank has written its own. The search may put other faces
  ///     in their place.
  ///   - checkpoint: what to go on from and to report to; on all ranks or on none.
  ///   - progress: told now and then which share of a phase is done on this rank, 0…1.
  /// - Returns: nil, on all ranks, if the checkpoint of any rank made the search stop.
  public func neighbors(
    of shards: Shards, world: Communicator, checkpoint: (any SearchCheckpoint)? = nil,
    progress: (Phase, Double) -> Void = { _, _ in }
  ) throws(MPIError) -> (lists: NeighborLists, cost: Cost)? {
    var cost = Cost()
    let order =
      bringsInOrder(faces: shards.layout.faces)
      ? try FaceOrder(
        reordering: shards, world: world, search: self, cost: &cost
      ) { progress(.ordering, $0) } : nil
    let lists = try neighbors(
      of: shards, order: order, world: world, checkpoint: checkpoint, cost: &cost
    ) { progress(.comparing, $0) }

    return lists.map { ($0, cost) }
  }

  /// Whether so many faces are brought into an order of their own before they are compared. The same
  /// for all ranks and kernels, since a checkpoint goes by the order.
  package func bringsInOrder(faces: Int, isApproximate: Bool = false) -> Bool {
    faces >= Self.leastFacesInOrder
      && (isApproximate || minSimilarity >= Self.leastSimilarityInOrder)
  }

  /// What every rank needs, besides rows, to bring faces into order, in bytes.
  package func orderBytes(faces: Int, dimension: Int) -> Int {
    FaceOrder.centerBytes(faces: faces, dimension: dimension)
  }

  /// The same with an order that the faces were brought into, or none.
  ///
  /// - Parameter similarGroups: only their faces are compared; never with a checkpoint.
  func neighbors(
    of shards: Shards, order: FaceOrder?, similarGroups: SimilarGroups? = nil,
    world: Communicator, checkpoint: (any SearchCheckpoint)?, cost: inout Cost,
    progress: (Double) -> Void
  ) throws(MPIError) -> NeighborLists? {
    // Of what the ring has in memory only the lists go on.
    let found = try candidates(
      of: shards, order: order, similarGroups: similarGroups, world: world,
      checkpoint: checkpoint, cost: &cost, progress: progress)
    guard let found else { return nil }
    return try order?.sendHome(found, cost: &cost)
      ?? NeighborLists(found, firstFace: shards.layout.range(of: world.rank).lowerBound)
  }

  private func candidates(
    of shards: Shards, order: FaceOrder?, similarGroups: SimilarGroups?, world: Communicator,
    checkpoint: (any SearchCheckpoint)?, cost: inout Cost, progress: (Double) -> Void
  ) throws(MPIError) -> CandidateLists? {
    if order == nil { try shards.synchronize() }
    var ring = try Ring(
      search: self, shards: shards, order: order, similarGroups: similarGroups, world: world,
      checkpoint: checkpoint, cost: cost)
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
}

/// The state of one rank's search.
private struct Ring {
  let shards: Shards
  let shard: EmbeddingMatrix
  let order: FaceOrder?
  let layout: ShardLayout
  let world: Communicator
  let schedule: RingSchedule
  let block: BlockSearch
  let similarGroups: SimilarGroups?
  let sharedGroups: SharedGroups?
  let lists: CandidateLists
  let checkpoint: (any SearchCheckpoint)?
  /// Where each face is in the order; only with both.
  let positions: [UInt32]?
  var cost: RingSearch.Cost
  private var sending: [Request] = []
  private var cutter: BandCutter
  private var pairsDone = 0
  private var allPairs = 0
  /// The search is to end unfinished: nothing is compared any more, and shards and lists are sent
  /// empty, by which the ranks that wait for them also learn of it.
  private var isStopping = false

  private enum Tag {
    static let shard = 1
    static let counts = 2
    static let neighbors = 3
    static let thresholds = 4
  }

  init(
    search: RingSearch, shards: Shards, order: FaceOrder?, similarGroups: SimilarGroups?,
    world: Communicator, checkpoint: (any SearchCheckpoint)?, cost: RingSearch.Cost
  ) throws(MPIError) {
    self.similarGroups = similarGroups
    self.shards = shards
    shard = shards.own
    layout = shards.layout
    self.order = order
    self.cost = cost
    self.world = world
    self.checkpoint = checkpoint
    positions = checkpoint == nil ? nil : order?.positions()
    schedule = RingSchedule(rank: world.rank, size: world.size)
    let own = layout.range(of: world.rank)
    let rows = FaceRows(
      values: shard.values, count: own.count, dimension: shard.dimension,
      firstFace: own.lowerBound, numbers: order.map { UnsafePointer($0.faces + own.lowerBound) })
    if shards.areInPlace, similarGroups == nil, let order, let kernel = search.kernel.screening {
      sharedGroups = try SharedGroups(
        shards, rows, order: order, minSimilarity: search.minSimilarity, threads: search.threads,
        kernel: kernel, world: world)
    } else {
      sharedGroups = nil
    }
    // Ranks that can share groups all use them or none does.
    let mayUseGroups = !shards.areInPlace && similarGroups == nil
    block =
      sharedGroups.map { BlockSearch(rows: rows, groups: $0, threads: search.threads) }
      ?? BlockSearch(
        rows: rows, groupStarts: mayUseGroups ? order?.groupStarts(in: own) : nil,
        minSimilarity: search.minSimilarity, threads: search.threads, kernel: search.kernel)
    self.cost.usedGroups = block.usesGroups || similarGroups != nil
    self.cost.encodedVisitors = sharedGroups.map { !$0.hasColumns } ?? false
    cutter = BandCutter(rowMultiple: block.tileSize.rows)
    lists = CandidateLists(rowCount: shard.rows, capacity: search.k - 1) { _ in
      search.minSimilarity
    }
  }

  /// - Returns: whether all pairs have been compared, the same on all ranks.
  mutating func run(_ progress: (Double) -> Void) throws -> Bool {
    let steps = schedule.steps.map(Array.init) ?? []
    let firstFace = layout.range(of: world.rank).lowerBound
    let work = remainingWork()
    allPairs = work.reduce(0) { $0 + $1.count }
    checkpoint?.begin()
    checkpoint?.restore(layout.range(of: world.rank)) { [lists] face, neighbor in
      lists.insertOnce(neighbor, row: face - firstFace)
    }
    var visitor = shard
    var spare: [EmbeddingMatrix] = []
    // One for the visitor at work and one, if another is to come, for the next.
    for _ in shards.areInPlace ? [] : steps.prefix(2) {
      spare.append(EmbeddingMatrix(rows: layout.counts.max()!, dimension: shard.dimension))
    }

    var exchange = try startExchange(of: visitor, step: 0, into: spare.last)
    try compare(work[0], with: shard, of: world.rank, lists, pending: exchange, progress)

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
      if let inPlace = shards.shard(of: rank) {
        visitor = inPlace
      } else {
        // The matrix that came becomes the visitor; the one it replaces is free again.
        let arrived = spare.removeLast()
        if step > 1 { spare.append(visitor) }
        visitor = arrived
      }
      exchange = try startExchange(of: visitor, step: step, into: spare.last)

      let found = CandidateLists(rowCount: range.count, capacity: lists.capacity) {
        thresholds.values[$0]
      }
      try compare(
        work[step], with: visitor, of: rank, found, pending: exchange + sending, progress)
      try sendHome(found, to: rank)
      if step > 1 { try receive(from: schedule.host(at: step - 1)) }
    }
    if let last = steps.last { try receive(from: schedule.host(at: last)) }
    try wait(for: exchange + sending)
    guard checkpoint != nil else { return true }
    return try !world.allReduce(isStopping, with: .logicalOr)
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

  /// Compares the pairs of a region and tells the checkpoint, if there is one, from band to band.
  private mutating func compare(
    _ region: PairRegion, with visitor: EmbeddingMatrix, of rank: Int, _ found: CandidateLists,
    pending: [Request], _ progress: (Double) -> Void
  ) throws {
    guard let needed = region.columns, !isStopping else { return }
    let firstRow = layout.range(of: world.rank).lowerBound
    let firstColumn = layout.range(of: rank).lowerBound
    let faces = rows(of: visitor, of: rank)
    let columns =
      sharedGroups?.columns(of: rank).map { block.columns(faces, encoded: $0) }
      ?? block.columns(
        faces, groupStarts: order?.groupStarts(in: layout.range(of: rank)),
        needed.shifted(by: -firstColumn))
    if let similarGroups {
      for area in region.rectangles {
        try similarGroups.forEachBand(
          of: PairRectangle(
            rows: area.rows.shifted(by: -firstRow), columns: area.columns.shifted(by: -firstColumn)),
          with: columns.faces, of: rank, onlyAboveDiagonal: region.isTriangle
        ) { pairs, share in
          try block.compare(
            pairs, lists, with: columns, found, onlyAboveDiagonal: region.isTriangle
          ) {
            for request in pending { _ = try request.test() }
          }
          cost.comparedPairs += pairs.reduce(0) {
            $0 + $1.count(aboveDiagonal: region.isTriangle)
          }
          progress((Double(pairsDone) + share * Double(region.count)) / Double(max(allPairs, 1)))
        }
      }
      pairsDone += region.count
      return
    }
    for whole in region.rectangles where !isStopping {
      // The rows before `next` are compared, those before `handedOver` are known to the checkpoint.
      var handedOver = whole.rows.lowerBound
      var next = handedOver
      while next < whole.rows.upperBound, !isStopping {
        var left = PairRectangle(rows: next..<whole.rows.upperBound, columns: whole.columns)
        if region.isTriangle { left = left.trimmedToDiagonal }
        let rows =
          checkpoint == nil
          ? left.rows : cutter.firstBand(of: left.rows, columns: left.columns.count)
        let start = DispatchTime.now()
        var pairs = 0
        try block.compare(
          rows.shifted(by: -firstRow), lists,
          with: columns, left.columns.shifted(by: -firstColumn), found,
          onlyAboveDiagonal: region.isTriangle
        ) {
          pairs = $0
          for request in pending { _ = try request.test() }
          progress(min(1, Double(pairsDone + pairs) / Double(max(allPairs, 1))))
        }
        next = rows.upperBound
        let band = PairRectangle(rows: rows, columns: left.columns)
        let count = band.count(aboveDiagonal: region.isTriangle)
        pairsDone += count
        cutter.compared(pairs: count, since: start)
        guard let checkpoint else { continue }
        isStopping = try checkpoint.shouldStop()
        if isStopping || checkpoint.isDue || next == whole.rows.upperBound {
          let part = PairRectangle(rows: handedOver..<next, columns: whole.columns)
          checkpoint.add {
            ComparedPairs(
              region.isTriangle ? part.trimmedToDiagonal : part,
              lists, firstRow: firstRow, found, firstColumn: firstColumn, positions: positions)
          }
          handedOver = next
        }
      }
    }
  }

  private func rows(of matrix: EmbeddingMatrix, of rank: Int) -> FaceRows {
    let range = layout.range(of: rank)
    return FaceRows(
      values: matrix.values, count: range.count, dimension: matrix.dimension,
      firstFace: range.lowerBound,
      numbers: order.map { UnsafePointer($0.faces + range.lowerBound) })
  }

  /// Starts to pass on the shard at hand and to receive the one of the next step, if there is one.
  private mutating func startExchange(
    of visitor: EmbeddingMatrix, step: Int, into next: EmbeddingMatrix?
  ) throws(MPIError) -> [Request] {
    guard let next, let last = schedule.steps?.upperBound, step < last else { return [] }
    let incoming = layout.range(of: schedule.visitor(at: step + 1)).count * next.dimension
    let outgoing =
      isStopping ? 0 : layout.range(of: schedule.visitor(at: step)).count * next.dimension
    cost.bytes += outgoing * MemoryLayout<Float>.size
    return [
      try world.immediateReceive(
        into: next.values, count: incoming, keepingAlive: next, from: schedule.visitor(at: 1),
        tag: Tag.shard),
      try world.immediateSend(
        UnsafePointer(visitor.values), count: outgoing, keepingAlive: visitor,
        to: schedule.host(at: 1), tag: Tag.shard),
    ]
  }

  /// Starts to send what the own lists still accept to the rank that this shard visits at a step, and
  /// to receive the same of the visitor's.
  private mutating func exchangeThresholds(
    step: Int
  ) throws(MPIError) -> (values: MPIBuffer<Float>, arrival: Request) {
    let (visitor, host) = (schedule.visitor(at: step), schedule.host(at: step))
    let values = MPIBuffer<Float>(repeating: 0, count: layout.range(of: visitor).count)
    let arrival = try world.immediateReceive(into: values, from: visitor, tag: Tag.thresholds)
    let own = MPIBuffer(isStopping ? [] : (0..<shard.rows).map { lists.threshold($0) })
    cost.bytes += own.count * MemoryLayout<Float>.size
    sending.append(try world.immediateSend(own, to: host, tag: Tag.thresholds))
    return (values, arrival)
  }

  /// Starts to send the visitor's neighbors found here to the visitor's own rank.
  private mutating func sendHome(_ found: CandidateLists, to owner: Int) throws(MPIError) {
    // What has arrived needs no memory any more.
    var pending: [Request] = []
    for request in sending {
      if try !request.test() { pending.append(request) }
    }
    sending = pending
    var counts: [UInt32] = []
    counts.reserveCapacity(found.rowCount)
    var neighbors: [Neighbor] = []
    neighbors.reserveCapacity((0..<found.rowCount).reduce(0) { $0 + found.neighbors($1).count })
    for row in 0..<found.rowCount where !isStopping {
      counts.append(UInt32(found.neighbors(row).count))
      neighbors.append(contentsOf: found.neighbors(row))
    }
    cost.bytes += counts.count * 4 + neighbors.count * MemoryLayout<Neighbor>.size
    sending.append(
      try world.immediateSend(MPIBuffer(counts), to: owner, tag: Tag.counts))
    sending.append(
      try world.immediateSend(MPIBuffer(neighbors), to: owner, tag: Tag.neighbors))
  }

  /// Merges what this rank's faces found on a host they visited.
  private mutating func receive(from host: Int) throws(MPIError) {
    let start = DispatchTime.now()
    try world.sleepingProbe(for: UInt32.self, from: host, tag: Tag.counts)
    let counts = try world.receive(UInt32.self, from: host, tag: Tag.counts).elements
    let neighbors = try world.receive(Neighbor.self, from: host, tag: Tag.neighbors).elements
    cost.addWaiting(since: start)
    var next = 0
    for (row, count) in counts.enumerated() {
      for neighbor in neighbors[next..<next + Int(count)] { lists.insert(neighbor, row: row) }
      next += Int(count)
    }
  }

  private mutating func wait(for requests: [Request]) throws(MPIError) {
    let start = DispatchTime.now()
    try Request.sleepingWaitAll(requests)
    cost.addWaiting(since: start)
  }
}

extension Neighbor: MPIFixedLayout {}
