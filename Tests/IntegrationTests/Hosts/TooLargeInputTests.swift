import Foundation
import TestFiles
import Testing

/// Inputs that no memory has room for are refused before they are read: files with holes, which take no
/// room on disk.
@Suite struct TooLargeInputTests {
  private static let bytes = 1 << 40

  /// A file of a terabyte.
  private func makeLarge(_ name: String, in scratch: Scratch, start: [UInt8] = []) throws {
    let path = try scratch.write(name, start)
    #expect(truncate(path, off_t(Self.bytes)) == 0)
  }

  private func expectRefusal(
    _ arguments: [String], in scratch: Scratch, for what: String
  ) throws {
    let run = try scratch.run(arguments + ["--quiet"], timeout: 60)
    #expect(run.exitCode == 4, "\(run.errors)")
    #expect(run.errors.contains("GiB for \(what) of its 1 rank, but only "), "\(run.errors)")
  }

  @Test(arguments: [["calibrate"], ["--min-sim", "0.5"]])
  func faces(command: [String]) throws {
    let scratch = try Scratch()
    let rows = Self.bytes / (4 * 256)
    try makeLarge("faces.npy", in: scratch, start: NumpyFile.array("<f4", "(\(rows - 1), 256)"))
    try expectRefusal(
      command + ["faces.npy"], in: scratch,
      for: command == ["calibrate"] ? "the faces" : "the embeddings")
  }

  @Test(arguments: ["root", "distributed"]) func anEdgeList(mode: String) throws {
    let scratch = try Scratch()
    for array in ["src", "dst", "w"] { try makeLarge("net.\(array).npy", in: scratch) }
    try expectRefusal(["infomap", "net", "--infomap", mode], in: scratch, for: "the network")
  }

  @Test func aTextOfANetwork() throws {
    let scratch = try Scratch()
    try makeLarge("net.txt", in: scratch)
    try expectRefusal(["infomap", "net.txt"], in: scratch, for: "the network")
  }

  @Test func aSavedGraph() throws {
    let scratch = try Scratch()
    for array in ["src", "dst", "w"] { try makeLarge("graph.\(array).npy", in: scratch) }
    let json = """
      {"faces": 1000, "dimension": 8, "checksum": "0", "k": 50, "minSimilarity": 0.5}
      """
    _ = try scratch.write("graph.json", Array(json.utf8))
    try expectRefusal(["--from-edges", "graph"], in: scratch, for: "the edges")
  }
}
