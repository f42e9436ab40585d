import Foundation
import MPI

extension RunSession {
  /// The threads of this rank while all ranks work: those that were asked for, or a fair share of the cores that it
  /// may use. Warns, the first time, where ranks and threads lie badly on the cores. Collective.
  ///
  /// - Parameter chosen: what was asked for; nil: nothing was.
  func threads(_ chosen: Int?, on nodes: NodeTopology) throws -> Int {
    let cores = ProcessCores.ofThisProcess()
    let lists = try nodes.node.allGather(varying: cores.allowed.numbers)
    let threads =
      chosen ?? ThreadBudget.fairShare(of: cores, amongRanksOf: lists.map { ProcessorSet($0) })
    guard beginsPlacementCheck() else { return threads }
    let rank = PlacementAdvice.Rank(
      host: MPIEnvironment.processorName, cores: cores, threads: threads)
    let ranks = try gather(String(decoding: JSONEncoder().encode(rank), as: UTF8.self))
    guard isRoot else { return threads }
    let all = try ranks.map {
      try JSONDecoder().decode(PlacementAdvice.Rank.self, from: Data($0.utf8))
    }
    PlacementAdvice(all, mayShareCores: Self.launcherMayShareCores).texts.forEach(warn)
    return threads
  }

  /// Whether the launcher of Open MPI was asked for more ranks than cores, by an option or a variable.
  private static var launcherMayShareCores: Bool {
    let environment = ProcessInfo.processInfo.environment
    return ["1", "true"].contains(environment["OMPI_MCA_rmaps_base_oversubscribe"])
      || environment["PRTE_MCA_rmaps_default_mapping_policy"]?.lowercased()
        .contains("oversubscribe") == true
  }
}
