import Foundation
import Testing

/// `scripts/measure/memory-plan` with the launcher of the build's MPI.
@Suite struct MeasuredMemoryTests {
  @Test func theMemoryOfAllRanksIsMeasured() throws {
    let script = SharedData.package.appendingPathComponent("scripts/measure/memory-plan").path
    let run = try Scratch().execute(
      [script, "--synthetic", "--faces", "8000", "--dim", "256", "--threads", "1"],
      environment: ["PROGRAM": Scratch.program.path, "RANKS": "1 2"], timeout: 240)
    #expect(run.exitCode == 0, "\(run.errors)")
    // A title, and for each number of ranks: ranks, planned GiB, measured GiB, and the quotient.
    let lines = run.output.split(separator: "\n").dropFirst().map { $0.split(separator: " ") }
    #expect(lines.map(\.first) == ["1", "2"])
    for line in lines {
      try #require(line.count == 6)
      #expect(try #require(Double(line[3])) > 0)
    }
  }
}
