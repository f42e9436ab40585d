import Foundation

/// The few socket calls of the heartbeat, IPv4 only.
enum TCP {
  static let loopback: UInt32 = 0x7F00_0001

  /// Listens at a port that the system chooses; nil where that fails.
  static func listen(onlyLocally: Bool) -> (descriptor: Int32, port: UInt16)? {
    let descriptor = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
    guard descriptor >= 0 else { return nil }
    var address = socketAddress(onlyLocally ? loopback : INADDR_ANY, port: 0)
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
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  /// The addresses of this host, the loopback left out.
  static func ownAddresses() -> [UInt32] {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return [] }
    defer { freeifaddrs(first) }
    return sequence(first: first, next: { $0?.pointee.ifa_next }).compactMap { entry in
      guard let address = entry?.pointee.ifa_addr, address.pointee.sa_family == AF_INET else {
        return nil
      }
      return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        UInt32(bigEndian: $0.pointee.sin_addr.s_addr)
      }
    }.filter { $0 >> 24 != 127 }
  }

  /// The next connection that somebody has made; nil if there is none.
  static func accept(from listener: Int32) -> Int32? {
    let descriptor = Foundation.accept(listener, nil, nil)
    if descriptor >= 0 {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return descriptor
    }
    // Without descriptors left it would stay there, to be seen over and over.
    if errno == EMFILE || errno == ENFILE { Thread.sleep(forTimeInterval: 0.1) }
    return nil
  }

  /// A connection to an address that answers within two seconds.
  static func connect(to host: UInt32, port: UInt16) -> Int32? {
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
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    if code == 0 || (errno == EINPROGRESS && poll(&waiting, 1, 2000) == 1) {
      var problem: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &size)
      if problem == 0 { return descriptor }
    }
    close(descriptor)
    return nil
  }

  /// Whether something comes, or the end of the connection, within a time.
  static func wait(for descriptor: Int32, seconds: Double) -> Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, Int32(max(0, seconds * 1000))) == 1
  }

  /// Sends bytes or, where the other end takes none, drops them.
  static func send(_ bytes: [UInt8], to descriptor: Int32) {
    _ = Foundation.send(
      descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
  }

  /// What has come, nil at the end of the connection.
  static func receive(from descriptor: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 4096)
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
