import Foundation
import MPILauncher
import Testing

/// Searches on real ranks; the checks are in Tests/SearchChecks.
@Suite(.serialized) struct SearchOverRanksTests {
  /// More ranks than queries, and a face or none for some ranks, too.
  @Test(
    .needsRanks(4), arguments: [(1, 300, 50), (3, 300, 50), (4, 300, 2), (3, 2, 5), (3, 300, 0)])
  func ranksFindWhatOneProcessFinds(ranks: Int, rows: Int, queries: Int) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      MPILauncher.command(ranks: ranks) + [
        MPILauncher.builtProgram("search-checks").path, String(rows), String(queries),
      ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}

extension Trait where Self == ConditionTrait {
  /// As many ranks as work on this machine in bearable time with the MPI of the build.
  static func needsRanks(_ count: Int) -> Self {
    .enabled(if: MPILauncher.mostRanks >= count, "\(MPILauncher.reason(needing: count))")
  }
}
