import Foundation
import MPI
import Storage

/// How many threads a rank should use.
package enum ThreadBudget {
  /// The cores that this process may use, shared fairly with the ranks of the node that may use the
  /// same ones. Collective over the node.
  package static func fairShare(node: Communicator) throws(MPIError) -> Int {
    let mine = allowedCores()
    let all = try node.allGather(varying: Array(mine.utf8))
    return fairShare(
      of: ProcessInfo.processInfo.activeProcessorCount, allowed: mine,
      amongRanksOf: all.map { String(decoding: $0, as: UTF8.self) })
  }

  /// The threads of a rank that may use `cores` cores, at least one.
  ///
  /// - Parameters:
  ///   - mine: the list of these cores.
  ///   - all: the list of each rank of the node, this one's too.
  package static func fairShare(
    of cores: Int, allowed mine: String, amongRanksOf all: [String]
  ) -> Int {
    max(1, cores / max(1, all.count { $0 == mine }))
  }

  /// The list of cores as Linux writes it, for example `0-3,8`.
  private static func allowedCores() -> String {
    SystemText("/proc/self/status")?.value(of: "Cpus_allowed_list") ?? "all"
  }
}
