import FaceClustering
import Foundation

/// The times of stages as lines of text: of rank 0, and the least, the mean and the most of all ranks.
struct StageTable {
  private let stages: [StageRecord]
  private let hosts: [String]
  private let isVerbose: Bool

  /// - Parameters:
  ///   - hosts: of each rank.
  ///   - verbose: name also the memory, the slowest rank and the phases of each stage.
  init(_ stages: [StageRecord], hosts: [String], verbose: Bool) {
    self.stages = stages
    self.hosts = hosts
    isVerbose = verbose
  }

  var lines: [String] {
    let names = stages.map { Self.width(of: $0.name, isVerbose ? $0.phases : []) }
    let width = max(12, names.max() ?? 0)
    var lines = [
      "stage".padding(toLength: width, withPad: " ", startingAt: 0)
        + "  seconds      min     mean      max" + (isVerbose ? "  peak MiB  slowest rank" : "")
    ]
    for stage in stages {
      let times = [stage.seconds, stage.min, stage.mean, stage.max]
      let memory = Double(stage.peakMemory.max() ?? 0) / Double(1 << 20)
      let slowest = "\(stage.slowestRank) on \(hosts[stage.slowestRank])"
      lines.append(
        Self.line(stage.name, times, width: width)
          + (isVerbose ? String(format: "%10.0f", memory) + "  \(slowest)" : ""))
      if isVerbose { lines += Self.lines(of: stage.phases, width: width, depth: 1) }
    }
    return lines
  }

  private static func lines(of phases: [PhaseRecord], width: Int, depth: Int) -> [String] {
    phases.flatMap { phase in
      let name = String(repeating: indent, count: depth) + phase.name
      return [line(name, [phase.seconds, phase.min, phase.mean, phase.max], width: width)]
        + lines(of: phase.phases, width: width, depth: depth + 1)
    }
  }

  private static func line(_ name: String, _ times: [Double], width: Int) -> String {
    name.padding(toLength: width, withPad: " ", startingAt: 0)
      + times.map { String(format: "%9.2f", $0) }.joined()
  }

  /// The columns that the names of a stage and its phases need.
  private static func width(of name: String, _ phases: [PhaseRecord]) -> Int {
    let inner = phases.map { width(of: $0.name, $0.phases) }.max()
    return max(name.count, inner.map { $0 + indent.count } ?? 0)
  }

  private static let indent = "  "
}
