import Foundation
import Testing

/// Checkpoints with files that do not belong there: labels never change by them.
@Suite(.serialized) struct ForeignCheckpointTests {
  private static let options = ["--threads", "1", "--quiet", "--k", "20", "--min-sim", "0.5"]

  private struct Runs {
    let scratch: Scratch
    /// Of the faces one.bin and two.bin, without a checkpoint.
    let labels: Data

    /// Runs of two inputs, each with a finished checkpoint of its own.
    init() throws {
      let scratch = try Scratch()
      self.scratch = scratch
      for (name, seed) in [("one", "1"), ("two", "2")] {
        let made = try scratch.run(
          ["generate", "\(name).bin", "--faces", "600", "--dim", "32", "--seed", seed], ranks: 1)
        try #require(made.exitCode == 0, "\(made.errors)")
        let saved = try Self.run(name, saving: name, in: scratch)
        try #require(saved.exitCode == 0, "\(saved.errors)")
      }
      _ = try Self.run("one", saving: nil, in: scratch)
      labels = try scratch.contents("labels.txt")
    }

    func run(_ faces: String, saving folder: String?) throws -> ProgramRun {
      try Self.run(faces, saving: folder, in: scratch)
    }

    private static func run(
      _ faces: String, saving folder: String?, in scratch: Scratch
    ) throws -> ProgramRun {
      try scratch.run(
        ["\(faces).bin", "--dim", "32"] + options + (folder.map { ["--checkpoint", $0] } ?? []),
        ranks: 1)
    }

    /// A copy of a file from one folder in another.
    func copy(_ from: String, to name: String) throws {
      try scratch.remove(name)
      try FileManager.default.copyItem(atPath: scratch.path(from), toPath: scratch.path(name))
    }
  }

  @Test func edgesOfAnotherInputAreNotTaken() throws {
    let runs = try Runs()
    for name in ["edges.json", "edges.1.0.journal"] {
      try runs.copy("two/\(name)", to: "one/\(name)")
      let run = try runs.run("one", saving: "one")
      #expect(run.exitCode == 0, "\(run.errors)")
      #expect(try runs.scratch.contents("labels.txt") == runs.labels, "\(name)")
    }
  }

  @Test func filesUnderForgedNamesAreIgnored() throws {
    let runs = try Runs()
    let names = [
      "neighbors.9223372036854775807.0.journal", "neighbors.-5.0.journal",
      "neighbors.1.99999999999.journal", "edges.2.0.journal", "neighbors.3.0.journal",
      "rounds.1.9223372036854775807.journal",
    ]
    try runs.scratch.remove("one/edges.json")
    for name in names { try runs.copy("two/edges.1.0.journal", to: "one/\(name)") }
    try FileManager.default.createDirectory(
      atPath: runs.scratch.path("one/neighbors.4.0.journal"), withIntermediateDirectories: false)
    let run = try runs.run("one", saving: "one")
    #expect(run.exitCode == 0 && !run.timedOut, "\(run.errors)")
    #expect(try runs.scratch.contents("labels.txt") == runs.labels)
  }

  @Test func forgedNumbersInTheIndexAreIgnored() throws {
    let runs = try Runs()
    let index = String(decoding: try runs.scratch.contents("one/edges.json"), as: UTF8.self)
    for (field, value) in [
      ("ranks", "9223372036854775807"), ("ranks", "-1"), ("attempt", "-9223372036854775808"),
      ("edges", "-1"), ("edges", "9223372036854775807"),
    ] {
      let forged = index.replacing(try Regex("\"\(field)\":\\d+"), with: "\"\(field)\":\(value)")
      try #require(forged != index)
      try forged.write(
        toFile: runs.scratch.path("one/edges.json"), atomically: true, encoding: .utf8)
      let run = try runs.run("one", saving: "one")
      #expect(run.exitCode == 0 && !run.timedOut, "\(field) \(value): \(run.errors)")
      #expect(try runs.scratch.contents("labels.txt") == runs.labels)
    }
  }

  /// Another process has the lock, which is what a run on another host looks like.
  @Test func aFolderThatAnotherRunUsesIsRefusedBeforeTheSearch() throws {
    let runs = try Runs()
    let lock = open(runs.scratch.path("one/lock"), O_RDWR | O_CREAT, 0o666)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let run = try runs.run("one", saving: "one")
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("the checkpoint is in use by process "), "\(run.errors)")
  }
}
