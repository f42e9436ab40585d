import Foundation
import MPILauncher
import Storage
import TestFiles
import Testing

/// Every bad input ends on all ranks with its own message, its exit code and no output. Wrong command
/// lines are tested where they are understood, without starting ranks.
@Suite(.serialized) struct BadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let arguments: [String]
    let exitCode: Int32
    /// What the message must contain.
    let message: [String]

    init(_ name: String, _ arguments: String, _ exitCode: Int32, _ message: String...) {
      testDescription = name
      self.arguments = arguments.split(separator: " ").map(String.init)
      self.exitCode = exitCode
      self.message = message
    }
  }

  static let cases = [
    Case("no such file", "none.bin", 3, "none.bin", "no such file"),
    Case("a folder", "folder.bin", 3, "folder.bin", "not a regular file"),
    Case("empty", "empty.bin", 3, "empty.bin", "empty"),
    Case(
      "unknown format", "good.txt", 3, "good.txt", ".npy, .npz, .safetensors, .h5, .bin and .fvecs"),
    Case("size no multiple", "good.bin --dim 7", 3, "good.bin", "no multiple", "--dim"),
    Case("wrong npy type", "integers.npy", 3, "integers.npy", "<i4", "float32"),
    Case("Fortran order", "fortran.npy", 3, "fortran.npy", "ascontiguousarray"),
    Case("truncated npy", "truncated.npy", 3, "truncated.npy", "truncated"),
    Case("no npy", "none.npy", 3, "none.npy", "no such file"),
    Case("not npy inside", "wrong.npy", 3, "wrong.npy", "not a .npy file"),
    Case("other dimension", "good.npy --dim 5", 3, "good.npy", "4 columns", "5"),
    Case("NaN", "nan.bin --dim 4", 3, "nan.bin", "row 5", "column 2", "nan", "isfinite"),
    Case("infinite", "inf.bin --dim 4", 3, "inf.bin", "row 7", "column 0", "inf"),
    Case("zero row", "zero.bin --dim 4", 3, "zero.bin", "row 3", "zeros"),
    Case(
      "labels of another length", "good.bin --dim 4 --labels short.txt", 3, "short.txt",
      "2 labels for 8 faces"),
    Case(
      "label that is no integer", "good.bin --dim 4 --labels words.txt", 3, "words.txt", "line 3",
      "two"),
    Case("blank label", "good.bin --dim 4 --labels blank.txt", 3, "line 2", "blank"),
    Case("unknown option", "good.bin --frob 4", 2, "--frob", "--help"),
    Case("no output folder", "good.bin --dim 4 --out none/labels.txt", 2, "none", "not exist"),
    Case("output is a folder", "good.bin --dim 4 --out folder.bin", 2, "folder.bin", "folder"),
    Case("no network", "infomap none.net", 3, "none.net", "no such file"),
    Case("bad network", "infomap bad.net", 3, "bad.net", "line 2"),
    Case(
      "unreadable modules", "infomap good.net --cluster-data none.clu", 3, "none.clu", "no such"),
    Case(
      "precomputed flow without any", "infomap good.net -f precomputed", 3, "good.net", "*Vertices"),
    Case(
      "vertices without flow", "infomap named.net -f precomputed", 3, "named.net", "1 \"a\" 0.25"),
    Case(
      "precomputed flow of arrays", "infomap arrays -f precomputed --infomap distributed", 3,
      "arrays",
      "*Vertices"),
    Case("two kinds with directions", "infomap two.net -d", 3, "two.net", "--skip-adjust"),
    Case("scores of different lengths", "evaluate short.txt good.txt", 3, "short.txt", "good.txt"),
  ]

  @Test(arguments: cases)
  func endsWithAMessageOnAllRanks(badInput: Case) throws {
    let scratch = try Self.folder()
    let run = try scratch.run(badInput.arguments, ranks: 2, timeout: 60)
    #expect(!run.timedOut)
    #expect(run.exitCode == badInput.exitCode)
    let messages = run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(messages.count == 1)
    for part in badInput.message {
      #expect(messages.first?.contains(part) == true, "\"\(part)\" is missing in: \(run.errors)")
    }
    #expect(!scratch.exists("labels.txt") && !scratch.exists("labels.run.json"))
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)
    #expect(!left.contains { $0.hasSuffix(".partial") })
  }

  /// The exit code of each rank, not only what the launcher makes of them.
  @Test func everyRankExitsWithTheSameCode() throws {
    let scratch = try Self.folder()
    let shell = ["sh", "-c", "\"$@\"; echo $? > code.\(MPILauncher.rankInShell); exit 0", "sh"]
    _ = try scratch.run(["nan.bin", "--dim", "4"], ranks: 3, wrapper: shell, timeout: 60)
    for rank in 0..<3 {
      let code = String(decoding: try scratch.contents("code.\(rank)"), as: UTF8.self)
      #expect(code == "3\n")
    }
  }

  @Test func ranksWithDifferentOptionsAreRefused() throws {
    let scratch = try Self.folder()
    let shell = ["sh", "-c", "\"$@\" --seed \(MPILauncher.rankInShell)", "sh"]
    let run = try scratch.run(["good.bin", "--dim", "4"], ranks: 2, wrapper: shell, timeout: 60)
    #expect(run.exitCode == 2)
    #expect(run.errors.contains("error: rank 1 was given other options than rank 0"))
    #expect(!scratch.exists("labels.txt"))
  }

  @Test(.needsToBeNoRoot) func readOnlyFoldersAndUnreadableFilesAreRefused() throws {
    let scratch = try Self.folder()
    chmod(scratch.path("good.bin"), 0)
    let unreadable = try scratch.run(["good.bin", "--dim", "4"])
    #expect(unreadable.exitCode == 3 && unreadable.errors.contains("good.bin: cannot read"))
    chmod(scratch.path("good.bin"), 0o600)
    chmod(scratch.path("folder.bin"), 0o500)
    let readOnly = try scratch.run(["good.bin", "--dim", "4", "--out", "folder.bin/labels.txt"])
    #expect(readOnly.exitCode == 2 && readOnly.errors.contains("cannot be written"))
  }

  private static func folder() throws -> Scratch {
    let scratch = try Scratch()
    let good = (0..<32).map { Float($0 % 7 + 1) }
    func changed(_ change: (inout [Float]) -> Void) -> [Float] {
      var values = good
      change(&values)
      return values
    }
    func npy(_ type: String, fortran: String = "False", bytes: Int) -> [UInt8] {
      var header =
        "{'descr': '\(type)', 'fortran_order': \(fortran), 'shape': (8, 4), }"
      header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
      return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
        + [UInt8](repeating: 63, count: bytes)
    }
    _ = try scratch.write("good.bin", floats: good)
    _ = try scratch.write("nan.bin", floats: changed { $0[22] = .nan })
    _ = try scratch.write("inf.bin", floats: changed { $0[28] = .infinity })
    _ = try scratch.write("zero.bin", floats: changed { for i in 12..<16 { $0[i] = 0 } })
    _ = try scratch.write("empty.bin", [])
    _ = try scratch.write("good.npy", npy("<f4", bytes: 128))
    _ = try scratch.write("integers.npy", npy("<i4", bytes: 128))
    _ = try scratch.write("fortran.npy", npy("<f4", fortran: "True", bytes: 128))
    _ = try scratch.write("truncated.npy", npy("<f4", bytes: 100))
    _ = try scratch.write("wrong.npy", Array("this is no array at all".utf8))
    _ = try scratch.write("good.txt", Array("1\n1\n2\n2\n3\n3\n4\n4\n".utf8))
    _ = try scratch.write("short.txt", Array("1\n1\n".utf8))
    _ = try scratch.write("words.txt", Array("1\n1\ntwo\n2\n3\n3\n4\n4\n".utf8))
    _ = try scratch.write("blank.txt", Array("1\n\n2\n2\n3\n3\n4\n4\n".utf8))
    _ = try scratch.write("good.net", Array("1 2\n2 3\n".utf8))
    _ = try scratch.write("named.net", Array("*Vertices 2\n1 a\n2 b\n*Arcs\n1 2 1\n".utf8))
    for (name, type) in [("src", "<u4"), ("dst", "<u4"), ("w", "<f4")] {
      _ = try scratch.write(
        "arrays.\(name).npy",
        NumpyFile.array(type, "(1,)", name == "dst" ? [1, 0, 0, 0] : [0, 0, 0, 64]))
    }
    _ = try scratch.write("two.net", Array("*Bipartite 3\n1 3\n2 3\n".utf8))
    _ = try scratch.write("bad.net", Array("1 2 0.5\n1 x 0.5\n".utf8))
    try FileManager.default.createDirectory(
      atPath: scratch.path("folder.bin"), withIntermediateDirectories: false)
    return scratch
  }
}
