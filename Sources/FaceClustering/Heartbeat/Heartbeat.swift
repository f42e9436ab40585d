import Foundation
import MPI
import Storage
import Synchronization

/// Ends the run, with a message of which rank it was, when a rank ends unexpectedly or falls silent:
/// killed, stopped, or on a host that is cut off. Without it the others would wait for its messages
/// forever.
///
/// A thread of each rank keeps a TCP connection to rank 0 and sends a beat over it now and then,
/// whatever the rank computes or waits for. MPI cannot be used for this: only one thread may call it.
/// A rank that ends by itself says so first, with its exit code, and the others follow it without a
/// message of their own.
///
/// A rank that has told of ranks that are silent on other hosts stays for a while before it ends:
/// the launcher can notice by itself that a host is gone only as long as it has nothing to send to
/// it, and would else wait many minutes for that host to end its ranks.
final class Heartbeat: Sendable {
  /// What is known of the other end of a connection.
  private struct Peer {
    let descriptor: Int32
    /// Negative until the first beat tells it.
    var rank: Int
    var stage = "start"
    /// In seconds of `Heartbeat.now`.
    var lastHeard = Heartbeat.now
    var unread: [UInt8] = []
    /// Set once it has said that it ends.
    var exitCode: Int32?
  }

  private struct State {
    var peers: [Peer] = []
    var hasLeft = false
  }

  /// Why this rank must end.
  private enum End {
    /// A rank has ended with this code and has said why.
    case following(Int32)
    case saying(String, inSeconds: Double)
  }

  private let state = Mutex(State())
  private let rank: Int
  private let hosts: [String]
  private let nodeOfRank: [Int]
  private let nonce: UInt64
  /// Silence in seconds that ends the run; 0 for none.
  private let timeout: Double
  private let signals: StopSignals
  /// What to say about going on with the run.
  private let advice: String

  private var period: Double { timeout > 0 ? min(5, max(0.2, timeout / 10)) : 5 }

  /// Seconds of a clock that nobody sets.
  private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

  /// Connects all ranks. Collective.
  ///
  /// - Parameters:
  ///   - signals: knows the stage of this rank, and ends it when a signal comes.
  ///   - note: told on rank 0 if ranks cannot be connected; they are then not watched.
  init(
    nodes: NodeTopology, timeout: Double, advice: String, signals: StopSignals,
    note: (String) -> Void
  ) throws {
    let world = nodes.all
    rank = world.rank
    nodeOfRank = nodes.nodeOfRank
    self.timeout = timeout
    self.advice = advice
    self.signals = signals
    hosts = try world.allGather(varying: Array(MPIEnvironment.processorName.utf8)).map {
      String(decoding: $0, as: UTF8.self)
    }
    let listener =
      world.rank == 0 && world.size > 1 ? TCP.listen(onlyLocally: nodes.nodeCount == 1) : nil
    nonce = try world.broadcast(UInt64.random(in: 0...UInt64.max), from: 0)
    let port = try world.broadcast(Int(listener?.port ?? 0), from: 0)
    let addresses = try world.broadcast(world.rank == 0 ? TCP.ownAddresses() : [], from: 0)
    signals.beforeEnd { [weak self] code in self?.leave(exitCode: code) }
    signals.afterStageChange { [weak self] in self?.beat() }
    if let listener { Thread.detachNewThread { [self] in watch(listener.descriptor) } }
    if world.rank > 0, port > 0 {
      let isLocal = nodes.nodeOfRank[world.rank] == nodes.nodeOfRank[0]
      let root = connectToRoot(at: isLocal ? [TCP.loopback] : addresses, port: UInt16(port))
      if let root {
        state.withLock { $0.peers.append(root) }
        Thread.detachNewThread { [self] in watch(nil) }
      }
    }
    let isConnected = try world.allGather(world.rank == 0 || state.withLock { !$0.peers.isEmpty })
    let missing = isConnected.indices.filter { !isConnected[$0] }
    if world.rank == 0, !missing.isEmpty {
      note(
        "no connection from rank \(missing[0]) on \(hosts[missing[0]]) to rank 0 besides MPI: if a "
          + "rank is stopped or cut off, this run will wait for it")
    }
  }

  /// The first connection at whose other end rank 0 answers: an address may be that of another host
  /// too, seen from here.
  private func connectToRoot(at addresses: [UInt32], port: UInt16) -> Peer? {
    for address in addresses {
      guard let descriptor = TCP.connect(to: address, port: port) else { continue }
      TCP.send(frame(), to: descriptor)
      var peer = Peer(descriptor: descriptor, rank: 0)
      let deadline = Self.now + 10
      while TCP.wait(for: descriptor, seconds: deadline - Self.now),
        let bytes = TCP.receive(from: descriptor)
      {
        peer.unread += bytes
        guard let answer = BeatFrame(takenFrom: &peer.unread) else { continue }
        if answer.nonce == nonce, answer.rank == 0 { return peer }
        break
      }
      TCP.send(frame(exitCode: 0), to: descriptor)
      close(descriptor)
    }
    return nil
  }

  /// Says goodbye: from now on neither this rank nor, to the others, its end matters.
  ///
  /// - Parameter exitCode: other than 0 if the run ends with it, for a reason that has been said.
  func leave(exitCode: Int32 = 0) {
    state.withLock { state in
      guard !state.hasLeft else { return }
      state.hasLeft = true
      for peer in state.peers {
        TCP.send(frame(exitCode: exitCode), to: peer.descriptor)
        shutdown(peer.descriptor, Int32(SHUT_WR))
      }
    }
  }

  private func frame(exitCode: Int32? = nil) -> [UInt8] {
    BeatFrame(nonce: nonce, rank: rank, exitCode: exitCode, stage: signals.stage).bytes
  }

  /// Tells the others that this rank is there, and its stage. Under the lock, since the thread that
  /// watches closes connections.
  private func beat() {
    state.withLock { state in
      guard !state.hasLeft else { return }
      for peer in state.peers { TCP.send(frame(), to: peer.descriptor) }
    }
  }

  private func watch(_ listener: Int32?) {
    var lastBeat = -Double.infinity
    var lastRound = Self.now
    var departure: (time: Double, code: Int32)?
    while true {
      var waiting = state.withLock { state in
        state.peers.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
      }
      if let listener { waiting.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0)) }
      poll(&waiting, nfds_t(waiting.count), Int32(period * 500))
      let now = Self.now
      let end = state.withLock { state -> End? in
        guard !state.hasLeft else { return nil }
        if let listener, waiting.last!.revents != 0, let descriptor = TCP.accept(from: listener) {
          state.peers.append(Peer(descriptor: descriptor, rank: -1))
        }
        // After a pause of this process itself the others have had no chance to be heard.
        if now - lastRound > 3 * period {
          for place in state.peers.indices { state.peers[place].lastHeard = now }
        }
        return read(&state, waiting) ?? silent(state, now)
      }
      lastRound = now
      if let end, departure == nil { departure = say(end) }
      if let departure, Self.now >= departure.time {
        leave(exitCode: departure.code)
        _exit(departure.code)
      }
      if state.withLock(\.hasLeft) { return }
      if now - lastBeat >= period {
        lastBeat = now
        beat()
      }
    }
  }

  /// Reads what has come, and finds ranks that have ended.
  private func read(_ state: inout State, _ waiting: [pollfd]) -> End? {
    var ended: [Int32] = []
    for place in state.peers.indices
    where waiting.contains(where: { $0.fd == state.peers[place].descriptor && $0.revents != 0 }) {
      guard let bytes = TCP.receive(from: state.peers[place].descriptor) else {
        ended.append(state.peers[place].descriptor)
        continue
      }
      state.peers[place].unread += bytes
      while let beat = BeatFrame(takenFrom: &state.peers[place].unread) {
        guard beat.nonce == nonce, hosts.indices.contains(beat.rank) else {
          ended.append(state.peers[place].descriptor)
          break
        }
        if state.peers[place].rank < 0 { TCP.send(frame(), to: state.peers[place].descriptor) }
        state.peers[place].rank = beat.rank
        state.peers[place].stage = beat.stage
        state.peers[place].exitCode = beat.exitCode
        state.peers[place].lastHeard = Self.now
      }
    }
    if let code = state.peers.compactMap(\.exitCode).max(), code > 0 { return .following(code) }
    let gone = state.peers.filter { ended.contains($0.descriptor) }
    state.peers.removeAll { ended.contains($0.descriptor) }
    for peer in gone { close(peer.descriptor) }
    // A connection that never said who it is was nobody's.
    guard let peer = gone.first(where: { $0.exitCode == nil && $0.rank >= 0 }) else { return nil }
    return .saying(
      "\(name(peer)) ended in the stage \(peer.stage): killed, out of memory, or crashed",
      inSeconds: 0)
  }

  /// Finds ranks that have been silent for too long. The ranks of a host that is cut off were last
  /// heard up to a few periods apart: the run ends when all of them are beyond the limit.
  private func silent(_ state: State, _ now: Double) -> End? {
    guard timeout > 0 else { return nil }
    let silent = state.peers.filter {
      $0.exitCode == nil && $0.rank >= 0 && now - $0.lastHeard > timeout
    }.sorted { $0.rank < $1.rank }
    guard let stage = silent.first?.stage,
      silent.contains(where: { now - $0.lastHeard > timeout + 3 * period })
    else { return nil }
    let isElsewhere = silent.contains { nodeOfRank[$0.rank] != nodeOfRank[rank] }
    return .saying(
      silent.map(name).joined(separator: ", ")
        + " silent for \(Int(timeout)) s in the stage \(stage): stopped, or the host is cut off",
      inSeconds: isElsewhere ? max(10, timeout / 2) : 0)
  }

  private func name(_ peer: Peer) -> String { "rank \(peer.rank) on \(hosts[peer.rank])" }

  /// Says why the run ends, and returns when this rank is to end, and with which code; nil where
  /// another reason has been said.
  private func say(_ end: End) -> (time: Double, code: Int32)? {
    switch end {
    case .following(let code):
      return signals.runIsEnding() ? (Self.now, code) : nil
    case .saying(let message, let seconds):
      // Rank 0 speaks first if it is there, then the others in their order; the first ends the job.
      Thread.sleep(forTimeInterval: min(3, Double(rank) * 0.3))
      guard signals.runIsEnding() else { return nil }
      StandardStream.tell("error: \(message); \(advice)\n")
      return (Self.now + seconds, Failure.Kind.whileRunning.rawValue)
    }
  }
}
