import Clock
import Foundation

/// An end of a connection between a rank and rank 0 of the same run, and what is known of the other.
package struct BeatConnection {
  package let descriptor: Int32
  /// The rank at the other end.
  package let rank: Int
  package private(set) var stage = Stage.start
  /// Set once the other end has said that it ends.
  package private(set) var exitCode: Int32?
  package private(set) var framesHeard = 0
  /// Whether the other end sends nothing any more, but still listens.
  var hasEnded = false
  /// In seconds of `now`.
  var lastHeard = BeatConnection.now

  private var outgoing: FrameSeal
  private var incoming: FrameSeal
  private var unread: [UInt8] = []
  private var unsent: [UInt8]

  /// Seconds of a clock that nobody sets.
  package static var now: Double { Moment.now.seconds }

  /// - Parameter first: what is sent before all frames.
  init(
    descriptor: Int32, rank: Int, outgoing: FrameSeal, incoming: FrameSeal, first: [UInt8] = []
  ) {
    self.descriptor = descriptor
    self.rank = rank
    self.outgoing = outgoing
    self.incoming = incoming
    unsent = first
  }

  /// Sends a frame or, where the other end does not even take the ones before, drops it: only the last
  /// one must not be lost.
  mutating func send(_ frame: BeatFrame) {
    sendRest()
    guard framesHeard == 0 || unsent.isEmpty || frame.exitCode != nil else { return }
    unsent += outgoing.seal(frame)
    sendRest()
  }

  private mutating func sendRest() {
    unsent.removeFirst(TCP.send(unsent, to: descriptor))
  }

  /// What a connection turned out to be.
  package enum Condition { case open, ended, forged }

  /// Takes in what has come, without waiting.
  package mutating func receive() -> Condition {
    guard let bytes = TCP.receive(from: descriptor) else { return .ended }
    unread += bytes
    while unread.count >= FrameSeal.size {
      guard let frame = incoming.open(unread.prefix(FrameSeal.size)) else { return .forged }
      unread.removeFirst(FrameSeal.size)
      (stage, exitCode) = (frame.stage, frame.exitCode)
      framesHeard += 1
      lastHeard = Self.now
    }
    return .open
  }

  /// Connects to rank 0: both ends know then that the other has the secret of the run.
  ///
  /// - Parameter patience: the seconds after which rank 0 does not answer.
  /// - Returns: nil where there is nobody, or somebody else.
  package static func toRoot(
    over descriptor: Int32, as rank: Int, secret: [UInt8], frame: BeatFrame, patience: Double
  ) -> BeatConnection? {
    let deadline = now + patience
    var received: [UInt8] = []
    while received.count < Handshake.Challenge.size {
      guard TCP.wait(for: descriptor, seconds: deadline - now),
        let bytes = TCP.receive(
          from: descriptor, atMost: Handshake.Challenge.size - received.count)
      else { return nil }
      received += bytes
    }
    guard let challenge = Handshake.Challenge(received) else { return nil }
    let claim = Handshake.Claim(rank: rank)
    let seals = Handshake.seals(challenge, claim, secret: secret)
    var root = BeatConnection(
      descriptor: descriptor, rank: 0, outgoing: seals.fromRank, incoming: seals.fromRoot,
      first: claim.bytes)
    for answers in 1...2 {
      root.send(frame)
      while root.framesHeard < answers {
        if TCP.wait(for: descriptor, seconds: deadline - now), root.receive() == .open { continue }
        // Rank 0 may believe that there is a connection.
        root.send(BeatFrame(stage: frame.stage, exitCode: 0))
        return nil
      }
    }
    return root
  }
}
