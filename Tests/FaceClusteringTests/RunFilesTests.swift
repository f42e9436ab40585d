import Foundation
import Testing

@testable import FaceClustering

/// Which files may not be the same in one run.
@Suite struct RunFilesTests {
  private struct Folder: ~Copyable {
    let path = FileManager.default.temporaryDirectory.path + "/run-files-\(UUID().uuidString)"

    /// With the files `in` and `other` in it, the folder `a`, the link `b` to it and links to files.
    init() throws {
      try FileManager.default.createDirectory(
        atPath: path + "/a", withIntermediateDirectories: true)
      for name in ["in", "other", "progress.json"] {
        try "kept".write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
      }
      for (name, target) in [
        ("b", "a"), ("link", "in"), ("to-new", "a/new"), ("null", "/dev/null"),
      ] {
        try FileManager.default.createSymbolicLink(
          atPath: "\(path)/\(name)", withDestinationPath: target)
      }
      try FileManager.default.linkItem(atPath: path + "/in", toPath: path + "/hard")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  /// The message for a run with these inputs and outputs, nil if all is well. Names are of the folder.
  private func problem(reading inputs: [String], writing outputs: [String]) throws -> String? {
    let folder = try Folder()
    func place(_ name: String) -> String {
      name.hasPrefix("/") ? name : folder.path + "/" + name
    }
    var files = RunFiles()
    for (number, name) in inputs.enumerated() { files.read(place(name), as: "--input\(number)") }
    for (number, name) in outputs.enumerated() {
      try files.write(place(name), as: "--output\(number)")
    }
    do throws(Failure) {
      try files.check()
      return nil
    } catch {
      #expect(error.kind == .commandLine)
      return error.description
    }
  }

  @Test(arguments: ["in", "link", "hard", "./in", "a/../in", "b/../in", "b//..//in"])
  func anOutputIsNoInputUnderAnyName(output: String) throws {
    let message = try #require(try problem(reading: ["other", "in"], writing: [output]))
    #expect(message.contains("--output0 ") && message.contains("/\(output) is the same file as"))
    #expect(message.contains("--input1 ") && message.contains("/in,"))
  }

  @Test(arguments: [
    ("new", "./new"), ("a/new", "b/new"), ("a/new", "to-new"), ("in", "hard"), ("in", "link"),
    ("a/new", "b/../a/./new"),
  ])
  func noTwoOutputsAreOneFile(one: String, other: String) throws {
    for outputs in [[one, other], [other, one], ["other", one, other]] {
      let message = try #require(try problem(reading: [], writing: outputs))
      #expect(message.contains("--output\(outputs.count - 1) "))
      #expect(message.contains("--output\(outputs.count - 2) "))
    }
  }

  @Test func differentFilesAndDevicesAreNoProblem() throws {
    #expect(try problem(reading: ["in", "none"], writing: ["other", "new", "a/new"]) == nil)
    #expect(try problem(reading: ["none"], writing: ["none"]) == nil)
    #expect(try problem(reading: ["in", "link"], writing: ["new"]) == nil)
    #expect(
      try problem(reading: ["/dev/null"], writing: ["/dev/null", "null", "/dev/null"]) == nil)
  }

  @Test(arguments: [
    ("progress.json", true), ("b/../link-to-progress", true), ("free", false), ("a", true),
    ("a/progress.json", false),
  ])
  func namesInAFolderCanBeTaken(output: String, isRefused: Bool) throws {
    let folder = try Folder()
    symlink("progress.json", folder.path + "/link-to-progress")
    rmdir(folder.path + "/a")
    let taken = output == "a" ? "/a/" : "/."
    if output.hasPrefix("a/") || output.hasPrefix("b/") { mkdir(folder.path + "/a", 0o700) }
    for isInput in [true, false] where !(isInput && output == "a") {
      var files = RunFiles()
      files.write(folder: folder.path + taken, as: "--folder") { $0 == "progress.json" }
      let path = folder.path + "/" + output
      if isInput { files.read(path, as: "--file") } else { try files.write(path, as: "--file") }
      if isRefused {
        let failure = #expect(throws: Failure.self) { try files.check() }
        #expect(failure?.description.contains("--file") == true)
        #expect(failure?.description.contains("--folder") == true)
      } else {
        try files.check()
      }
    }
  }
}
