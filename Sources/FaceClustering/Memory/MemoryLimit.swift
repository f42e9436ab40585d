import Foundation
import Storage

/// A limit that the system sets to the memory of each process by itself, as some batch systems do
/// (`h_vmem` of SGE, `pvmem` of PBS), and how much of it this process has used up.
package struct MemoryLimit: Equatable, Sendable, CustomStringConvertible {
  /// What is limited.
  enum Resource: Equatable {
    /// All that is mapped, also what nobody has touched yet or what is shared with others: RLIMIT_AS.
    case addresses
    /// What the process can write and has to itself, touched or not: RLIMIT_DATA.
    case data

    var name: String {
      switch self {
      case .addresses:
        "the address space of a process (ulimit -v; h_vmem or pvmem of batch systems)"
      case .data: "the data of a process (ulimit -d)"
      }
    }
  }

  let resource: Resource
  /// What the process may have, in bytes.
  let bytes: Int
  /// What it has, in bytes.
  let used: Int

  /// The limits that are set to this process.
  static func inForce() -> [MemoryLimit] {
    let statm = SystemText("/proc/self/statm")?.lines.first ?? ""
    let pages = statm.split(separator: " ").compactMap { Int($0) }
    guard pages.count > 5 else { return [] }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    return [(Resource.addresses, RLIMIT_AS, pages[0]), (.data, RLIMIT_DATA, pages[5])].compactMap {
      resource, number, used in
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(number.rawValue), &limit) == 0,
        let bytes = Int(exactly: limit.rlim_cur)
      else { return nil }
      return MemoryLimit(resource: resource, bytes: bytes, used: used * page)
    }
  }

  /// What a thread takes for its stack, in bytes.
  static func stack() -> Int {
    var (attributes, size) = (pthread_attr_t(), 0)
    guard pthread_attr_init(&attributes) == 0 else { return 0 }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_getstacksize(&attributes, &size)
    return size
  }

  /// What is limited to what, and what of it is used.
  package var description: String {
    "\(resource.name) is limited to \(MemoryPlan.text(bytes)), of which \(MemoryPlan.text(used)) are "
      + "used"
  }

  /// Why this process cannot have so much more; nil where it can.
  ///
  /// - Parameters:
  ///   - own: bytes that it has to itself.
  ///   - shared: bytes that it shares with other processes.
  ///   - purpose: what they are for, such as "the search needs".
  func refusal(own: Int, shared: Int = 0, purpose: String) -> Failure? {
    let needed = own + (resource == .addresses ? shared : 0)
    guard used + needed > bytes else { return nil }
    // What is used by then differs a little from run to run.
    let enough = (used + needed + (16 << 20)) / 1024 + 1
    return Failure(
      .memory,
      "\(HostSystem.name): \(description), but \(purpose) up to \(MemoryPlan.text(needed)) more; raise "
        + "the limit to \(enough) KiB or lift it, or use more ranks or fewer --threads")
  }

  /// Finds out before MPI starts that it could not: with too little memory it fails in many ways, some
  /// of which never end.
  ///
  /// - Parameter localRanks: how many ranks this host has, as far as that is known.
  package static func requireRoomForMPI(localRanks: Int) throws(Failure) {
    for limit in inForce() {
      let refusal = limit.refusal(
        own: libraries + stack(), shared: localRanks * segment, purpose: "starting MPI needs")
      if let refusal { throw refusal }
    }
  }

  /// Finds out that there is no room for the stacks of so many threads: libraries wait for it for ever.
  package static func requireRoom(threads: Int) throws(Failure) {
    let stacks = threads * stack()
    let purpose = "stacks of \(MemoryPlan.text(stack())) for \(threads) threads (ulimit -s) need"
    for limit in inForce() {
      if let refusal = limit.refusal(own: stacks, purpose: purpose) { throw refusal }
    }
  }

  /// What the libraries that MPI loads, its buffers and its threads may take, in bytes.
  private static let libraries = 256 << 20
  /// What each rank of a host may map of every other, in bytes.
  private static let segment = 16 << 20
}
