import Foundation
import Testing

/// What a run does when its standard streams are closed, full or not read.
@Suite(.serialized) struct StandardStreamTests {
  /// Runs the program by a shell, which redirects its streams, in a folder with the truth of 300 faces
  /// in `faces.meta`.
  private func run(_ arguments: String, in scratch: Scratch) throws -> ProgramRun {
    if !scratch.exists("faces.bin") {
      _ = try scratch.run(["generate", "faces.bin", "--faces", "300", "--dim", "16", "--quiet"])
    }
    return try scratch.execute(
      ["bash", "-c", "exec \(Self.quoted(Scratch.program.path)) \(arguments)"], timeout: 60)
  }

  private static func quoted(_ path: String) -> String {
    "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }

  private static let clustering = "faces.bin --dim 16 --min-sim 0.58 --threads 1 --out labels.txt"

  @Test(arguments: ["2>&-", "2>/dev/full", "2> >(exit)"])
  func progressThatCannotBeWrittenIsDropped(redirection: String) throws {
    let scratch = try Scratch()
    let run = try run("\(Self.clustering) --verbose \(redirection)", in: scratch)
    #expect(run.exitCode == 0)
    #expect(run.output.contains("labels in   labels.txt"))
    #expect(try scratch.contents("labels.txt").split(separator: UInt8(ascii: "\n")).count == 300)
  }

  @Test(arguments: [
    ("none.bin --dim 16", Int32(3)), ("faces.bin --k 0", 2), ("--version >/dev/full", 1),
  ])
  func anErrorThatCannotBeToldKeepsItsExitCode(arguments: String, exitCode: Int32) throws {
    let scratch = try Scratch()
    for redirection in ["2>&-", "2>/dev/full"] {
      #expect(try run("\(arguments) \(redirection)", in: scratch).exitCode == exitCode)
    }
  }

  @Test(arguments: [
    clustering, clustering + " --json", "evaluate faces.meta faces.meta",
    "evaluate faces.meta faces.meta --json", "--help", "--version",
    "generate other.bin --faces 9", "generate network --nodes 9",
  ])
  func aResultThatDoesNotFitOnTheDiskIsAnError(arguments: String) throws {
    let run = try run("\(arguments) --quiet >/dev/full", in: Scratch())
    #expect(run.exitCode == 1)
    #expect(run.errors.hasPrefix("error: standard output: cannot write"))
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func aReaderThatHasGoneDoesNotKeepFilesFromBeingWritten() throws {
    let scratch = try Scratch()
    let run = try run("\(Self.clustering) --quiet > >(exec 0<&-; sleep 0.1)", in: scratch)
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("standard output: cannot write"))
    #expect(try scratch.contents("labels.txt").split(separator: UInt8(ascii: "\n")).count == 300)
  }

  @Test func filesDoNotTakeThePlaceOfClosedStreams() throws {
    let scratch = try Scratch()
    let whole = try run(Self.clustering, in: scratch)
    #expect(whole.exitCode == 0)
    let (labels, faces) = (try scratch.contents("labels.txt"), try scratch.contents("faces.bin"))
    let run = try run("\(Self.clustering) --json --verbose <&- >&- 2>&-", in: scratch)
    #expect(run.exitCode == 1, "its result could not be written")
    #expect(try scratch.contents("labels.txt") == labels)
    #expect(try scratch.contents("faces.bin") == faces)
  }
}
