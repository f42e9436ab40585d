import Foundation
import Synchronization
import Testing

@testable import FaceClustering

/// A doorway of a run of three ranks at the loopback, and who connects to it.
final class OpenDoorway: Sendable {
  let secret = Handshake.random()
  let listener: Doorway.Listener

  private struct State {
    var doorway: Doorway
    var admitted: [BeatConnection] = []
    var isOver = false
  }

  private let state: Mutex<State>

  init() throws {
    let listener = try #require(TCP.listen(at: TCP.loopback))
    self.listener = listener
    state = Mutex(State(doorway: Doorway(listeners: [listener], ranks: 3, secret: secret)))
  }

  deinit {
    state.withLock { state in
      state.doorway.close()
      for connection in state.admitted { close(connection.descriptor) }
    }
  }

  /// The ranks that were admitted.
  var ranks: [Int] { state.withLock { $0.admitted.map(\.rank) } }

  /// Does something with the connections of the ranks that were admitted.
  func withAdmitted(_ body: (inout [BeatConnection]) -> Void) {
    state.withLock { body(&$0.admitted) }
  }

  /// How many connections are held that are not those of ranks.
  var visitorCount: Int {
    state.withLock { $0.doorway.descriptors(now: BeatConnection.now).count - 1 }
  }

  /// Deals once with what has come by now, or as if it were some seconds later.
  func lookAround(secondsLater: Double = 0) {
    state.withLock { state in
      let now = BeatConnection.now
      var waiting = state.doorway.descriptors(now: now).map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      poll(&waiting, nfds_t(waiting.count), 10)
      let ready = Set(waiting.filter { $0.revents != 0 }.map(\.fd))
      state.admitted += state.doorway.admit(
        ready, connected: Set(state.admitted.map(\.rank)), frame: BeatFrame(stage: .start),
        now: now + secondsLater)
    }
  }

  /// Looks around until something holds, for a bounded time.
  func lookAround(until condition: () -> Bool) -> Bool {
    let deadline = BeatConnection.now + 60
    while !condition() {
      guard BeatConnection.now < deadline else { return false }
      lookAround()
    }
    return true
  }

  /// Looks around from another thread while something is done.
  func whileOpen<Result>(_ body: () throws -> Result) rethrows -> Result {
    let isOver = DispatchSemaphore(value: 0)
    Thread.detachNewThread { [self] in
      while !state.withLock(\.isOver) { lookAround() }
      isOver.signal()
    }
    defer {
      state.withLock { $0.isOver = true }
      isOver.wait()
      state.withLock { $0.isOver = false }
    }
    return try body()
  }

  /// Somebody's connection.
  func connect() throws -> Visit {
    Visit(descriptor: try #require(TCP.connect(to: TCP.loopback, port: listener.port)))
  }

  /// A rank's connection, made as ranks do.
  func connect(as rank: Int, secret: [UInt8]) throws -> BeatConnection? {
    try #require(TCP.connect(to: TCP.loopback, port: listener.port)).connected(
      as: rank, secret: secret)
  }
}

extension Int32 {
  /// This descriptor's connection to rank 0.
  func connected(as rank: Int, secret: [UInt8]) -> BeatConnection? {
    BeatConnection.toRoot(
      over: self, as: rank, secret: secret, frame: BeatFrame(stage: .load), patience: 60)
  }
}

/// The other end of a connection to a doorway.
final class Visit {
  let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) { _ = TCP.send(bytes, to: descriptor) }

  /// Everything up to the end of the connection; nil if it does not end.
  func receiveAll(_ doorway: OpenDoorway) -> [UInt8]? {
    var received: [UInt8] = []
    var hasEnded = false
    let isOver = doorway.lookAround {
      while !hasEnded, TCP.wait(for: descriptor, seconds: 0) {
        if let bytes = TCP.receive(from: descriptor) { received += bytes } else { hasEnded = true }
      }
      return hasEnded
    }
    return isOver ? received : nil
  }

  /// The challenge that comes first.
  func challenge(_ doorway: OpenDoorway) throws -> Handshake.Challenge {
    var received: [UInt8] = []
    #expect(
      doorway.lookAround {
        if TCP.wait(for: descriptor, seconds: 0) {
          received += TCP.receive(from: descriptor, atMost: 4096) ?? []
        }
        return received.count >= Handshake.Challenge.size
      })
    return try #require(Handshake.Challenge(received))
  }
}
