import Foundation
import Testing

/// The page that leads from nothing to corrected clusters: its commands print what it says.
@Suite(.serialized) struct TutorialTests {
  private struct Step: Equatable {
    let command: String
    var output: [String] = []
  }

  /// The commands of the page, each with the lines under it, in the blocks for which a condition holds.
  private static func steps(where isWanted: (String) -> Bool) throws -> [Step] {
    let page = SharedData.package.appendingPathComponent(
      "Sources/face-cluster-mpi/face-cluster-mpi.docc/Tutorial.md")
    let blocks = try String(contentsOf: page, encoding: .utf8)
      .matches(of: /(?s:```text\n(.*?)```)/).map { String($0.1) }
    var steps: [Step] = []
    for line in blocks.filter(isWanted).joined().split(separator: "\n") {
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2))))
      } else {
        steps[steps.count - 1].output.append(String(line))
      }
    }
    return steps
  }

  /// What the commands print, one after another in one folder.
  private func tried(_ steps: [Step]) throws -> [Step] {
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      at: scratch.folder.appendingPathComponent("Tests"),
      withDestinationURL: SharedData.package.appendingPathComponent("Tests"))
    let programs = Scratch.program.deletingLastPathComponent().path
    return try steps.map { step in
      let command = step.command.replacing("python3 ", with: python + " ")
      let run = try scratch.execute(
        ["bash", "-o", "pipefail", "-c", "PATH='\(programs)':$PATH; \(command)"], timeout: 120)
      #expect(run.exitCode == 0, "\(command): \(run.errors)")
      return Step(
        command: step.command, output: run.output.split(separator: "\n").map(String.init))
    }
  }

  @Test func commandsPrintWhatThePageSays() throws {
    let steps = try Self.steps { !$0.contains("old.npy") }
    #expect(steps.count >= 8)
    #expect(try tried(steps) == steps)
  }

  @Test(.needsPythonPackage("numpy")) func newRowsAreAssignedAsThePageSays() throws {
    let steps = try Self.steps { $0.contains("old.npy") }
    #expect(steps.count >= 4)
    #expect(try tried(steps) == steps)
  }
}
