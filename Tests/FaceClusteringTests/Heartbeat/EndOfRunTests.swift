import Foundation
import MPILauncher
import Testing

/// The last moments of a run, in which MPI ends; the run is in Tests/RunChecks.
@Suite struct EndOfRunTests {
  /// Without a watch all would wait for the end of MPI for ever.
  @Test(
    .enabled(if: MPILauncher.mostRanks >= 3, "\(MPILauncher.reason(needing: 3))"),
    arguments: ["stop-at-end", "stop-after-end"], [0, 2])
  func aRankThatIsStoppedWhenAllIsDoneIsNamed(moment: String, rank: Int) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["timeout", "-s", "KILL", "120"] + MPILauncher.command(ranks: 3)
      + [MPILauncher.builtProgram("run-checks").path, moment, "\(rank)"]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    // 137 is that of the time limit.
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus != 0 && process.terminationStatus != 137)
    let messages = text.split(separator: "\n").filter { $0.hasPrefix("error: rank ") }
    #expect(messages.count == 1 && messages[0].hasPrefix("error: rank \(rank) on "), "\(text)")
    #expect(messages.allSatisfy { $0.contains("silent for 2 s") })
  }
}
