import Foundation
import Testing

/// What a run tells of the time that its stages and their phases took.
@Suite struct StageTests {
  private struct Record: Decodable {
    struct Phase: Decodable {
      let name: String
      let seconds: Double
      let phases: [Phase]
    }

    let stages: [Phase]
  }

  @Test func longNamesOfStagesAreWhole() throws {
    for verbosity in [[], ["--verbose"]] {
      let run = try Scratch().run(
        [Digits.features, "--min-sim", "0.95", "--method", "density-peaks"] + verbosity)
      let lines = run.output.split(separator: "\n")
      let stages = lines.drop { !$0.hasPrefix("stage ") }.prefix { !$0.hasPrefix("labels in") }
      #expect(stages.contains { $0.hasPrefix("density-peaks  ") }, "\(run.output)")
      if verbosity.isEmpty { #expect(Set(stages.map(\.count)).count == 1, "\(run.output)") }
    }
  }

  @Test func theRecordAndTheVerboseSummaryHaveThePhasesOfStages() throws {
    let scratch = try Scratch()
    let run = try scratch.run(
      ["--synthetic", "--faces", "500", "--dim", "16", "--min-sim", "0.58", "--verbose"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    let record = try JSONDecoder().decode(Record.self, from: scratch.contents("labels.run.json"))
    let stages = Dictionary(uniqueKeysWithValues: record.stages.map { ($0.name, $0) })
    #expect(
      record.stages.map(\.name) == [
        "load", "neighbors", "edges", "gather", "infomap", "write", "evaluate",
      ])
    #expect(stages["load"]?.phases.map(\.name) == ["read"])
    let infomap = try #require(stages["infomap"])
    #expect(infomap.phases.map(\.name) == ["network", "flow", "search", "wait"])
    #expect(infomap.phases[2].phases.first?.name == "clustering")
    #expect(run.output.contains("\n  search "))
    #expect(run.output.contains("\n    clustering "))
  }
}
