import Foundation
import MPILauncher
import Testing

/// What goes wrong before the ranks are connected.
@Suite(.serialized) struct StartFaultTests {
  private static let options = ["--synthetic", "--faces", "300", "--dim", "16"]

  @Test(arguments: [1, 2])
  func aRankThatIsStoppedWhileMPIStartsDoesNotLetTheOthersWaitForEver(rank: Int) throws {
    let scratch = try Scratch()
    let job = try Job(
      scratch, Self.options + ["--stall-timeout", "2"], ranks: 3,
      before: "if [ \(MPILauncher.rankInShell) = \(rank) ]; then kill -STOP $$; fi")
    let run = try job.finish()
    #expect(!run.timedOut && run.exitCode != 0)
    let messages = run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(messages.count == 1, "\(run.errors)")
    #expect(messages.first?.contains("not all are there 12 s after its start") == true)
    // Nobody may have asked for the exit code of what the launcher has killed.
    let process = job.pid(ofRank: rank).map { "/proc/\($0)/status" } ?? ""
    let status = (try? String(contentsOfFile: process, encoding: .utf8)) ?? "State:\tX"
    #expect(status.contains("State:\tX") || status.contains("State:\tZ"), "\(status)")
    #expect(!scratch.exists("labels.txt"))
  }
}
