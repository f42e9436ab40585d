import Foundation
import MPILauncher
import Testing

/// Signals that ask a run to stop, at any moment: with a checkpoint it ends with 75 and can be gone on
/// with, and one rank says why.
@Suite(.serialized) struct StopSignalTests {
  private static let checkpoint = [
    "--synthetic", "--faces", "300", "--dim", "16", "--min-sim", "0.58", "--checkpoint", "progress",
  ]
  /// For ever, once the edges are saved.
  private static let lasting = checkpoint + ["--trials", "1000000"]
  private static let names = ["TERM", "INT", "HUP", "USR1", "USR2", "XCPU"]

  /// A command by which a program finds a signal that has come before its first instruction.
  private static func signaled(_ name: String, ifRank condition: String = "true") -> [String] {
    let send = "if \(condition); then kill -\(name) $$; fi; exec \"$@\""
    return ["env", "--default-signal=\(name)", "--block-signal=\(name)", "sh", "-c", send, "sh"]
  }

  private static func messages(_ run: ProgramRun) -> [Substring] {
    run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
  }

  @Test(arguments: names)
  func aSignalBeforeTheFirstInstructionEndsWithCode75(name: String) throws {
    let scratch = try Scratch()
    let run = try scratch.run(Self.checkpoint, wrapper: Self.signaled(name))
    #expect(run.exitCode == 75, "\(run.errors)")
    let messages = Self.messages(run)
    #expect(messages.count == 1)
    #expect(messages.first?.contains("was stopped by SIG\(name) in the stage start: ") == true)
    #expect(messages.first?.contains("run the same command again") == true)
    #expect(!scratch.exists("labels.txt"))
    #expect(try scratch.run(Self.checkpoint).exitCode == 0)
  }

  /// Also where a rank learns of it before it can tell the others.
  @Test func aSignalToOneRankBeforeItsFirstInstructionStopsAllWithCode75() throws {
    for rank in ["0", "1"] {
      let condition = "[ \"\(MPILauncher.rankInShell)\" = \(rank) ]"
      let run = try Scratch().run(
        Self.lasting, ranks: 2, wrapper: Self.signaled("USR1", ifRank: condition))
      #expect(run.exitCode == 75, "\(run.errors)")
      #expect(Self.messages(run).count == 1, "\(run.errors)")
    }
  }

  @Test func aSignalBeforeTheFirstInstructionEndsOtherRunsWithAnotherCode() throws {
    let run = try Scratch().run(["--synthetic", "--faces", "300"], wrapper: Self.signaled("TERM"))
    // Nothing catches it until the program can.
    #expect(run.exitCode != 0 && run.exitCode != 75)
  }

  /// The run begins to put signals off while the process waits whether another rank says why it ends.
  @Test func aSignalJustBeforeTheSearchEndsTheRun() throws {
    let scratch = try Scratch()
    #expect(try scratch.run(Self.checkpoint).exitCode == 0)
    for name in scratch.files(in: "progress") where name.hasPrefix("edges") {
      try scratch.remove("progress/\(name)")
    }
    let job = try Job(scratch, Self.lasting + ["--verbose"], ranks: 1)
    try job.waitForPlan()
    job.send(SIGTERM, toRank: 0)
    let run = try scratch.finish(job.process, timeout: 60)
    #expect(!run.timedOut && run.exitCode == 75, "\(run.errors)")
    #expect(Self.messages(run).count == 1, "\(run.errors)")
  }

  @Test func aSignalAfterTheEdgesAreSavedEndsWithCode75() throws {
    let scratch = try Scratch()
    let job = try Job(scratch, Self.lasting, ranks: 2)
    try job.waitForFile("progress/edges.json")
    for _ in 0..<3 { job.send(SIGTERM, toRank: 1) }
    let run = try job.finish()
    #expect(run.exitCode == 75, "\(run.errors)")
    #expect(Self.messages(run).count == 1)
    #expect(run.errors.contains("run the same command again") && !scratch.exists("labels.txt"))
    #expect(try scratch.run(Self.checkpoint + ["--verbose"], ranks: 3).exitCode == 0)
    let labels = try scratch.contents("labels.txt")
    #expect(try scratch.run(Self.checkpoint.dropLast(2), ranks: 1).exitCode == 0)
    #expect(try scratch.contents("labels.txt") == labels)
  }

  /// Nobody is left who could tell the other ranks that one of them speaks. MPICH's launcher kills all that are
  /// left at once when it loses one, and says so itself.
  @Test func ofTheRanksThatLoseRank0OneSpeaks() throws {
    let scratch = try Scratch()
    let job = try Job(scratch, Self.lasting, ranks: 4)
    try job.waitForFile("progress/edges.json")
    job.send(SIGKILL, toRank: 0)
    let run = try job.finish()
    #expect(run.exitCode != 0 && !run.timedOut)
    let messages = Self.messages(run)
    let launcherSpeaks = MPILauncher.isHydra && run.output.contains("BAD TERMINATION")
    #expect(messages.count == 1 || messages.isEmpty && launcherSpeaks, "\(run.errors)")
    #expect(messages.allSatisfy { $0.contains("error: rank 0 on ") })
  }
}
