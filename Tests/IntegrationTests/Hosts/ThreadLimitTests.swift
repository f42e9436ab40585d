import Foundation
import Testing

/// Where the system limits how many processes and threads a user may have.
@Suite struct ThreadLimitTests {
  /// As a user that has nothing else, since root has no such limit.
  private static let asAnother =
    geteuid() == 0 ? ["setpriv", "--reuid=65534", "--clear-groups"] : []

  /// OpenBLAS would start a thread for each core while it is loaded, and end the process where it gets none; that must
  /// not happen whatever the environment is.
  @Test(
    .enabled("another user than root cannot start the program here") {
      try Scratch().run(["--version"], wrapper: asAnother).exitCode == 0
    },
    arguments: [[], ["OPENBLAS_NUM_THREADS=8"], ["-i"], ["-i", "PWD=/"]])
  func theProgramStartsWhereThereIsNoOtherThread(environment: [String]) throws {
    let run = try Scratch().run(
      ["--version"], wrapper: ["env"] + environment + Self.asAnother + ["prlimit", "--nproc=1"])
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
  }
}
