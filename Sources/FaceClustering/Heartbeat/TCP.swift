import Foundation

/// The few socket calls of the heartbeat, IPv4 only.
package enum TCP {
  package static let loopback: UInt32 = 0x7F00_0001

  /// Listens at a port that the system chooses; nil where that fails.
  package static func listen(at host: UInt32) -> Doorway.Listener? {
    let descriptor = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
    guard descriptor >= 0 else { return nil }
    var address = socketAddress(host, port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && Foundation.listen(descriptor, 1024) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isListening else {
      close(descriptor)
      return nil
    }
    return Doorway.Listener(
      descriptor: descriptor, address: host, port: UInt16(bigEndian: address.sin_port))
  }

  enum Accepted: Equatable {
    case connection(Int32)
    case nobody
    /// Somebody waits, but this process may have no more descriptors.
    case noDescriptors
  }

  /// The next connection that somebody has made.
  static func accept(from listener: Int32) -> Accepted {
    let descriptor = Foundation.accept(listener, nil, nil)
    if descriptor >= 0 {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return .connection(descriptor)
    }
    return [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) ? .noDescriptors : .nobody
  }

  /// A connection to an address that answers within two seconds.
  package static func connect(to host: UInt32, port: UInt16) -> Int32? {
    let descriptor = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
    guard descriptor >= 0 else { return nil }
    var address = socketAddress(host, port: port)
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, length)
      }
    }
    if code == 0
      || (errno == EINPROGRESS && wait(for: descriptor, events: POLLOUT, seconds: 2))
    {
      var problem: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &size)
      if problem == 0 { return descriptor }
    }
    close(descriptor)
    return nil
  }

  /// Whether something comes, or the end of the connection, within a time.
  package static func wait(for descriptor: Int32, seconds: Double) -> Bool {
    wait(for: descriptor, events: POLLIN, seconds: seconds)
  }

  private static func wait(for descriptor: Int32, events: Int32, seconds: Double) -> Bool {
    let deadline = BeatConnection.now + seconds
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(events), revents: 0)
      let count = poll(&waiting, 1, Int32(max(0, (deadline - BeatConnection.now) * 1000)))
      guard count < 0, errno == EINTR else { return count == 1 }
    }
  }

  /// Sends as many of the bytes as the other end takes without waiting.
  ///
  /// - Returns: how many.
  package static func send(_ bytes: [UInt8], to descriptor: Int32) -> Int {
    guard !bytes.isEmpty else { return 0 }
    let count = Foundation.send(
      descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    return max(0, count)
  }

  /// What has come, nil at the end of the connection.
  package static func receive(from descriptor: Int32, atMost limit: Int = 4096) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    if count < 0, errno == EAGAIN || errno == EINTR { return [] }
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }

  private static func socketAddress(_ host: UInt32, port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = host.bigEndian
    return address
  }
}
