import Foundation
import Storage

/// The memory of this node that the job can still have.
package enum NodeMemory {
  /// In bytes: what Linux could give out, or less where a control group (of a batch system or a
  /// container) allows less; nil where neither can be known.
  static func available() -> Int? {
    ([freeOfSystem()] + ControlGroup.ofThisProcess("memory").map(free)).compactMap { $0 }.min()
  }

  private static func freeOfSystem() -> Int? {
    SystemText("/proc/meminfo")?.number(of: "MemAvailable").map { $0 * 1024 }
  }

  /// What a group may still take: cached files are given up when memory is short.
  package static func free(_ group: ControlGroup) -> Int? {
    guard
      let limit = group.number(group.isUnified ? "memory.max" : "memory.limit_in_bytes"),
      let usage = group.number(group.isUnified ? "memory.current" : "memory.usage_in_bytes")
    else { return nil }
    let cache = group.file("memory.stat")?
      .number(of: group.isUnified ? "inactive_file" : "total_inactive_file")
    return max(0, limit - max(0, usage - (cache ?? 0)))
  }
}
