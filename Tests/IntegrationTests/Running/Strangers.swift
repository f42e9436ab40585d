import Foundation
import Synchronization

/// Somebody on this host who is no rank, and tries everything at the port at which rank 0 awaits the
/// others: idle connections, random and repeated bytes, as this user and as another one.
final class Strangers: Sendable {
  private struct State {
    var challenges = 0
    var descriptors: [Int32] = []
    var isOver = false
  }

  private let state = Mutex(State())
  private let done = DispatchSemaphore(value: 0)

  private static let greeting = Array("face-cluster-mpi beats 1 root".utf8)

  /// Starts at once, and goes on until ``finish()``.
  ///
  /// - Parameters:
  ///   - rank: tells the ID of the process of rank 0, once there is one.
  ///   - otherUser: a process that attacks each port that it reads from its standard input.
  init(at rank: @escaping @Sendable () -> Int32?, otherUser: FileHandle?) {
    Thread.detachNewThread { [self] in
      var attacked: Set<UInt16> = []
      while !state.withLock(\.isOver) {
        for port in rank().map(Self.listeningPorts) ?? [] where attacked.insert(port).inserted {
          try? otherUser?.write(contentsOf: Data("\(port)\n".utf8))
          attack(port)
        }
      }
      done.signal()
    }
  }

  /// Ends the attack.
  ///
  /// - Returns: how many connections rank 0 has answered by a challenge.
  func finish() -> Int {
    state.withLock { $0.isOver = true }
    done.wait()
    return state.withLock { state in
      for descriptor in state.descriptors { close(descriptor) }
      return state.challenges
    }
  }

  /// The ports of the loopback at which a process listens.
  static func listeningPorts(of process: Int32) -> [UInt16] {
    let folder = "/proc/\(process)/fd/"
    let sockets = Set(
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: folder + $0)
      }.filter { $0.hasPrefix("socket:[") })
    let table = (try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)) ?? ""
    return table.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      let isListening = words.count > 9 && words[3] == "0A" && words[1].hasPrefix("0100007F:")
      guard isListening, sockets.contains("socket:[\(words[9])]") else { return nil }
      return UInt16(words[1].suffix(4), radix: 16)
    }
  }

  private func attack(_ port: UInt16) {
    for turn in 0..<600 {
      guard let descriptor = Self.connect(to: port) else { return }
      state.withLock { $0.descriptors.append(descriptor) }
      guard turn % 3 > 0 else { continue }
      var answer = [UInt8](repeating: 0, count: 200)
      let count = recv(descriptor, &answer, answer.count, 0)
      if answer.prefix(max(0, count)).starts(with: Self.greeting) {
        state.withLock { $0.challenges += 1 }
      }
      // Its own words back, as far as they go, or anything.
      let bytes =
        turn % 3 == 1
        ? Array(answer.prefix(turn % 70)) : (0..<turn).map { _ in UInt8.random(in: 0...255) }
      send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
  }

  private static func connect(to port: UInt16) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    if isConnected { return descriptor }
    close(descriptor)
    return nil
  }
}
