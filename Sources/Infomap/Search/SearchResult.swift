/// A partition and how well it compresses the walk.
public struct SearchResult: TrialResult, Sendable {
  /// The modules that were found.
  public let partition: Partition
  /// Recomputed from the exact flow.
  public let codelength: MapEquation.Codelength
  /// The codelength with all nodes in one module.
  public let oneLevelCodelength: Double
  /// The seed of the trial that found the partition.
  public let seed: UInt64
  /// Partitions that the search has met on its way, on which a better hierarchy may stand.
  var waypoints: [Partition] = []

  /// How many modules the partition has.
  public var moduleCount: Int { partition.moduleCount }

  /// Makes the result of a trial that found a partition, with the codelengths of that.
  ///
  /// - Parameters:
  ///   - partition: what the trial found.
  ///   - seed: the seed of the trial.
  ///   - flow: the network with its flow.
  ///   - preferredModules: each module more or fewer adds a bit to the module codelength.
  package init(
    partition: Partition, seed: UInt64, on flow: FlowNetwork, preferredModules: Int? = nil
  ) {
    self.partition = partition
    self.seed = seed
    codelength = MapEquation.codelength(of: partition, on: flow)
      .adding(ModulePreference.cost(of: partition.moduleCount, preferred: preferredModules))
    oneLevelCodelength = MapEquation.oneLevelCodelength(on: flow)
  }

  init(
    partition: Partition, seed: UInt64, codelength: MapEquation.Codelength,
    oneLevelCodelength: Double
  ) {
    self.partition = partition
    self.seed = seed
    self.codelength = codelength
    self.oneLevelCodelength = oneLevelCodelength
  }
}
