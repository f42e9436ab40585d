import Foundation

/// Where the ranks of a run connect to rank 0, and nobody else gets further.
///
/// Anybody who can reach the host can connect. Of those who have not yet proved that they are a rank
/// there are only so many at a time, the last ones, each for a few seconds at most and up to its first
/// byte that no rank would send.
package struct Doorway {
  /// An address at which ranks find rank 0.
  package struct Listener {
    package let descriptor: Int32
    package let address: UInt32
    package let port: UInt16
  }

  /// Somebody who has connected and may be a rank.
  private struct Visitor {
    let descriptor: Int32
    let since: Double
    let challenge = Handshake.Challenge()
    var received: [UInt8] = []
    /// Set once it has proved to be a rank, of which the last frame of the handshake is awaited.
    var rank: BeatConnection?
  }

  /// How many visitors there may be, besides one for each rank.
  package static let spareVisitors = 256
  /// Seconds in which a visitor must be known to be a rank.
  package static let patience = 5.0
  /// How many connections are taken in before what has come is looked at again.
  private static let acceptedAtOnce = 64
  /// Seconds for which nobody is let in when there are no descriptors left.
  static let pause = 0.1

  private let listeners: [Listener]
  private let ranks: Int
  private let secret: [UInt8]
  private var visitors: [Visitor] = []
  private var pausedUntil = -Double.infinity

  package init(listeners: [Listener], ranks: Int, secret: [UInt8]) {
    self.listeners = listeners
    self.ranks = ranks
    self.secret = secret
  }

  /// What to poll for input before the next ``admit(_:connected:frame:now:)``.
  package func descriptors(now: Double) -> [Int32] {
    (now < pausedUntil ? [] : listeners.map(\.descriptor)) + visitors.map(\.descriptor)
  }

  /// Deals with what has come.
  ///
  /// - Parameters:
  ///   - ready: the descriptors that have input.
  ///   - connected: the ranks that have a connection; each has one only.
  ///   - frame: what rank 0 has to tell.
  /// - Returns: connections to ranks of the run.
  package mutating func admit(
    _ ready: Set<Int32>, connected: Set<Int>, frame: BeatFrame, now: Double
  ) -> [BeatConnection] {
    var connected = connected
    var admitted: [BeatConnection] = []
    visitors = visitors.compactMap { visitor in
      var visitor = visitor
      var stays = now - visitor.since < Self.patience
      if stays, ready.contains(visitor.descriptor) { stays = hear(&visitor, frame) }
      if stays, var rank = visitor.rank, rank.framesHeard > 0 {
        if connected.insert(rank.rank).inserted {
          rank.send(frame)
          admitted.append(rank)
          return nil
        }
        stays = false
      }
      if !stays { Foundation.close(visitor.descriptor) }
      return stays ? visitor : nil
    }
    for listener in listeners where ready.contains(listener.descriptor) {
      letIn(from: listener, now: now)
    }
    return admitted
  }

  /// Ends all connections that are not those of ranks, and lets nobody in any more.
  package func close() {
    for descriptor in listeners.map(\.descriptor) + visitors.map(\.descriptor) {
      Foundation.close(descriptor)
    }
  }

  private mutating func letIn(from listener: Listener, now: Double) {
    for _ in 0..<Self.acceptedAtOnce {
      switch TCP.accept(from: listener.descriptor) {
      case .nobody: return
      case .noDescriptors:
        pausedUntil = now + Self.pause
        return
      case .connection(let descriptor):
        let visitor = Visitor(descriptor: descriptor, since: now)
        guard TCP.send(visitor.challenge.bytes, to: descriptor) == Handshake.Challenge.size else {
          Foundation.close(descriptor)
          continue
        }
        visitors.append(visitor)
        if visitors.count > ranks + Self.spareVisitors,
          let oldest = visitors.firstIndex(where: { $0.rank == nil })
        {
          Foundation.close(visitors.remove(at: oldest).descriptor)
        }
      }
    }
  }

  /// Takes in what a visitor has sent.
  ///
  /// - Returns: whether it may still be a rank.
  private func hear(_ visitor: inout Visitor, _ frame: BeatFrame) -> Bool {
    if visitor.rank != nil { return visitor.rank!.receive() == .open }
    let claimSize = Handshake.Claim.size
    guard
      let bytes = TCP.receive(
        from: visitor.descriptor, atMost: claimSize + FrameSeal.size - visitor.received.count)
    else { return false }
    visitor.received += bytes
    guard visitor.received.count >= claimSize else {
      return Handshake.Claim.canStart(with: visitor.received[...])
    }
    guard let claim = Handshake.Claim(Array(visitor.received.prefix(claimSize))),
      (1..<ranks).contains(claim.rank)
    else { return false }
    guard visitor.received.count == claimSize + FrameSeal.size else { return true }
    var seals = Handshake.seals(visitor.challenge, claim, secret: secret)
    guard seals.fromRank.open(visitor.received.dropFirst(claimSize)) != nil else { return false }
    var rank = BeatConnection(
      descriptor: visitor.descriptor, rank: claim.rank, outgoing: seals.fromRoot,
      incoming: seals.fromRank)
    rank.send(frame)
    visitor.rank = rank
    return true
  }
}
