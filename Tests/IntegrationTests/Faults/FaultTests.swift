import Foundation
import MPILauncher
import Testing

/// What goes wrong under a run ends it in bounded time, with a message of who and where, and loses
/// no progress that was saved.
@Suite(.serialized) struct FaultTests {
  private static let options = [
    "faces.bin", "--dim", "128", "--min-sim", "0.58", "--threads", "1", "--kernel", "blas",
    "--verbose",
  ]
  private static let saving = options + ["--checkpoint", "progress"]
  /// With little patience for a rank that is stopped.
  private static let watching = saving + ["--stall-timeout", "3"]

  private static func scratch() throws -> Scratch {
    let scratch = try Scratch()
    let faces = try scratch.run(
      ["generate", "faces.bin", "--faces", "30000", "--dim", "128"], ranks: 2)
    try #require(faces.exitCode == 0)
    return scratch
  }

  @Test(.needsRanks(3), arguments: [(SIGKILL, 2), (SIGKILL, 0), (SIGSTOP, 1), (SIGSTOP, 0)])
  func aKilledOrStoppedRankIsNamedWithItsHostAndStage(signal: Int32, rank: Int) throws {
    let scratch = try Self.scratch()
    let job = try Job(scratch, Self.watching, ranks: 3)
    try job.waitForProgress()
    job.send(signal, toRank: rank)
    let run = try job.finish()
    #expect(!run.timedOut && run.exitCode != 0)
    let what = signal == SIGKILL ? "ended in the stage neighbors" : "silent for 3 s"
    let messages = run.errors.split(separator: "\n").filter { $0.contains(what) }
    #expect(messages.contains { $0.hasPrefix("error: rank \(rank) on ") }, "\(run.errors)")
    #expect(messages.allSatisfy { $0.contains("neighbors") && $0.contains("run the same command") })
    #expect(!scratch.exists("labels.txt") && !scratch.exists("labels.run.json"))
    #expect(try scratch.run(Self.saving, ranks: 2).exitCode == 0)
    let resumed = try scratch.contents("labels.txt")
    #expect(try scratch.run(Self.options, ranks: 2).exitCode == 0)
    #expect(try scratch.contents("labels.txt") == resumed)
  }

  @Test(.needsRanks(4), .needsMemoryGroup) func aRankThatRunsOutOfMemoryIsNamed() throws {
    let scratch = try Self.scratch()
    let group = try MemoryGroup()
    let job = try Job(
      scratch, Self.saving, ranks: 3,
      before: """
        if [ \(MPILauncher.rankInShell) = 1 ]; then
          echo $$ > \(group.folder)/cgroup.procs; echo 1000 > /proc/$$/oom_score_adj
        fi
        """)
    try job.waitForProgress()
    // Another process of the rank's group takes more than there is left.
    try group.limit(bytes: group.usage() + 64 << 20)
    let taking = "echo $$ > \(group.folder)/cgroup.procs; head -c 80M /dev/zero | tail -c 80M"
    _ = try Scratch().execute(["sh", "-c", taking + " >/dev/null"], timeout: 30)
    let run = try job.finish()
    #expect(!run.timedOut && run.exitCode != 0)
    let message = run.errors.split(separator: "\n").first { $0.hasPrefix("error: rank 1 on ") }
    #expect(message?.contains("ended in the stage neighbors") == true, "\(run.errors)")
    #expect(!scratch.exists("labels.txt") && !scratch.exists("labels.run.json"))
    let resumed = try scratch.run(Self.saving, ranks: 4)
    #expect(resumed.exitCode == 0 && resumed.errors.contains("going on from"))
    let labels = try scratch.contents("labels.txt")
    #expect(try scratch.run(Self.options, ranks: 1).exitCode == 0)
    #expect(try scratch.contents("labels.txt") == labels)
  }

  @Test(.needsMemoryGroup) func aRunThatItsControlGroupCannotHoldIsRefused() throws {
    let scratch = try Scratch()
    let group = try MemoryGroup()
    try group.limit(bytes: 200 << 20)
    let run = try scratch.run(
      ["--synthetic", "--faces", "100000", "--dim", "1024", "--min-sim", "0.58"], ranks: 2,
      wrapper: ["sh", "-c", "echo $$ > \(group.folder)/cgroup.procs; exec \"$@\"", "sh"])
    #expect(run.exitCode == 4, "\(run.errors)")
    #expect(run.errors.contains("limits of control groups included"))
  }

  @Test(.needsRanks(3), .needsMounts) func aFullFileSystemLosesNothingThatWasSaved() throws {
    let scratch = try Self.scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.path("small"), withIntermediateDirectories: false)
    func mount(_ options: String) throws -> Int32 {
      try scratch.execute(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", scratch.path("small")], timeout: 10
      ).exitCode
    }
    try #require(try mount("size=4m") == 0)
    defer { _ = try? scratch.execute(["umount", scratch.path("small")], timeout: 10) }
    let arguments = Self.options + ["--checkpoint", "small/progress"]
    let full = try scratch.run(arguments, ranks: 2)
    #expect(full.exitCode == 1, "\(full.errors)")
    #expect(full.errors.contains("small/progress/") && full.errors.contains("free some space"))
    #expect(!scratch.exists("labels.txt"))
    #expect(try mount("remount,size=64m") == 0)
    let resumed = try scratch.run(arguments, ranks: 3)
    #expect(resumed.exitCode == 0 && resumed.errors.contains("going on from"))
    let labels = try scratch.contents("labels.txt")
    #expect(try scratch.run(Self.options, ranks: 1).exitCode == 0)
    #expect(try scratch.contents("labels.txt") == labels)

    #expect(try mount("remount,size=20m") == 0)
    _ = try scratch.execute(
      ["sh", "-c", "rm -r small/progress; head -c 30000000 /dev/zero > small/filler"], timeout: 20)
    let noRoom = try scratch.run(Self.options + ["--out", "small/labels.txt"], ranks: 2)
    #expect(noRoom.exitCode == 1 && noRoom.errors.contains("small/labels.txt"))
    #expect(scratch.files(in: "small") == ["filler"])
  }
}
