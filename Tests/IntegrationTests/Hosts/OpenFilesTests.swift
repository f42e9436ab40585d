import Embeddings
import Foundation
import TestFiles
import Testing

/// Limits of open files that are too low for the program's own.
@Suite struct OpenFilesTests {
  @Test func tooFewOpenFilesAreAnErrorAndNoTrap() throws {
    let run = try Scratch().run(
      ["--version"], wrapper: ["sh", "-c", "ulimit -n 4; exec \"$@\"", "sh"], timeout: 60)
    #expect(run.exitCode == 1 && run.errors.contains("ulimit -n"), "\(run.errors)")
  }

  /// More files of faces than a process may usually have open, with as much as the system allows, and with less.
  @Test func manyFilesAreOneInput() throws {
    let scratch = try Scratch()
    let names = (0..<300).map { "\($0).npy" }
    for (number, name) in names.enumerated() {
      let angle = Float(number % 10)
      let row = bytes([cos(angle), sin(angle)])
      _ = try scratch.write(name, NumpyFile.array("<f4", "(1, 2)", row))
    }
    _ = try scratch.write("list", Array(names.joined(separator: "\n").utf8))
    let options = ["@list", "--min-sim", "0.99", "--quiet", "--out", "found.txt"]
    let soft = try scratch.run(
      options, outerWrapper: ["sh", "-c", "ulimit -Sn 200; exec \"$@\"", "sh"])
    #expect(soft.exitCode == 0, "\(soft.errors)")
    let labels = String(decoding: try scratch.contents("found.txt"), as: UTF8.self)
    #expect(labels.split(separator: "\n").count == 300)
    let hard = try scratch.run(
      options, outerWrapper: ["sh", "-c", "ulimit -n 200; exec \"$@\"", "sh"])
    #expect(hard.exitCode == 3 && hard.errors.contains("ulimit -n"), "\(hard.errors)")
  }

  /// The library of HDF5 opens each file once more. One of the limits of two numbers that follow each other is
  /// exceeded by that.
  @Test(.enabled(if: EmbeddingFile.readsHDF5, "this build is without HDF5"))
  func manyHDF5FilesAreOneInput() throws {
    let scratch = try Scratch()
    let file = SharedData.package.appendingPathComponent("Tests/Data/hdf5/one.h5").path
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
    let names = (0..<300).map { "\($0).h5" }
    for name in names { _ = try scratch.write(name, bytes) }
    _ = try scratch.write("list", Array(names.joined(separator: "\n").utf8))
    let options = ["@list", "--min-sim", "0.99", "--k", "3", "--quiet", "--out", "found.txt"]
    let soft = try scratch.run(
      options, outerWrapper: ["sh", "-c", "ulimit -Sn 200; exec \"$@\"", "sh"])
    #expect(soft.exitCode == 0, "\(soft.errors)")
    for limit in [300, 301] {
      let hard = try scratch.run(
        options, outerWrapper: ["sh", "-c", "ulimit -n \(limit); exec \"$@\"", "sh"])
      #expect(hard.exitCode == 3 && hard.errors.contains("ulimit -n"), "\(hard.errors)")
    }
  }
}
