import Foundation
import MPILauncher
import Testing

/// A rank that sends its beats and yet makes no progress: OpenBLAS is replaced by a product that never
/// ends.
@Suite struct StuckRankTests {
  private static let source = """
    #include <stdlib.h>
    #include <string.h>
    void cblas_sgemm(void) {
      const char *rank = getenv("RANKS_TO_THE_STUCK_ONE");
      for (volatile int turn = 0; !strcmp(rank, "0"); turn ^= 1) {}
    }
    """

  /// Where no threshold is given a calibration multiplies before the search does.
  @Test(.needsCompiler, arguments: [(1, "auto"), (1, "0.58"), (2, "0.58")])
  func isFoundByItself(ranks: Int, threshold: String) throws {
    let scratch = try Scratch()
    let code = try scratch.write("stuck.c", Array(Self.source.utf8))
    let library = scratch.path("stuck.so")
    let built = try scratch.execute(
      ["cc", "-shared", "-fPIC", "-o", library, code], timeout: 60)
    #expect(built.exitCode == 0, "\(built.errors)")
    // The last rank is stuck, the other one waits for it.
    let distance = ranks == 1 ? "0" : "$((\(ranks - 1) - \(MPILauncher.rankInShell)))"
    let preload = "RANKS_TO_THE_STUCK_ONE=\(distance) LD_PRELOAD='\(library)' exec \"$@\""
    let run = try scratch.run(
      [
        "--synthetic", "--faces", "300", "--dim", "16", "--min-sim", threshold, "--kernel", "blas",
        "--threads", "1",
        "--stall-timeout", "2",
      ],
      ranks: ranks == 1 ? nil : ranks, wrapper: ["sh", "-c", preload, "sh"], timeout: 120)
    #expect(!run.timedOut && run.exitCode == 1)
    let messages = run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(messages.count == 1, "\(run.errors)")
    #expect(messages.first?.hasPrefix("error: rank \(ranks - 1) on ") == true)
    #expect(messages.first?.contains("makes no progress in the stage ") == true)
    #expect(!scratch.exists("labels.txt"))
  }
}
