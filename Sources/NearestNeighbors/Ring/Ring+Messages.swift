import Clock
import Embeddings
import MPI

extension Ring {
  private enum Tag {
    static let shard = 1
    static let counts = 2
    static let neighbors = 3
    static let thresholds = 4
  }

  /// Starts to pass on the shard at hand and to receive the one of the next step, if there is one.
  mutating func startExchange(
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
  mutating func exchangeThresholds(
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
  mutating func sendHome(_ found: CandidateLists, to owner: Int) throws(MPIError) {
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
  mutating func receive(from host: Int) throws(MPIError) {
    let start = Moment.now
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

  mutating func wait(for requests: [Request]) throws(MPIError) {
    let start = Moment.now
    try Request.sleepingWaitAll(requests)
    cost.addWaiting(since: start)
  }
}

extension Neighbor: MPIFixedLayout {}
