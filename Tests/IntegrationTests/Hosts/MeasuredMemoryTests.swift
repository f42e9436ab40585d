import Foundation
import Testing

/// `scripts/measure/memory-plan` with the launcher of the build's MPI.
@Suite struct MeasuredMemoryTests {
  /// Of so many faces that what MPI takes itself is a small part.
  @Test(arguments: [[], ["--method", "whispers"]])
  func theMemoryOfAllRanksIsNearWhatIsPlanned(method: [String]) throws {
    let script = SharedData.package.appendingPathComponent("scripts/measure/memory-plan").path
    let run = try Scratch().execute(
      [script, "--synthetic", "--faces", "24000", "--dim", "1024", "--threads", "1"] + method,
      environment: ["PROGRAM": Scratch.program.path, "RANKS": "1 2"], timeout: 240)
    #expect(run.exitCode == 0, "\(run.errors)")
    // A title, and for each number of ranks: ranks, planned GiB, measured GiB, and the quotient.
    let lines = run.output.split(separator: "\n").dropFirst().map { $0.split(separator: " ") }
    #expect(lines.map(\.first) == ["1", "2"])
    for line in lines {
      try #require(line.count == 6)
      // MPIs take more or less themselves, and a peak can pass between two looks.
      let quotient = try #require(Double(line[5]))
      #expect((0.8...3).contains(quotient), "\(line.joined(separator: " "))")
    }
  }
}
