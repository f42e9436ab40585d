/// The time of one stage: on rank 0, and over the ranks.
package struct StageRecord: Codable, Sendable {
  package let name: String
  package let seconds: Double
  package let min: Double
  package let mean: Double
  package let max: Double
  /// Over all ranks: read, sent or written, by what the stage does.
  package let bytes: Int
  /// Seconds of each rank.
  package let byRank: [Double]
  /// The most memory that each rank had held by the end of the stage, in bytes.
  package let peakMemory: [Int]
  /// What the time went to, as far as that was measured; the rest is the stage's own.
  package let phases: [PhaseRecord]

  init(_ stage: PhaseTree, bytes: Int, peakMemory: [Int]) {
    let times = PhaseRecord(stage)
    (name, seconds, phases) = (times.name, times.seconds, times.phases)
    (min, mean, max) = (times.min, times.mean, times.max)
    byRank = stage.seconds
    self.bytes = bytes
    self.peakMemory = peakMemory
  }

  /// The rank that took longest.
  package var slowestRank: Int { byRank.indices.max { byRank[$0] < byRank[$1] } ?? 0 }
}

/// The time of one phase of a stage, or of a phase of that: on rank 0, and over the ranks, of which one
/// that had no such phase counts as 0 seconds.
package struct PhaseRecord: Codable, Sendable {
  package let name: String
  package let seconds: Double
  package let min: Double
  package let mean: Double
  package let max: Double
  /// What the time went to, as far as that was measured.
  package let phases: [PhaseRecord]

  init(_ phase: PhaseTree) {
    let all = phase.seconds
    name = phase.name
    seconds = all[0]
    min = all.min()!
    mean = all.reduce(0, +) / Double(all.count)
    max = all.max()!
    phases = phase.phases.map(PhaseRecord.init)
  }
}
