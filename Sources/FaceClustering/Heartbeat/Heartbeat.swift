import Foundation
import MPI
import Synchronization

/// Ends the run, with a message of which rank it was, when a rank ends unexpectedly or falls silent:
/// killed, stopped, or on a host that is cut off. Without it the others would wait for its messages
/// forever.
///
/// A thread of each rank keeps a TCP connection to rank 0 and sends a beat over it now and then,
/// whatever the rank computes or waits for. MPI cannot be used for this: only one thread may call it.
final class Heartbeat: Sendable {
  /// What is known of the other end of a connection.
  private struct Peer {
    let descriptor: Int32
    var rank: Int
    var stage = "start"
    var lastHeard = Date()
    var unread: [UInt8] = []
    var hasLeft = false
  }

  private struct State {
    var peers: [Peer] = []
    var hasLeft = false
  }

  private let state = Mutex(State())
  private let rank: Int
  private let hosts: [String]
  private let nonce: UInt64
  /// Silence in seconds that ends the run; 0 for none.
  private let timeout: Double
  private let stage: @Sendable () -> String
  /// What to say about going on with the run.
  private let advice: String

  private var period: Double { timeout > 0 ? min(5, max(0.2, timeout / 10)) : 5 }

  /// Connects all ranks. Collective.
  ///
  /// - Parameters:
  ///   - stage: names what this rank does at the moment.
  ///   - note: told on rank 0 if ranks cannot be connected; they are then not watched.
  init(
    nodes: NodeTopology, timeout: Double, advice: String, stage: @escaping @Sendable () -> String,
    note: (String) -> Void
  ) throws {
    let world = nodes.all
    rank = world.rank
    self.timeout = timeout
    self.advice = advice
    self.stage = stage
    hosts = try world.allGather(varying: Array(MPIEnvironment.processorName.utf8)).map {
      String(decoding: $0, as: UTF8.self)
    }
    let listener = world.rank == 0 ? TCP.listen(onlyLocally: nodes.nodeCount == 1) : nil
    nonce = try world.broadcast(UInt64.random(in: 0...UInt64.max), from: 0)
    let port = try world.broadcast(Int(listener?.port ?? 0), from: 0)
    let addresses = try world.broadcast(world.rank == 0 ? TCP.ownAddresses() : [], from: 0)
    var connection: Int32?
    if world.rank > 0, port > 0 {
      let isLocal = nodes.nodeOfRank[world.rank] == nodes.nodeOfRank[0]
      connection = TCP.connect(
        toFirstOf: isLocal ? [TCP.loopback] : addresses, port: UInt16(port))
    }
    let isConnected = try world.allGather(world.rank == 0 || connection != nil)
    let missing = isConnected.indices.filter { !isConnected[$0] }
    if world.rank == 0, !missing.isEmpty {
      note(
        "no connection from rank \(missing[0]) on \(hosts[missing[0]]) to rank 0 besides MPI: if a "
          + "rank is stopped or cut off, this run will wait for it")
    }
    if let connection {
      state.withLock { $0.peers.append(Peer(descriptor: connection, rank: 0)) }
    }
    if world.size > 1 {
      Thread.detachNewThread { [self] in watch(listener?.descriptor) }
    }
  }

  /// Says goodbye: from now on neither this rank nor, to the others, its end matters.
  func leave() {
    state.withLock { state in
      state.hasLeft = true
      let frame = BeatFrame(nonce: nonce, rank: rank, isLast: true, stage: stage()).bytes
      for peer in state.peers {
        TCP.send(frame, to: peer.descriptor)
        shutdown(peer.descriptor, Int32(SHUT_WR))
      }
    }
  }

  private func watch(_ listener: Int32?) {
    var lastBeat = Date.distantPast
    var lastRound = Date()
    while true {
      var waiting = state.withLock { state in
        state.peers.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
      }
      if let listener { waiting.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0)) }
      poll(&waiting, nfds_t(waiting.count), Int32(period * 500))
      let now = Date()
      let message = state.withLock { state -> String? in
        guard !state.hasLeft else { return nil }
        if let listener, waiting.last!.revents != 0 {
          let descriptor = accept(listener, nil, nil)
          // Its rank comes with the first beat.
          if descriptor >= 0 { state.peers.append(Peer(descriptor: descriptor, rank: -1)) }
        }
        // After a pause of this process itself the others have had no chance to be heard.
        if now.timeIntervalSince(lastRound) > 3 * period {
          for place in state.peers.indices { state.peers[place].lastHeard = now }
        }
        return read(&state, waiting) ?? silent(state, now)
      }
      lastRound = now
      if let message { end(message) }
      if state.withLock(\.hasLeft) { return }
      if now.timeIntervalSince(lastBeat) >= period {
        lastBeat = now
        let frame = BeatFrame(nonce: nonce, rank: rank, isLast: false, stage: stage()).bytes
        for peer in state.withLock(\.peers) { TCP.send(frame, to: peer.descriptor) }
      }
    }
  }

  /// Reads what has come, and returns what is to be said of a rank that has ended.
  private func read(_ state: inout State, _ waiting: [pollfd]) -> String? {
    var ended: [Int32] = []
    for place in state.peers.indices
    where waiting.contains(where: { $0.fd == state.peers[place].descriptor && $0.revents != 0 }) {
      guard let bytes = TCP.receive(from: state.peers[place].descriptor) else {
        ended.append(state.peers[place].descriptor)
        continue
      }
      state.peers[place].unread += bytes
      while let frame = BeatFrame(takenFrom: &state.peers[place].unread) {
        guard frame.nonce == nonce, hosts.indices.contains(frame.rank) else {
          ended.append(state.peers[place].descriptor)
          break
        }
        state.peers[place].rank = frame.rank
        state.peers[place].stage = frame.stage
        state.peers[place].hasLeft = frame.isLast
        state.peers[place].lastHeard = Date()
      }
    }
    let gone = state.peers.filter { ended.contains($0.descriptor) }
    state.peers.removeAll { ended.contains($0.descriptor) }
    for peer in gone { close(peer.descriptor) }
    // A connection that never said who it is was nobody's.
    guard let peer = gone.first(where: { !$0.hasLeft && $0.rank >= 0 }) else { return nil }
    return "\(name(peer)) ended in the stage \(peer.stage): killed, out of memory, or crashed"
  }

  private func silent(_ state: State, _ now: Date) -> String? {
    guard timeout > 0 else { return nil }
    let silent = state.peers.filter {
      !$0.hasLeft && $0.rank >= 0 && now.timeIntervalSince($0.lastHeard) > timeout
    }
    guard let stage = silent.first?.stage else { return nil }
    return silent.map(name).joined(separator: ", ")
      + " silent for \(Int(timeout)) s in the stage \(stage): stopped, or the host is cut off"
  }

  private func name(_ peer: Peer) -> String { "rank \(peer.rank) on \(hosts[peer.rank])" }

  private func end(_ message: String) -> Never {
    // Rank 0 speaks first if it is there, then the others in their order; the first ends the job.
    Thread.sleep(forTimeInterval: min(3, Double(rank) * 0.3))
    FileHandle.standardError.write(Data("error: \(message); \(advice)\n".utf8))
    _exit(Failure.Kind.whileRunning.rawValue)
  }
}

/// What ranks send each other: who they are and what they do.
struct BeatFrame: Equatable {
  let nonce: UInt64
  let rank: Int
  /// The rank leaves in order.
  let isLast: Bool
  let stage: String

  static let size = 32
  private static let stageSize = 16

  init(nonce: UInt64, rank: Int, isLast: Bool, stage: String) {
    self.nonce = nonce
    self.rank = rank
    self.isLast = isLast
    self.stage = stage
  }

  /// Takes the first frame from bytes that have come; nil if it has not come wholly.
  init?(takenFrom bytes: inout [UInt8]) {
    guard bytes.count >= Self.size else { return nil }
    func number(_ range: Range<Int>) -> UInt64 {
      bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    nonce = number(0..<8)
    rank = Int(number(8..<12))
    isLast = number(12..<16) == 1
    stage = String(decoding: bytes[16..<Self.size].prefix { $0 != 0 }, as: UTF8.self)
    bytes.removeFirst(Self.size)
  }

  var bytes: [UInt8] {
    func number(_ value: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
    let text = Array(stage.utf8.prefix(Self.stageSize))
    return number(nonce, 8) + number(UInt64(rank), 4) + number(isLast ? 1 : 0, 4) + text
      + [UInt8](repeating: 0, count: Self.stageSize - text.count)
  }
}
