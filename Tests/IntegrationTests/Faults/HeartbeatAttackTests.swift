import Foundation
import MPILauncher
import Testing

/// Runs of which strangers try to learn, end or deceive.
@Suite(.serialized) struct HeartbeatAttackTests {
  private static let options = [
    "faces.bin", "--dim", "32", "--min-sim", "0.58", "--threads", "1", "--verbose",
  ]

  private static let canBeAnotherUser =
    geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

  /// Reads ports and attacks them as a user who has nothing to do with the run.
  private static let otherUser = [
    "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "bash", "-c",
    """
    while read port; do
      for turn in 1 2 3 4 5 6 7 8 9; do
        exec {connection}<>/dev/tcp/127.0.0.1/$port || break
        head -c $turn /dev/urandom >&$connection
      done
    done
    """,
  ]

  private func scratch() throws -> Scratch {
    let scratch = try Scratch()
    let faces = try scratch.run(["generate", "faces.bin", "--faces", "3000", "--dim", "32"])
    try #require(faces.exitCode == 0)
    return scratch
  }

  /// The ranks connect in no time: runs are attacked until strangers have been among them.
  @Test(.needsRanks(4)) func aRunAmongStrangersEndsAsIfThereWereNone() throws {
    let scratch = try scratch()
    #expect(try scratch.run(Self.options, ranks: 1).exitCode == 0)
    let expected = try scratch.contents("labels.txt")
    var challenges = 0
    for _ in 0..<20 where challenges < 20 {
      let process = Process()
      let ports = Pipe()
      if Self.canBeAnotherUser {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = Self.otherUser
        process.standardInput = ports
        process.standardError = FileHandle.nullDevice
        try process.run()
      }
      let pidFile = scratch.path("pid.0")
      let job = try Job(scratch, Self.options, ranks: 4, before: "ulimit -n 512")
      let strangers = Strangers(
        at: {
          let text = try? String(contentsOfFile: pidFile, encoding: .utf8)
          return text.flatMap { Int32($0.trimmingCharacters(in: .newlines)) }
        }, otherUser: Self.canBeAnotherUser ? ports.fileHandleForWriting : nil)
      let run = try job.finish()
      challenges += strangers.finish()
      try ports.fileHandleForWriting.close()
      if Self.canBeAnotherUser { process.waitUntilExit() }
      #expect(run.exitCode == 0, "\(run.errors)")
      #expect(!run.errors.contains("error") && !run.errors.contains("no connection"))
      #expect(try scratch.contents("labels.txt") == expected)
    }
    #expect(challenges > 0)
  }

  /// A rank that is killed later is found and named after an attack as without.
  @Test func nobodyCanConnectOnceAllRanksHave() throws {
    let scratch = try scratch()
    let job = try Job(
      scratch,
      ["--synthetic", "--faces", "40000", "--min-sim", "0.58", "--threads", "1", "--verbose"],
      ranks: 2)
    try job.waitForPlan()
    let (root, other) = (
      try #require(job.pid(ofRank: 0)), try #require(job.pid(ofRank: 1))
    )
    // Nobody connects to other ranks: what is open there is MPI's own.
    let ofMPI = Strangers.listeningPorts(of: other)
    #expect(Strangers.listeningPorts(of: root).count == ofMPI.count)
    job.send(SIGKILL, toRank: 1)
    let run = try job.finish()
    #expect(run.exitCode != 0)
    // MPICH's launcher may kill all that are left at once, and says so itself.
    let launcherSpeaks = MPILauncher.isHydra && run.output.contains("BAD TERMINATION")
    #expect(run.errors.contains("error: rank 1 on ") || launcherSpeaks, "\(run.errors)")
  }
}
