import MPI

/// Lets any rank make all ranks stop: it tells the others, who look now and then.
package final class StopAgreement {
  /// Whether this rank stops.
  private(set) var isAgreed = false

  private let channel: Communicator
  private let isRequested: () -> Bool
  private var hasTold = false
  private var heard: Set<Int> = []
  private var sending: [Request] = []

  /// Collective.
  ///
  /// - Parameter isRequested: whether this rank has been asked to stop.
  package init(world: Communicator, isRequested: @escaping () -> Bool) throws(MPIError) {
    channel = try world.duplicate()
    self.isRequested = isRequested
  }

  /// Whether this rank is to stop: because it wants to, or because another one has said so.
  package func poll(requesting: Bool = false) throws(MPIError) -> Bool {
    if isAgreed { return true }
    if requesting || isRequested() {
      isAgreed = true
      hasTold = true
      for rank in 0..<channel.size where rank != channel.rank {
        sending.append(try channel.immediateSend(MPIBuffer<UInt8>([1]), to: rank))
      }
    } else if let message = try channel.immediateProbe(for: UInt8.self, from: nil) {
      try hear(from: message.source)
      isAgreed = true
    }
    return isAgreed
  }

  /// Receives what is still under way, and makes all ranks agree. Collective.
  ///
  /// - Returns: whether any rank stops.
  package func settle() throws(MPIError) -> Bool {
    let tellers = try channel.allGather(hasTold)
    for rank in tellers.indices where tellers[rank] && rank != channel.rank {
      if !heard.contains(rank) { try hear(from: rank) }
    }
    try Request.waitAll(sending)
    isAgreed = tellers.contains(true)
    return isAgreed
  }

  private func hear(from rank: Int) throws(MPIError) {
    _ = try channel.receive(UInt8.self, from: rank)
    heard.insert(rank)
  }
}
