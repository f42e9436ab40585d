import Foundation
import Storage

/// An IPv4 address of a host in one of its networks.
struct HostAddress: Equatable {
  let address: UInt32
  /// The bits that all hosts of its network have alike.
  let mask: UInt32

  /// The addresses of this host, the loopback left out.
  static func own() -> [HostAddress] {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return [] }
    defer { freeifaddrs(first) }
    func number(_ address: UnsafeMutablePointer<sockaddr>?) -> UInt32? {
      guard let address, address.pointee.sa_family == AF_INET else { return nil }
      return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        UInt32(bigEndian: $0.pointee.sin_addr.s_addr)
      }
    }
    return sequence(first: first, next: { $0?.pointee.ifa_next }).compactMap { entry in
      guard let entry, entry.pointee.ifa_flags & UInt32(IFF_UP) != 0,
        let address = number(entry.pointee.ifa_addr), address >> 24 != 127
      else { return nil }
      return HostAddress(address: address, mask: number(entry.pointee.ifa_netmask) ?? ~0)
    }
  }

  /// By which addresses of another host a host is to reach it: those in networks that both are in or,
  /// where there are none, all.
  ///
  /// An address that both have is not the other's as seen from here: each host has a network of its own
  /// there, for its containers or virtual machines.
  ///
  /// - Returns: places in `others`.
  static func reachable(_ others: [HostAddress], from own: [HostAddress]) -> [Int] {
    let possible = others.indices.filter { other in
      !own.contains { $0.address == others[other].address }
    }
    let near = possible.filter { other in
      own.contains {
        $0.mask == others[other].mask
          && $0.address & $0.mask == others[other].address & $0.mask
      }
    }
    return near.isEmpty ? possible : near
  }

  /// A text that processes have alike if, and only if, they reach each other by the loopback.
  static func ownLoopback(hostName: String) -> String {
    let boot = SystemText("/proc/sys/kernel/random/boot_id")?.text
    let network = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")
    return [hostName, boot ?? "", network ?? ""].joined(separator: " ")
  }
}
