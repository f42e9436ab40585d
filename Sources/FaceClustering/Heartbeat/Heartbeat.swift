import Foundation
import MPI
import Storage
import Synchronization
import Threads

/// Ends the run, with a message of which rank it was, when a rank ends unexpectedly or falls silent:
/// killed, stopped, or on a host that is cut off. Without it the others would wait for its messages
/// forever.
///
/// A thread of each rank keeps a TCP connection to rank 0 and sends a beat over it now and then,
/// whatever the rank computes or waits for. MPI cannot be used for this: only one thread may call it.
/// A rank that ends by itself says so first, with its exit code, and the others follow it without a
/// message of their own.
///
/// A rank that sends beats and yet is stuck notices that by itself: it is at a piece of work that would
/// have ended long ago.
///
/// Nobody else can take part: the ends of a connection prove to each other that they know a secret of
/// the run, which went round by MPI, and each frame goes with a code that needs it. Connections are
/// made at the start only; after that there is nothing to connect to.
///
/// A rank that has told of ranks that are silent on other hosts stays for a while before it ends:
/// the launcher can notice by itself that a host is gone only as long as it has nothing to send to
/// it, and would else wait many minutes for that host to end its ranks.
final class Heartbeat: Sendable {
  private struct State {
    var peers: [BeatConnection] = []
    /// On rank 0, while ranks connect.
    var doorway: Doorway?
    /// Whether this rank has said goodbye: it has nothing left to do but to end together with the others.
    var hasLeft = false
    /// Whether nothing is sent any more.
    var isSilent = false
    /// Whether MPI has ended on this rank, so that nothing but its end is left.
    var hasMPIEnded = false
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
  /// Silence in seconds that ends the run; 0 for none.
  private let timeout: Double
  private let signals: StopSignals
  /// What to say about going on with the run.
  private let advice: String

  private var period: Double { timeout > 0 ? min(5, max(0.2, timeout / 10)) : 5 }

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
    guard world.size > 1 else {
      if timeout > 0 { Thread.detachNewThread { [self] in watch() } }
      return
    }
    signals.beforeEnd { [weak self] code in self?.leave(exitCode: code) }
    signals.afterStageChange { [weak self] in self?.beat() }
    signals.afterEndOfMPI { [self] in waitForOthers() }
    let secret = try world.broadcast(rank == 0 ? Handshake.random() : [], from: 0)
    let meeting = try HeartbeatRendezvous(world: world, hostName: hosts[rank])
    if rank == 0 {
      state.withLock {
        $0.doorway = Doorway(listeners: meeting.listeners, ranks: world.size, secret: secret)
      }
      Thread.detachNewThread { [self] in watch() }
    } else if let root = meeting.connect(as: rank, secret: secret, frame: frame()) {
      state.withLock { $0.peers.append(root) }
      Thread.detachNewThread { [self] in watch() }
    }
    let isConnected = try world.allGather(rank == 0 || state.withLock { !$0.peers.isEmpty })
    state.withLock { state in
      state.doorway?.close()
      state.doorway = nil
    }
    let missing = isConnected.indices.filter { !isConnected[$0] }
    if rank == 0, !missing.isEmpty {
      note(
        "no connection from rank \(missing[0]) on \(hosts[missing[0]]) to rank 0 besides MPI: if a "
          + "rank is stopped or cut off, this run will wait for it")
    }
  }

  /// Says goodbye: from now on the end of this rank does not matter to the others, nor theirs to it. But MPI ends
  /// only together, and would wait for ever for a rank that is stopped meanwhile: with the exit code 0 the ranks go
  /// on telling each other that they are there, until their processes end.
  ///
  /// - Parameter exitCode: other than 0 if the run ends with it, for a reason that has been said.
  func leave(exitCode: Int32 = 0) {
    state.withLock { state in
      guard !state.hasLeft else { return }
      state.hasLeft = true
      for place in state.peers.indices { state.peers[place].send(frame(exitCode: exitCode)) }
      guard exitCode != 0 else { return }
      state.isSilent = true
      for peer in state.peers { shutdown(peer.descriptor, Int32(SHUT_WR)) }
    }
  }

  /// Lets all ranks end together, rank 0 last: a rank that is stopped while MPI ends would keep the launcher for
  /// ever, and nobody would be left to tell of it. To be called when MPI has ended, by a process that then ends at
  /// once.
  ///
  /// Rank 0 ends what it sends, by which the others know that MPI has ended there too; once it has with them they close
  /// their connections and end, and then rank 0 does.
  func waitForOthers() {
    guard timeout > 0 else { return }
    state.withLock { state in
      state.hasMPIEnded = true
      if rank == 0 {
        for peer in state.peers { shutdown(peer.descriptor, Int32(SHUT_WR)) }
      }
      for peer in state.peers where peer.hasEnded { close(peer.descriptor) }
      state.peers.removeAll(where: \.hasEnded)
    }
    while state.withLock({ !$0.isSilent && !$0.peers.isEmpty }) {
      Thread.sleep(forTimeInterval: Self.pauseAtEnd)
    }
  }

  /// Between looks whether the other ranks have ended.
  private static let pauseAtEnd = 0.002

  private func frame(exitCode: Int32? = nil) -> BeatFrame {
    BeatFrame(stage: signals.stage, exitCode: exitCode)
  }

  /// Tells the others that this rank is there, and its stage. Under the lock, since the thread that
  /// watches closes connections.
  private func beat() {
    state.withLock { state in
      guard !state.isSilent else { return }
      let frame = frame(exitCode: state.hasLeft ? 0 : nil)
      for place in state.peers.indices { state.peers[place].send(frame) }
    }
  }

  private func watch() {
    var lastBeat = -Double.infinity
    var lastRound = BeatConnection.now
    var departure: (time: Double, code: Int32)?
    var stuckWork = StuckWork()
    while true {
      let ready = waitForInput()
      let now = BeatConnection.now
      // After a pause of this process itself the others have had no chance to be heard.
      let hasPaused = now - lastRound > 3 * period
      let stuck =
        timeout > 0
        ? stuckWork.find(
          among: WorkInProgress.ofProcess.pieces, now: now, hasPaused: hasPaused, timeout: timeout)
        : nil
      let end = state.withLock { state -> End? in
        guard !state.isSilent else { return nil }
        admit(&state, ready, now)
        if hasPaused {
          for place in state.peers.indices { state.peers[place].lastHeard = now }
        }
        let found = read(&state, ready) ?? stuck.map { self.stuck(at: $0.kind) }
        return (state.hasLeft ? nil : found) ?? silent(state, now)
      }
      lastRound = now
      if let end, departure == nil { departure = say(end) }
      if let departure, BeatConnection.now >= departure.time {
        leave(exitCode: departure.code)
        TemporaryNames.removeAll()
        signals.leave(exitCode: departure.code)
      }
      if state.withLock({ $0.isSilent || $0.hasLeft && $0.peers.isEmpty }) { return }
      if now - lastBeat >= period {
        lastBeat = now
        beat()
      }
    }
  }

  /// Waits for input or until it is time to look around.
  private func waitForInput() -> Set<Int32> {
    let (descriptors, isOpen) = state.withLock { state in
      let ofDoorway = state.doorway?.descriptors(now: BeatConnection.now)
      let peers = state.peers.filter { !$0.hasEnded }
      return ((ofDoorway ?? []) + peers.map(\.descriptor), ofDoorway != nil)
    }
    var waiting = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    // While ranks connect, visitors must be sent away in time.
    let patience = min(period / 2, isOpen ? Doorway.pause : .infinity)
    poll(&waiting, nfds_t(waiting.count), Int32(patience * 1000))
    return Set(waiting.filter { $0.revents != 0 }.map(\.fd))
  }

  private func admit(_ state: inout State, _ ready: Set<Int32>, _ now: Double) {
    let connected = Set(state.peers.map(\.rank))
    state.peers +=
      state.doorway?.admit(ready, connected: connected, frame: frame(), now: now) ?? []
  }

  /// Reads what has come, and finds ranks that have ended.
  private func read(_ state: inout State, _ ready: Set<Int32>) -> End? {
    var gone: [BeatConnection] = []
    for place in state.peers.indices.reversed()
    where ready.contains(state.peers[place].descriptor) {
      switch state.peers[place].receive() {
      case .open: continue
      case .ended where rank != 0 && state.hasLeft && !state.hasMPIEnded:
        // As far as rank 0 is concerned all is done; but it listens until this rank has come as far, since nobody else
        // would tell of it.
        state.peers[place].hasEnded = true
        continue
      case .ended: gone.append(state.peers[place])
      case .forged: giveUp(&state.peers[place])
      }
      close(state.peers.remove(at: place).descriptor)
    }
    let codes = (state.peers + gone).compactMap(\.exitCode)
    if let code = codes.max(), code > 0 { return .following(code) }
    guard let peer = gone.last(where: { $0.exitCode == nil }) else { return nil }
    return .saying(
      "\(name(peer)) ended in the stage \(peer.stage): killed, out of memory, or crashed",
      inSeconds: 0)
  }

  /// Somebody in between has changed what the other end sent: nothing that comes says anything about
  /// that rank any more, and the run needs it no less.
  private func giveUp(_ peer: inout BeatConnection) {
    peer.send(frame(exitCode: 0))
    StandardStream.tell(
      "warning: \(name(peer)) is not watched any more: its connection to rank \(rank) carried bytes "
        + "that it had not sent; if it is stopped or cut off, this run will wait for it\n")
  }

  /// Finds ranks that have been silent for too long. The ranks of a host that is cut off were last
  /// heard up to a few periods apart: the run ends when all of them are beyond the limit.
  private func silent(_ state: State, _ now: Double) -> End? {
    guard timeout > 0 else { return nil }
    let silent = state.peers.filter {
      ($0.exitCode ?? 0) == 0 && !$0.hasEnded && now - $0.lastHeard > timeout
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

  private func stuck(at work: WorkInProgress.Kind) -> End {
    let reason =
      switch work {
      case .computing:
        "a computation of moments has not ended for \(Int(timeout)) s, as where a library spins for lack "
          + "of memory"
      case .reading:
        "a read of a few bytes has not ended for \(Int(StuckWork.timeoutsOfRead * timeout)) s, as where "
          + "a file server is gone"
      }
    return .saying(
      "rank \(rank) on \(hosts[rank]) makes no progress in the stage \(signals.stage): \(reason)",
      inSeconds: 0)
  }

  private func name(_ peer: BeatConnection) -> String { "rank \(peer.rank) on \(hosts[peer.rank])" }

  /// Says why the run ends, and returns when this rank is to end, and with which code; nil where
  /// another reason has been said.
  private func say(_ end: End) -> (time: Double, code: Int32)? {
    switch end {
    case .following(let code):
      return signals.runIsEnding() ? (BeatConnection.now, code) : nil
    case .saying(let message, let seconds):
      // Where rank 0 is gone nobody is left who could tell that another one speaks.
      Thread.sleep(forTimeInterval: EndMessage.turn(ofRank: rank, isConnected: true, by: .loss))
      // A run that is over has nothing else to say.
      guard signals.runIsEnding() || state.withLock(\.hasLeft) else { return nil }
      StandardStream.tell(error: "\(message); \(advice)")
      return (BeatConnection.now + seconds, Failure.Kind.whileRunning.rawValue)
    }
  }
}
