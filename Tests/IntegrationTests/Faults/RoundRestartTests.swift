import Foundation
import Testing

/// Runs of methods that look at the faces alone, which end early and are gone on with.
@Suite(.serialized) struct RoundRestartTests {
  private static let kmeans = [
    "faces.npy", "--method", "kmeans", "--clusters", "400", "--starts", "8", "--threads", "1",
  ]
  private static let saving = kmeans + ["--checkpoint", "progress", "--verbose"]

  private static func scratch() throws -> (Scratch, labels: Data) {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "faces.npy", "--faces", "20000", "--dim", "64"], ranks: 1)
    let run = try scratch.run(
      kmeans + ["--out", "reference.txt", "--record", "none.json"], ranks: 2)
    try #require(run.exitCode == 0, "\(run.errors)")
    return (scratch, try scratch.contents("reference.txt"))
  }

  /// Ends a run once it has saved a round.
  private func stop(_ scratch: Scratch, by signal: Int32, ranks: Int) throws -> ProgramRun {
    let job = try Job(scratch, Self.saving, ranks: ranks)
    try job.waitForRound()
    job.send(signal, toRank: ranks - 1)
    return try job.finish()
  }

  @Test(arguments: [SIGUSR1, SIGKILL])
  func aRunGoesOnFromItsLastRoundWithAnyNumberOfRanks(signal: Int32) throws {
    let (scratch, labels) = try Self.scratch()
    let stopped = try stop(scratch, by: signal, ranks: 2)
    #expect(signal == SIGKILL ? stopped.exitCode != 0 : stopped.exitCode == 75)
    #expect(!scratch.exists("labels.txt"))
    for ranks in [3, 1] {
      let resumed = try scratch.run(Self.saving, ranks: ranks)
      #expect(resumed.exitCode == 0, "\(resumed.errors)")
      #expect(resumed.errors.contains("going on from what is saved"))
      #expect(try scratch.contents("labels.txt") == labels)
    }
  }

  @Test func damagedRoundsAreFoundAgainAndOthersRefused() throws {
    let (scratch, labels) = try Self.scratch()
    _ = try stop(scratch, by: SIGUSR1, ranks: 2)
    let journals = scratch.files(in: "progress").filter { $0.hasPrefix("rounds.") }
    #expect(journals.count == 1)
    let other = try scratch.run(Self.saving + ["--seed", "2"], ranks: 1)
    #expect(other.exitCode == 2 && other.errors.contains("the method (kmeans"))
    try scratch.changeByte(of: "progress/\(#require(journals.first))", at: 1000)
    let again = try scratch.run(Self.saving, ranks: 2)
    #expect(again.exitCode == 0 && again.errors.contains("is damaged"), "\(again.errors)")
    #expect(try scratch.contents("labels.txt") == labels)
  }
}
