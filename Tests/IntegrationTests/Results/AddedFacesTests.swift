import Embeddings
import Foundation
import Testing

/// Faces that are added to a graph that was saved, by the command line.
@Suite(.serialized) struct AddedFacesTests {
  private static let update = [
    "update", "new.bin", "--to", "old.bin", "--labels", "old.txt", "--dim", "64", "--quiet",
  ]

  /// Old faces, and new ones of the same identities, of which the first forty are the first of the old ones; and the
  /// graph of the old ones.
  private static func prepared(k: Int = 50, similarity: Double = 0.58) throws -> Scratch {
    let scratch = try Scratch()
    try expectSuccess(
      scratch,
      [
        "generate", "faces.npy", "--faces", "1310", "--dim", "64", "--sizes", "20", "--quiet",
      ])
    let file = try EmbeddingFile(scratch.path("faces.npy"), dimension: nil)
    let rows = try file.read(rows: 0..<file.faces)
    func write(_ name: String, _ chosen: [Int]) throws {
      let floats = chosen.flatMap { row in (0..<file.dimension).map { rows[row][$0] } }
      _ = try scratch.write(name, floats: floats)
    }
    try write("old.bin", Array(0..<1200))
    try write("new.bin", Array(0..<40) + Array(1200..<1310))
    try expectSuccess(
      scratch,
      [
        "old.bin", "--dim", "64", "--k", "\(k)", "--min-sim", "\(similarity)", "--quiet", "--out",
        "old.txt", "--edges", "old",
      ])
    return scratch
  }

  private static func expectSuccess(
    _ scratch: Scratch, _ arguments: [String], ranks: Int? = nil
  ) throws {
    let run = try scratch.run(arguments, ranks: ranks)
    #expect(run.exitCode == 0, "\(run.errors)")
  }

  private static func results(_ scratch: Scratch, _ name: String) throws -> [Data] {
    try ["txt", "src.npy", "dst.npy", "w.npy"].map { try scratch.contents("\(name).\($0)") }
  }

  /// With few neighbors lists are full, with a low threshold all of them.
  @Test(arguments: [(50, 0.58), (6, 0.58), (6, -1)])
  func graphAndLabelsAreThoseOfASearchOfAllFaces(k: Int, similarity: Double) throws {
    let scratch = try Self.prepared(k: k, similarity: similarity)
    try Self.expectSuccess(scratch, Self.update + ["--out", "all.txt", "--edges", "all"])
    let all = try Self.results(scratch, "all")
    for (ranks, kernel) in [(1, "portable"), (3, "auto"), (8, "blas")] {
      try Self.expectSuccess(
        scratch,
        Self.update + [
          "--to-edges", "old", "--out", "added.txt", "--edges", "added", "--kernel", kernel,
          "--threads", "2",
        ], ranks: ranks)
      #expect(try Self.results(scratch, "added") == all, "\(ranks) ranks, \(kernel)")
      for file in ["added.txt", "added.src.npy", "added.dst.npy", "added.w.npy", "added.json"] {
        try scratch.remove(file)
      }
    }
  }

  @Test func theGraphOfAnUpdateIsTakenByTheNext() throws {
    let scratch = try Self.prepared()
    try Self.expectSuccess(
      scratch, Self.update + ["--to-edges", "old", "--out", "all.txt", "--edges", "all"])
    try Self.expectSuccess(
      scratch,
      ["generate", "last.npy", "--faces", "40", "--dim", "64", "--seed", "2", "--quiet"])
    let next = [
      "update", "last.npy", "--to", "old.bin", "--to", "new.bin", "--labels", "all.txt", "--dim",
      "64", "--quiet",
    ]
    try Self.expectSuccess(scratch, next + ["--out", "next.txt", "--to-edges", "all"], ranks: 2)
    try Self.expectSuccess(scratch, next + ["--out", "whole.txt"])
    #expect(try scratch.contents("next.txt") == scratch.contents("whole.txt"))
  }

  @Test func graphsOfOtherFacesAreRefused() throws {
    let scratch = try Self.prepared()
    func expectRefusal(_ arguments: [String], _ text: String, code: Int32 = 3) throws {
      let run = try scratch.run(
        Self.update + ["--out", "all.txt"] + arguments, ranks: 2)
      #expect(run.exitCode == code && run.errors.contains(text), "\(run.errors)")
      #expect(!scratch.exists("all.txt"))
    }
    try expectRefusal(["--to-edges", "none"], "none.json: no such file")
    try expectRefusal(["--to-edges", "old", "--k", "9"], "--k cannot be combined", code: 2)
    try expectRefusal(
      ["--to-edges", "old", "--edges", "old"], "which it would overwrite", code: 2)
    try Self.expectSuccess(scratch, ["knn", "new.bin", "--dim", "64", "--edges", "few", "--quiet"])
    try expectRefusal(
      ["--to-edges", "few"], "the graph is of 150 faces, but there are labels of 1200")
    // As many faces, but others.
    try Self.expectSuccess(
      scratch,
      [
        "generate", "others.npy", "--faces", "1200", "--dim", "64", "--seed", "9", "--quiet",
      ])
    try Self.expectSuccess(scratch, ["knn", "others.npy", "--edges", "others", "--quiet"])
    try expectRefusal(["--to-edges", "others"], "the graph is of other faces than the first 1200")
  }

  /// The weights go on by the calibration of the graph, whatever the ranks.
  @Test func calibratedGraphsAreGoneOnWith() throws {
    let scratch = try Self.prepared()
    try Self.expectSuccess(
      scratch,
      [
        "old.bin", "--dim", "64", "--weights", "calibrated", "--quiet", "--edges", "weighed",
        "--out", "w.txt",
      ])
    struct Saved: Decodable { let minSimilarity: Float }
    let line = [
      "update", "new.bin", "--to", "old.bin", "--labels", "w.txt", "--dim", "64", "--quiet",
      "--to-edges", "weighed",
    ]
    for (name, ranks) in [("one", 1), ("three", 3)] {
      try Self.expectSuccess(
        scratch, line + ["--out", "\(name).txt", "--edges", name], ranks: ranks)
    }
    #expect(try Self.results(scratch, "one") == Self.results(scratch, "three"))
    let floors = try ["weighed", "one"].map {
      try JSONDecoder().decode(Saved.self, from: scratch.contents("\($0).json")).minSimilarity
    }
    #expect(floors[0] == floors[1])
    let labels = String(decoding: try scratch.contents("one.txt"), as: UTF8.self)
    #expect(labels.split(separator: "\n").count == 1350)
    // The first forty of the new faces are the first of the old ones.
    let rows = labels.split(separator: "\n")
    #expect(rows[1200..<1240] == rows[..<40])
  }
}
