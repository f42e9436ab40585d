import Foundation
import Testing

/// Folders of checkpoints in which something else has the name of one of their files.
@Suite struct CheckpointFolderTests {
  @Test(arguments: ["manifest.json", "edges.json", "lock"], ["pipe", "folder"])
  func whatIsNoFileIsRefusedAtTheStart(name: String, kind: String) throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.path("progress"), withIntermediateDirectories: false)
    let place = scratch.path("progress/\(name)")
    #expect((kind == "pipe" ? mkfifo(place, 0o600) : mkdir(place, 0o700)) == 0)
    let run = try scratch.run(
      ["--synthetic", "--faces", "50", "--dim", "8", "--checkpoint", "progress"], timeout: 60)
    #expect(!run.timedOut && run.exitCode == 3, "\(run.errors)")
    #expect(run.errors.contains("error: progress/\(name): is a folder, a pipe or a device"))
  }
}
