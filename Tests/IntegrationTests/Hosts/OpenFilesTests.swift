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
}
