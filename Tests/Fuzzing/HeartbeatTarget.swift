import FaceClustering
import Foundation
import Storage

/// The two ends of the ranks' connections besides MPI, as somebody without the secret meets them.
///
/// An input is a byte that says which end, one that says how many of the right bytes come first, one that
/// says how many bytes are sent at a time, and then what follows.
enum HeartbeatTarget {
  static let seeds: [[UInt8]] = [
    [0, 0, 255], [0, 100, 7], [0, 64, 50, 1, 2, 3], [0, 82, 255] + Array(repeating: 7, count: 18),
    [0, 0, 30] + Array("face-cluster-mpi beats 1 rank".utf8),
    [1, 0, 255], [1, 61, 255] + Array(repeating: 1, count: 36),
    [1, 0, 30] + Array("face-cluster-mpi beats 1 root".utf8),
    [2, 0, 0, 3, 255], [2, 0, 0, 3, 75], [2, 0, 0, 7, 0],
  ]

  static let words = ["face-cluster-mpi beats 1 ", "root", "rank"]

  static func parse(_ path: String) throws -> String {
    let input = try InputFile.contents(of: path)
    guard input.count >= 3 else { return "nothing" }
    let (cut, atATime, rest) = (Int(input[1]), max(1, Int(input[2])), Array(input.dropFirst(3)))
    switch input[0] % 3 {
    case 0: return knock(cut: cut, atATime: atATime, rest)
    case 1: return answer(cut: cut, rest)
    default: return read(rest)
    }
  }

  /// Connects to rank 0 of two.
  private static func knock(cut: Int, atATime: Int, _ rest: [UInt8]) -> String {
    let secret = Handshake.random()
    guard let listener = TCP.listen(at: TCP.loopback) else { preconditionFailure("no listener") }
    var doorway = Doorway(listeners: [listener], ranks: 2, secret: secret)
    defer { doorway.close() }
    guard let visit = TCP.connect(to: TCP.loopback, port: listener.port) else {
      preconditionFailure("no connection")
    }
    var isVisiting = true
    var admitted: [BeatConnection] = []
    defer {
      if isVisiting { leave(visit) }
      for rank in admitted { close(rank.descriptor) }
    }
    admit(&doorway, &admitted)
    var received: [UInt8] = []
    while received.count < Handshake.Challenge.size {
      precondition(TCP.wait(for: visit, seconds: 10), "no challenge")
      guard let more = TCP.receive(from: visit) else { preconditionFailure("no challenge") }
      received += more
    }
    guard let challenge = Handshake.Challenge(received) else { preconditionFailure("no challenge") }
    let claim = Handshake.Claim(rank: 1)
    var seals = Handshake.seals(challenge, claim, secret: secret)
    let frame = BeatFrame(stage: .load)
    let right = claim.bytes + seals.fromRank.seal(frame) + seals.fromRank.seal(frame)
    let sent = right.prefix(cut) + rest
    var unsent = Array(sent)
    while !unsent.isEmpty {
      guard TCP.send(Array(unsent.prefix(atATime)), to: visit) > 0 else { break }
      unsent.removeFirst(min(atATime, unsent.count))
      admit(&doorway, &admitted)
    }
    admit(&doorway, &admitted)
    precondition(admitted.isEmpty || sent.starts(with: right), "a stranger was let in")
    let isRank = sent.elementsEqual(right)
    let patience = BeatConnection.now + 10
    while isRank, admitted.isEmpty, BeatConnection.now < patience { admit(&doorway, &admitted) }
    precondition(!isRank || admitted.count == 1, "a rank was not let in")
    isVisiting = false
    leave(visit)
    for place in admitted.indices {
      _ = admitted[place].receive()
      precondition(admitted[place].framesHeard <= 2 && admitted[place].exitCode == nil, "forged")
    }
    return "\(admitted.count) let in"
  }

  private static func admit(_ doorway: inout Doorway, _ admitted: inout [BeatConnection]) {
    let now = BeatConnection.now
    var waiting = doorway.descriptors(now: now).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    poll(&waiting, nfds_t(waiting.count), 0)
    let ready = Set(waiting.filter { $0.revents != 0 }.map(\.fd))
    admitted += doorway.admit(
      ready, connected: Set(admitted.map(\.rank)), frame: BeatFrame(stage: .start), now: now)
  }

  /// Ends a connection at once, so that the system does not keep its port for a minute.
  private static func leave(_ descriptor: Int32) {
    var atOnce = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
    close(descriptor)
  }

  /// Says to be rank 0.
  private static func answer(cut: Int, _ rest: [UInt8]) -> String {
    var ends: [Int32] = [0, 0]
    precondition(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0, "no sockets")
    defer { for end in ends { close(end) } }
    _ = TCP.send(Array(Handshake.Challenge().bytes.prefix(cut)) + rest, to: ends[0])
    shutdown(ends[0], Int32(SHUT_WR))
    let root = BeatConnection.toRoot(
      over: ends[1], as: 1, secret: Handshake.random(), frame: BeatFrame(stage: .load),
      patience: 10)
    precondition(root == nil, "somebody was taken for rank 0")
    return "not rank 0"
  }

  /// Reads frames without their seals.
  private static func read(_ bytes: [UInt8]) -> String {
    let frames = stride(from: 0, to: bytes.count, by: BeatFrame.size).compactMap { start in
      let content = Array(bytes[start...].prefix(BeatFrame.size))
      let frame = BeatFrame(content)
      precondition(frame == nil || frame?.bytes == content, "a frame that is none")
      return frame
    }
    return "\(frames.count) frames"
  }
}
