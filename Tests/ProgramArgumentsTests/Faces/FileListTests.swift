import FaceClustering
import Foundation
import TestFiles
import Testing

@testable import ProgramArguments

/// Lists of files on the command line.
struct FileListTests {
  private let folder: TemporaryFolder
  private let list: String

  init() throws {
    folder = try TemporaryFolder()
    list = try folder.write("list", Array("a.npy\n# more\nb.npy\n".utf8))
  }

  private func arguments(_ words: String...) throws -> Arguments {
    try Arguments(words) { $0.hasSuffix(".npy") }
  }

  @Test(arguments: [
    [], ["cluster"], ["knn", "--edges", "e"], ["compare"], ["sweep"], ["calibrate"],
  ])
  func aListStandsForItsFiles(command: [String]) throws {
    let found = try Arguments(command + ["c.npy", "@" + list, "d.npy"]) { $0.hasSuffix(".npy") }
    #expect(found.options.features == ["c.npy", "a.npy", "b.npy", "d.npy"])
    #expect(found.options.featureLists == [list])
    let alone = try Arguments(command + ["@" + list]) { $0.hasSuffix(".npy") }
    #expect(alone.options.features == ["a.npy", "b.npy"])
  }

  @Test func knownFacesMayBeInAList() throws {
    let found = try arguments(
      "update", "c.npy", "--to", "0.npy", "--to", "@" + list, "--labels", "l", "--out", "o")
    #expect(found.knownFaces == ["0.npy", "a.npy", "b.npy"])
    #expect(found.options.features == ["0.npy", "a.npy", "b.npy", "c.npy"])
  }

  @Test func aFileWhoseNameBeginsWithTheMarkCanBeNamed() throws {
    #expect(try arguments("./@x.npy").options.features == ["./@x.npy"])
    #expect(try arguments("--k", "9", "--", "@x.npy").options.features == ["@x.npy"])
    // Of other commands a word is a file, whatever it begins with.
    #expect(try arguments("evaluate", "@x", "@y").files == ["@x", "@y"])
  }

  @Test func aWrongListIsRefused() throws {
    let missing = try folder.write("missing", Array("a.npy\nb.bin\n".utf8))
    let failure = #expect(throws: Failure.self) { try arguments("@" + missing) }
    #expect(failure?.kind == .input)
    #expect(failure?.description.contains("\(missing): line 2: there is no file b.bin") == true)
    let empty = #expect(throws: Failure.self) { try arguments("a.npy", "@") }
    #expect(empty?.kind == .commandLine && empty?.description.contains("@LIST") == true)
  }

  @Test func theHelpOfCommandsThatTakeFacesTellsOfLists() throws {
    #expect(try arguments("help", "knn").help.contains("@LIST: a text"))
    #expect(try !arguments("help", "evaluate").help.contains("@LIST"))
  }
}
