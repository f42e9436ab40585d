import Foundation

/// A control group with a limit of memory, removed with its owner.
final class MemoryGroup {
  let folder: String
  private let isVersion1: Bool

  /// Throws where the machine allows none.
  init() throws {
    let name = "face-cluster-mpi-\(UUID().uuidString)"
    isVersion1 = FileManager.default.fileExists(atPath: "/sys/fs/cgroup/memory")
    folder = "/sys/fs/cgroup/" + (isVersion1 ? "memory/" : "") + name
    guard mkdir(folder, 0o755) == 0, access(limitFile, W_OK) == 0 else {
      rmdir(folder)
      throw CocoaError(.fileWriteNoPermission, userInfo: [NSFilePathErrorKey: folder])
    }
  }

  deinit {
    // A process that was killed leaves its group only when it is gone.
    for _ in 0..<100 where rmdir(folder) != 0 && errno == EBUSY { usleep(50_000) }
  }

  private var limitFile: String {
    folder + (isVersion1 ? "/memory.limit_in_bytes" : "/memory.max")
  }

  func limit(bytes: Int) throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: limitFile))
    try file.write(contentsOf: Data("\(bytes)".utf8))
    try file.close()
  }

  /// The bytes that its processes hold.
  func usage() throws -> Int {
    let path = folder + (isVersion1 ? "/memory.usage_in_bytes" : "/memory.current")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
  }
}
