import Foundation
import Testing

/// Runs that end early and are gone on with, by any number of ranks.
@Suite(.serialized) struct RestartTests {
  /// Large enough, with the slowest kernel, to be interrupted on its way.
  private static let faces = [
    "faces.bin", "--dim", "128", "--min-sim", "0.58", "--threads", "1", "--kernel", "blas",
  ]
  private static let checkpoint = faces + ["--checkpoint", "progress", "--verbose"]

  /// The labels of a run that nothing interrupts, and the faces.
  private static func scratch() throws -> (Scratch, labels: Data) {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "faces.bin", "--faces", "30000", "--dim", "128"], ranks: 2)
    let run = try scratch.run(
      faces + ["--out", "reference.txt", "--record", "none.json"], ranks: 2)
    try #require(run.exitCode == 0, "\(run.errors)")
    return (scratch, try scratch.contents("reference.txt"))
  }

  @Test func killedRunsGoOnWithAnyNumberOfRanks() throws {
    let (scratch, labels) = try Self.scratch()
    for (kill, ranks) in [(2, 3), (3, 1), (1, 4), (4, 2), (2, 5), (3, 3)] {
      try scratch.remove("progress")
      let job = try Job(scratch, Self.checkpoint, ranks: kill)
      try job.waitForProgress()
      job.send(SIGKILL, toRank: (kill + ranks) % kill)
      let killed = try job.finish()
      #expect(killed.exitCode != 0 && !killed.timedOut)
      #expect(!scratch.exists("labels.txt") && !scratch.exists("labels.run.json"))
      let resumed = try scratch.run(Self.checkpoint, ranks: ranks)
      #expect(resumed.exitCode == 0, "\(resumed.errors)")
      #expect(resumed.errors.contains("going on from what is saved"))
      #expect(try scratch.contents("labels.txt") == labels, "\(kill), then \(ranks) ranks")
      try scratch.remove("labels.txt", "labels.run.json")
    }
  }

  @Test(.needsRanks(4)) func severalRunsGoOnFromEachOther() throws {
    let (scratch, labels) = try Self.scratch()
    for ranks in [3, 2, 4] {
      // So many trials never end: a run whose search is done before the signal comes is stopped, too.
      let job = try Job(scratch, Self.checkpoint + ["--trials", "1000000"], ranks: ranks)
      try job.waitForProgress(ofRanks: 1)
      job.send(SIGUSR1, toRank: 0)
      #expect(try job.finish().exitCode == 75)
    }
    let last = try scratch.run(Self.checkpoint, ranks: 3)
    #expect(last.exitCode == 0)
    #expect(try scratch.contents("labels.txt") == labels)
    #expect(!scratch.files(in: "progress").contains { $0.hasPrefix("neighbors") })
    // Now the edges are there; damaged ones are found again.
    for damage in [false, true] {
      try scratch.remove("labels.txt")
      if damage {
        let journal = scratch.files(in: "progress").first {
          $0.hasPrefix("edges.") && $0.hasSuffix("1.journal")
        }
        try scratch.changeByte(of: "progress/\(#require(journal))", at: 1000)
      }
      let again = try scratch.run(Self.checkpoint, ranks: 2)
      #expect(again.exitCode == 0)
      #expect(again.errors.contains("edges are taken from") != damage)
      #expect(try scratch.contents("labels.txt") == labels)
    }
  }

  @Test(.needsRanks(3), arguments: [SIGTERM, SIGUSR1])
  func aSignalToAnyRankSavesAndStopsAllWithCode75(signal: Int32) throws {
    let (scratch, labels) = try Self.scratch()
    let job = try Job(scratch, Self.checkpoint, ranks: 3)
    try job.waitForProgress()
    job.send(signal, toRank: 2)
    let stopped = try job.finish()
    #expect(stopped.exitCode == 75, "\(stopped.errors)")
    let messages = stopped.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(messages.count == 1)
    // Not of a rank that ended at once: all have saved first.
    #expect(
      messages.first?.contains("error: stopped by a signal in the stage neighbors") == true
        && messages.first?.contains("run the same command again") == true, "\(messages)")
    #expect(!scratch.exists("labels.txt"))
    #expect(try scratch.run(Self.checkpoint, ranks: 2).exitCode == 0)
    let record = String(decoding: try scratch.contents("labels.run.json"), as: UTF8.self)
    let saving = try #require(record.firstMatch(of: #/"savingSeconds" : ([0-9.e-]+)/#))
    #expect(try #require(Double(saving.1)) > 0)
    #expect(try scratch.contents("labels.txt") == labels)
  }

  @Test(.needsRanks(3)) func mpirunPassesTheSignalOn() throws {
    let (scratch, labels) = try Self.scratch()
    let job = try Job(scratch, Self.checkpoint, ranks: 3)
    try job.waitForProgress()
    kill(job.process.processIdentifier, SIGUSR1)
    #expect(try job.finish().exitCode == 75)
    #expect(try scratch.run(Self.checkpoint, ranks: 3).exitCode == 0)
    #expect(try scratch.contents("labels.txt") == labels)
  }

  @Test func withoutACheckpointASignalEndsTheRunAtOnce() throws {
    let (scratch, _) = try Self.scratch()
    let job = try Job(scratch, Self.faces + ["--verbose"], ranks: 2)
    try job.waitForPlan()
    job.send(SIGUSR1, toRank: 1)
    let run = try job.finish()
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("error: rank 1 on"))
    #expect(run.errors.contains("SIGUSR1") && run.errors.contains("nothing is saved"))
    #expect(!scratch.exists("labels.txt"))
  }

  @Test(.needsRanks(3)) func damagedProgressIsFoundAgain() throws {
    let (scratch, labels) = try Self.scratch()
    let job = try Job(scratch, Self.checkpoint, ranks: 2)
    try job.waitForProgress()
    job.send(SIGUSR1, toRank: 0)
    #expect(try job.finish().exitCode == 75)
    try scratch.changeByte(of: "progress/neighbors.1.0.journal", at: 5000)
    let journal = "progress/neighbors.1.1.journal"
    let half = try scratch.contents(journal).count - 7
    #expect(truncate(scratch.path(journal), half) == 0)
    let resumed = try scratch.run(Self.checkpoint, ranks: 3)
    #expect(resumed.exitCode == 0)
    #expect(resumed.errors.contains("is damaged") && resumed.errors.contains("within a record"))
    #expect(try scratch.contents("labels.txt") == labels)
  }

  @Test func progressOfOtherInputOrOptionsIsRefused() throws {
    let scratch = try Scratch()
    func run(_ arguments: String) throws -> ProgramRun {
      try scratch.run(
        arguments.split(separator: " ").map(String.init) + ["--checkpoint", "progress"], ranks: 2)
    }
    #expect(try run("--synthetic --faces 500 --dim 8 --min-sim 0.58").exitCode == 0)
    let others: [(String, Int32, String)] = [
      (
        "--synthetic --faces 500 --dim 8 --min-sim 0.58 --k 9", 2,
        "--k (50 in the checkpoint, 9 now)"
      ),
      (
        "--synthetic --faces 500 --dim 8 --min-sim 0.7", 2,
        "--min-sim (0.58 in the checkpoint, 0.7 now)"
      ),
      (
        "--synthetic --faces 501 --dim 8 --min-sim 0.58", 3,
        "the number of faces (500 in the checkpoint, 501 now)"
      ),
      ("--synthetic --faces 500 --dim 8 --min-sim 0.58 --seed 2", 3, "the checksum of the input"),
    ]
    for (arguments, code, message) in others {
      let refused = try run(arguments)
      #expect(refused.exitCode == code)
      #expect(refused.errors.contains(message), "\(refused.errors)")
    }
    #expect(try run("--synthetic --faces 500 --dim 8 --min-sim 0.58 --trials 2").exitCode == 0)
    let approximate = try run("--synthetic --faces 500 --dim 8 --min-sim 0.58 --search approximate")
    #expect(approximate.exitCode == 2)
    #expect(
      approximate.errors.contains(
        "the search (exact in the checkpoint, approximate, --recall 0.99 now)"),
      "\(approximate.errors)")
  }

  /// That one stops on its way is checked in Tests/SearchChecks: here it would end too soon to be stopped.
  @Test func anApproximateSearchIsSavedWithItsRecall() throws {
    let scratch = try Scratch()
    func run(_ recall: String, ranks: Int) throws -> ProgramRun {
      try scratch.run(
        [
          "--synthetic", "--faces", "21000", "--dim", "32", "--min-sim", "0.58", "--search",
          "approximate", "--recall", recall, "--checkpoint", "progress", "--verbose",
        ], ranks: ranks)
    }
    func found() throws -> (labels: Data, recall: Substring) {
      let record = String(decoding: try scratch.contents("labels.run.json"), as: UTF8.self)
      let recall = try #require(record.firstMatch(of: #/"approximation" : {[^}]+}/#))
      return (try scratch.contents("labels.txt"), recall.0)
    }
    let first = try run("0.95", ranks: 2)
    #expect(first.exitCode == 0 && first.output.contains("pairs compared"), "\(first.errors)")
    let (labels, recall) = try found()
    try scratch.remove("labels.txt", "labels.run.json")
    let second = try run("0.95", ranks: 3)
    #expect(second.exitCode == 0 && second.errors.contains("edges are taken from"))
    let again = try found()
    #expect(again.labels == labels && again.recall == recall)
    let other = try run("0.9", ranks: 2)
    #expect(other.exitCode == 2)
    #expect(
      other.errors.contains("approximate, --recall 0.95 in the checkpoint"), "\(other.errors)")
  }

  @Test func aCheckpointWhereNothingCanBeIsRefused() throws {
    let scratch = try Scratch()
    _ = try scratch.write("file", [1])
    for (folder, message) in [
      ("none/progress", "cannot create"), ("file", "is a file, not a folder"),
    ] {
      let run = try scratch.run(["--synthetic", "--faces", "50", "--checkpoint", folder], ranks: 2)
      #expect(run.exitCode == 2 && run.errors.contains(message), "\(run.errors)")
    }
  }
}
