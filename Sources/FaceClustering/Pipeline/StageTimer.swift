import Dispatch
import MPI

/// How long the stages of a run take on each rank.
final class StageTimer {
  private var stages: [(stage: Stage, seconds: Double, bytes: Int, peakMemory: Int)] = []
  private let entering: (Stage) -> Void

  /// - Parameter entering: told each stage when it starts.
  init(entering: @escaping (Stage) -> Void = { _ in }) { self.entering = entering }

  /// Runs a stage and notes its time.
  func measure<Result>(_ stage: Stage, _ body: () throws -> Result) rethrows -> Result {
    entering(stage)
    let start = DispatchTime.now()
    let result = try body()
    stages.append((stage, start.secondsAgo, 0, MemoryPlan.peak()))
    return result
  }

  /// Notes how many bytes this rank read, sent or wrote in the stage measured last.
  func count(bytes: Int) { stages[stages.count - 1].bytes += bytes }

  /// The stages over all ranks. Collective.
  ///
  /// - Parameter method: the name of the method of clustering, by which its stage is called.
  func records(world: Communicator, method: String) throws -> [StageRecord] {
    try stages.map { stage in
      let all = try world.allGather(stage.seconds)
      return StageRecord(
        name: stage.stage == .clustering ? method : stage.stage.rawValue, seconds: all[0],
        min: all.min()!,
        mean: all.reduce(0, +) / Double(all.count), max: all.max()!,
        bytes: try world.allReduce(stage.bytes, with: .sum), byRank: all,
        peakMemory: try world.allGather(stage.peakMemory))
    }
  }
}

extension DispatchTime {
  /// The seconds since this time.
  var secondsAgo: Double {
    Double(DispatchTime.now().uptimeNanoseconds - uptimeNanoseconds) * 1e-9
  }
}

/// The time of one stage: on rank 0, and over the ranks.
public struct StageRecord: Codable, Sendable {
  public let name: String
  public let seconds: Double
  public let min: Double
  public let mean: Double
  public let max: Double
  /// Over all ranks: read, sent or written, by what the stage does.
  public let bytes: Int
  /// Seconds of each rank.
  public let byRank: [Double]
  /// The most memory that each rank had held by the end of the stage, in bytes.
  public let peakMemory: [Int]

  /// The rank that took longest.
  public var slowestRank: Int { byRank.indices.max { byRank[$0] < byRank[$1] } ?? 0 }
}
