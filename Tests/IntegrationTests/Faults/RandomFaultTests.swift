import Foundation
import Testing

/// A few of the faults of `scripts/checks/kill-test`, which does a hundred by itself.
@Suite(.serialized) struct RandomFaultTests {
  @Test(.needsPython) func runsEndRightAndGoOnToTheSameLabelsWhateverHappensToTheirProcesses()
    throws
  {
    let run = try Scratch().execute(
      [
        SharedData.package.appendingPathComponent("scripts/checks/kill-test").path, "6", "--seed",
        "2",
      ],
      environment: ["PROGRAM": Scratch.program.path, "FACES": "1500", "RANKS": "2"], timeout: 240)
    #expect(run.exitCode == 0 && !run.timedOut, "\(run.output) \(run.errors)")
    #expect(run.output.contains("6 of 6 faults ended right"))
  }
}
