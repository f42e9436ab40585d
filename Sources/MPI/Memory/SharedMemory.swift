import Foundation

extension Communicator {
  /// Whether the ranks, which are on one node, can share so many bytes more: the same on all of them.
  /// Collective.
  ///
  /// Linux keeps shared memory in a file system of its own, which is small in many containers. Ranks in
  /// containers side by side have one each, although MPI takes them to be on one node, and asking MPI for
  /// memory that they share could then crash them. A rank alone needs none of it.
  ///
  /// - Parameter bytes: that of the first rank counts.
  public func hasSharedMemory(for bytes: Int) throws(MPIError) -> Bool {
    guard size > 1 else { return true }
    let mine = SharedMemory.place()
    let first = try broadcast(Array((mine ?? "").utf8), from: 0)
    let hasRoom = rank > 0 || SharedMemory.freeBytes() >= bytes + SharedMemory.spare
    return try allReduce(mine.map { Array($0.utf8) } == first && hasRoom, with: .logicalAnd)
  }
}

/// The file system in which Linux keeps the memory that processes share.
private enum SharedMemory {
  private static let path = "/dev/shm"
  /// What MPI may need besides, in bytes.
  static let spare = 1 << 20

  /// A text that processes have alike if, and only if, it is the same for them; nil for a process that
  /// cannot write there.
  static func place() -> String? {
    var status = stat()
    guard stat(path, &status) == 0, access(path, W_OK | X_OK) == 0 else { return nil }
    let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    return "\(boot ?? "") \(status.st_dev) \(status.st_ino)"
  }

  static func freeBytes() -> Int {
    var status = statvfs()
    return statvfs(path, &status) == 0 ? Int(status.f_bavail) * Int(status.f_frsize) : 0
  }
}
