import Dispatch
import Embeddings
import MPI

/// The exact nearest neighbors of all faces, whose rows are spread over the ranks.
///
/// Shards go round a ring (see `RingSchedule`). A rank first compares its own shard with itself,
/// and all ranks tell each other what each face's list still accepts. Then shards visit; what a
/// visit yields for the visitor's faces goes straight back to their own rank, where it is merged.
/// All messages are under way while the next block is computed.
public struct RingSearch {
  /// The neighbors searched for a face, the face itself counted.
  public let k: Int
  /// The least similarity of a neighbor.
  public let minSimilarity: Float
  public let threads: Int

  /// What a search cost on this rank.
  public struct Cost: Sendable {
    /// Seconds in which there was nothing to compute because a message had not come.
    public var waitingSeconds = 0.0
    /// Bytes sent.
    public var bytes = 0
  }

  public init(k: Int, minSimilarity: Float, threads: Int) {
    precondition(k >= 1 && threads >= 1)
    self.k = k
    self.minSimilarity = minSimilarity
    self.threads = threads
  }

  /// Searches the neighbors of this rank's faces among all faces. Collective.
  ///
  /// - Parameters:
  ///   - shard: this rank's rows, normalized, those of `layout.range(of: world.rank)`.
  ///   - progress: told now and then which share of this rank's comparisons is done, 0…1.
  public func neighbors(
    of shard: EmbeddingMatrix, layout: ShardLayout, world: Communicator,
    progress: (Double) -> Void = { _ in }
  ) throws(MPIError) -> (lists: NeighborLists, cost: Cost) {
    var ring = Ring(search: self, shard: shard, layout: layout, world: world)
    do {
      try ring.run(progress)
    } catch let error as MPIError {
      throw error
    } catch {
      preconditionFailure("only MPI calls throw here: \(error)")
    }
    let first = layout.range(of: world.rank).lowerBound
    return (NeighborLists(ring.lists, firstFace: first), ring.cost)
  }
}

/// The state of one rank's search.
private struct Ring {
  let shard: EmbeddingMatrix
  let layout: ShardLayout
  let world: Communicator
  let schedule: RingSchedule
  let block: BlockSearch
  let lists: CandidateLists
  let minSimilarity: Float
  var cost = RingSearch.Cost()
  private var sending: [Request] = []

  private enum Tag {
    static let shard = 1
    static let counts = 2
    static let neighbors = 3
  }

  init(search: RingSearch, shard: EmbeddingMatrix, layout: ShardLayout, world: Communicator) {
    self.shard = shard
    self.layout = layout
    self.world = world
    minSimilarity = search.minSimilarity
    schedule = RingSchedule(rank: world.rank, size: world.size)
    block = BlockSearch(
      threads: search.threads, kernel: BLASKernel(dimension: shard.dimension))
    lists = CandidateLists(rowCount: shard.rows, capacity: search.k - 1) { _ in
      search.minSimilarity
    }
  }

  mutating func run(_ progress: (Double) -> Void) throws {
    let steps = schedule.steps.map(Array.init) ?? []
    let counts = layout.counts
    let allPairs = Double(max(1, schedule.pairs(counts: counts)))
    var pairsBefore = 0
    var visitor = shard
    var spare: [EmbeddingMatrix] = []
    if !steps.isEmpty {
      let rows = counts.max()!
      for _ in 0..<2 { spare.append(EmbeddingMatrix(rows: rows, dimension: shard.dimension)) }
    }

    var exchange = try startExchange(of: visitor, step: 0, into: spare.last)
    try block.compareAll(rows(of: shard, of: world.rank), lists) { pairs in
      for request in exchange { _ = try request.test() }
      progress(Double(pairs) / 2 / allPairs)
    }
    pairsBefore += shard.rows * shard.rows / 2
    let thresholds = try world.allGather(
      varying: (0..<shard.rows).map { lists.threshold($0) }, counts: counts)

    for step in steps {
      try wait(for: exchange)
      // The matrix that came becomes the visitor; the one it replaces is free again.
      let arrived = spare.removeLast()
      if step > 1 { spare.append(visitor) }
      visitor = arrived
      exchange = try startExchange(of: visitor, step: step, into: spare.last)

      let rank = schedule.visitor(at: step)
      let range = layout.range(of: rank)
      let found = CandidateLists(rowCount: range.count, capacity: lists.capacity) {
        thresholds[range.lowerBound + $0]
      }
      let parts = schedule.parts(
        at: step, ownCount: shard.rows, visitorCount: range.count)
      let pending = exchange + sending
      try block.compare(
        rows(of: shard, of: world.rank), parts.own, lists,
        with: rows(of: visitor, of: rank), parts.visitor, found
      ) { pairs in
        for request in pending { _ = try request.test() }
        progress(Double(pairsBefore + pairs) / allPairs)
      }
      pairsBefore += parts.own.count * parts.visitor.count
      try sendHome(found, to: rank)
      if step > 1 { try receive(from: schedule.host(at: step - 1)) }
    }
    if let last = steps.last { try receive(from: schedule.host(at: last)) }
    try wait(for: exchange + sending)
  }

  private func rows(of matrix: EmbeddingMatrix, of rank: Int) -> FaceRows {
    let range = layout.range(of: rank)
    return FaceRows(
      values: matrix.values, count: range.count, dimension: matrix.dimension,
      firstFace: range.lowerBound)
  }

  /// Starts to pass on the shard at hand and to receive the one of the next step, if there is one.
  private mutating func startExchange(
    of visitor: EmbeddingMatrix, step: Int, into next: EmbeddingMatrix?
  ) throws(MPIError) -> [Request] {
    guard let last = schedule.steps?.upperBound, step < last, let next else { return [] }
    let incoming = layout.range(of: schedule.visitor(at: step + 1)).count * next.dimension
    let outgoing = layout.range(of: schedule.visitor(at: step)).count * next.dimension
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

  /// Starts to send the visitor's neighbors found here to the visitor's own rank.
  private mutating func sendHome(_ found: CandidateLists, to owner: Int) throws(MPIError) {
    var counts: [UInt32] = []
    var neighbors: [Neighbor] = []
    for row in 0..<found.rowCount {
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
    let counts = try world.receive(UInt32.self, from: host, tag: Tag.counts).elements
    let neighbors = try world.receive(Neighbor.self, from: host, tag: Tag.neighbors).elements
    addWaiting(since: start)
    var next = 0
    for (row, count) in counts.enumerated() {
      for neighbor in neighbors[next..<next + Int(count)] { lists.insert(neighbor, row: row) }
      next += Int(count)
    }
  }

  private mutating func wait(for requests: [Request]) throws(MPIError) {
    let start = DispatchTime.now()
    try Request.waitAll(requests)
    addWaiting(since: start)
  }

  private mutating func addWaiting(since start: DispatchTime) {
    let waited = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
    cost.waitingSeconds += Double(waited) * 1e-9
  }
}

extension Neighbor: MPIFixedLayout {}
