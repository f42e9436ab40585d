import Foundation
import Storage

/// The memory of this node that the job can still have.
package enum NodeMemory {
  /// In bytes: what Linux could give out, or less where a control group (of a batch system or a
  /// container) allows less; nil where neither can be known.
  static func available() -> Int? {
    ([freeOfSystem()] + controlGroups().map(free)).compactMap { $0 }.min()
  }

  private static func freeOfSystem() -> Int? {
    SystemText("/proc/meminfo")?.number(of: "MemAvailable").map { $0 * 1024 }
  }

  /// A control group of this process and the names of its files, which versions 1 and 2 name
  /// differently.
  package struct Group: Equatable {
    package let folder: String
    package let limit: String
    let usage: String
    let cache: String

    package init(folder: String, limit: String, usage: String, cache: String) {
      self.folder = folder
      self.limit = limit
      self.usage = usage
      self.cache = cache
    }
  }

  /// The groups that limit this process: its own and those around it.
  private static func controlGroups() -> [Group] {
    groups(ofProcess: SystemText("/proc/self/cgroup")?.text ?? "")
  }

  /// - Parameter text: the contents of `/proc/self/cgroup`, lines of ID:CONTROLLERS:PATH.
  package static func groups(ofProcess text: String) -> [Group] {
    text.split(separator: "\n").flatMap { line -> [Group] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isUnified = parts[0] == "0" && parts[1].isEmpty
      guard isUnified || parts[1].split(separator: ",").contains("memory") else { return [] }
      var folders = [isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"]
      for name in parts[2].split(separator: "/") { folders.append("\(folders.last!)/\(name)") }
      return folders.map { folder in
        isUnified
          ? Group(
            folder: folder, limit: "memory.max", usage: "memory.current", cache: "inactive_file")
          : Group(
            folder: folder, limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes",
            cache: "total_inactive_file")
      }
    }
  }

  /// What a group may still take: cached files are given up when memory is short.
  package static func free(_ group: Group) -> Int? {
    func number(_ name: String) -> Int? {
      SystemText("\(group.folder)/\(name)")?.lines.first.flatMap { Int($0) }
    }
    guard let limit = number(group.limit), let usage = number(group.usage) else { return nil }
    let cache = SystemText("\(group.folder)/memory.stat")?.number(of: group.cache) ?? 0
    return max(0, limit - max(0, usage - cache))
  }
}
