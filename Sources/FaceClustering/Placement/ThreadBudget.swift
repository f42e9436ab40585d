/// How many threads a rank should use.
package enum ThreadBudget {
  /// The cores that this process may use, shared fairly with the ranks of the node that may use the
  /// same ones.
  ///
  /// - Parameters:
  ///   - cores: what this process may use.
  ///   - all: the processors that each rank of the node may use, this one's too.
  package static func fairShare(
    of cores: ProcessCores, amongRanksOf all: [ProcessorSet]
  ) -> Int {
    let share = cores.coreCount / max(1, all.count { $0 == cores.allowed })
    let time = cores.coreTime.map { Int($0.rounded(.up)) / max(1, all.count) } ?? share
    return max(1, min(share, time))
  }

  /// All cores that this process may use: of a rank that works while the others sleep.
  package static var ofLoneProcess: Int {
    let cores = ProcessCores.ofThisProcess()
    return fairShare(of: cores, amongRanksOf: [cores.allowed])
  }
}
