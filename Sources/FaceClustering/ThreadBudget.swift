import Foundation
import MPI

/// How many threads a rank should use.
public enum ThreadBudget {
  /// The cores that this process may use, shared fairly with the ranks of the node that may use the
  /// same ones. Collective over the node.
  public static func fairShare(node: Communicator) throws(MPIError) -> Int {
    let mine = allowedCores()
    let all = try node.allGather(varying: Array(mine.utf8))
    let sharing = all.filter { Array($0) == Array(mine.utf8) }.count
    return max(1, ProcessInfo.processInfo.activeProcessorCount / max(1, sharing))
  }

  /// The list of cores as Linux writes it, for example `0-3,8`.
  private static func allowedCores() -> String {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
    return line.map(String.init) ?? "all"
  }
}
