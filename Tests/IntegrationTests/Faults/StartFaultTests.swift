import Foundation
import MPILauncher
import Testing

/// What goes wrong before the ranks are connected.
@Suite(.serialized) struct StartFaultTests {
  private static let options = ["--synthetic", "--faces", "300", "--dim", "16"]

  @Test(arguments: [0, 1])
  func aRankThatIsStoppedWhileMPIStartsDoesNotLetTheOthersWaitForEver(rank: Int) throws {
    let scratch = try Scratch()
    let job = try Job(
      scratch, Self.options + ["--stall-timeout", "2"], ranks: 3,
      before: "if [ \(MPILauncher.rankInShell) = \(rank) ]; then kill -STOP $$; fi")
    let run = try job.finish()
    #expect(!run.timedOut && run.exitCode != 0)
    let messages = run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(messages.count == 1, "\(run.errors)")
    #expect(messages.first?.contains("not all are there 2 s after its start") == true)
    #expect(job.pid(ofRank: rank).map { kill($0, 0) } != 0)
    #expect(!scratch.exists("labels.txt"))
  }
}
