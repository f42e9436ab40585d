import Foundation
import Storage

/// A control group of Linux, by which a batch system or a container limits this process, in the layout of version 1
/// or of version 2.
package struct ControlGroup: Equatable {
  /// Where its files are.
  package let folder: String
  /// Whether it is one of version 2, which has all controllers in one folder.
  package let isUnified: Bool

  /// The groups that limit this process by a controller, such as `memory` or `cpu`: its own and those around it, the
  /// outermost first.
  static func ofThisProcess(_ controller: String) -> [ControlGroup] {
    groups(ofProcess: SystemText("/proc/self/cgroup")?.text ?? "", controller)
  }

  /// - Parameter text: the contents of `/proc/self/cgroup`, lines of ID:CONTROLLERS:PATH.
  package static func groups(ofProcess text: String, _ controller: String) -> [ControlGroup] {
    text.split(separator: "\n").flatMap { line -> [ControlGroup] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isUnified = parts[0] == "0" && parts[1].isEmpty
      guard isUnified || parts[1].split(separator: ",").contains(Substring(controller)) else {
        return []
      }
      var folders = [isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/\(controller)"]
      for name in parts[2].split(separator: "/") { folders.append("\(folders.last!)/\(name)") }
      return folders.map { ControlGroup(folder: $0, isUnified: isUnified) }
    }
  }

  package init(folder: String, isUnified: Bool) {
    (self.folder, self.isUnified) = (folder, isUnified)
  }

  /// One of its files; nil where it has none of this name.
  func file(_ name: String) -> SystemText? { SystemText("\(folder)/\(name)") }

  /// The number in a file that has no other; nil where there is none, as where there is no limit.
  func number(_ name: String) -> Int? { file(name)?.lines.first.flatMap { Int($0) } }

  /// The time of how many cores its processes may use together; nil where all that there is.
  package var coreTime: Double? {
    if isUnified {
      let words = file("cpu.max")?.lines.first?.split(separator: " ") ?? []
      guard words.count == 2, let time = Double(words[0]), let period = Double(words[1]), period > 0
      else { return nil }
      return time / period
    }
    guard let time = number("cpu.cfs_quota_us"), let period = number("cpu.cfs_period_us"), time > 0,
      period > 0
    else { return nil }
    return Double(time) / Double(period)
  }

  /// The processors that its processes may use, whatever a launcher has bound them to; nil where that is not told.
  package var processors: ProcessorSet? {
    let names = isUnified ? ["cpuset.cpus.effective"] : ["cpuset.effective_cpus", "cpuset.cpus"]
    return names.lazy.compactMap { file($0)?.lines.first.flatMap { ProcessorSet(String($0)) } }
      .first
  }
}
