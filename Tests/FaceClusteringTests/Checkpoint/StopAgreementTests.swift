import Foundation
import MPILauncher
import Testing

/// Ranks that agree to stop; the checks are in Tests/RunChecks.
@Suite struct StopAgreementTests {
  @Test(
    .enabled(if: MPILauncher.mostRanks >= 3, "\(MPILauncher.reason(needing: 3))"),
    arguments: [1, 3])
  func allRanksStopWhenAnyOfThemAsks(ranks: Int) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      MPILauncher.command(ranks: ranks) + [MPILauncher.builtProgram("run-checks").path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
