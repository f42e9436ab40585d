import Embeddings
import Foundation
import Testing

/// Faces that come later, by the command line.
@Suite(.serialized) struct UpdateTests {
  /// The digits in three files, the last of which comes later.
  private static func prepared() throws -> Scratch {
    let file = try EmbeddingFile(Digits.features, dimension: nil)
    let rows = try file.read(rows: 0..<file.faces)
    let floats = (0..<file.faces).map { row in (0..<file.dimension).map { rows[row][$0] } }
    let scratch = try Scratch()
    for (name, range) in [
      ("a.bin", 0..<700), ("b.bin", 700..<1600), ("new.bin", 1600..<file.faces),
    ] {
      _ = try scratch.write(name, floats: floats[range].flatMap { $0 })
    }
    return scratch
  }

  private static let settings = [
    "--dim", "64", "--min-sim", "0.9", "--threads", "1", "--quiet",
  ]

  private func expectSuccess(
    _ scratch: Scratch, _ arguments: [String], ranks: Int? = nil
  ) throws {
    let run = try scratch.run(arguments, ranks: ranks)
    #expect(run.exitCode == 0, "\(run.errors)")
  }

  @Test func eachOldFaceMustHaveALabelAndNoNewOne() throws {
    let scratch = try Self.prepared()
    for labels in [1599, 1601] {
      _ = try scratch.write("old.txt", Array(String(repeating: "0\n", count: labels).utf8))
      let run = try scratch.run(
        [
          "update", "new.bin", "--to", "a.bin", "--to", "b.bin", "--labels", "old.txt", "--out",
          "u.txt",
        ]
          + Self.settings, ranks: 2)
      #expect(run.exitCode == 3, "\(run.errors)")
      #expect(run.errors.contains("old.txt: has \(labels) labels for 1600 faces"))
      #expect(!scratch.exists("u.txt"))
    }
  }

  @Test(arguments: ["assign", "update"])
  func labelsThatAreNotThereAreNamed(command: String) throws {
    let scratch = try Self.prepared()
    let run = try scratch.run(
      [
        command, "new.bin", "--to", "a.bin", "--labels", "none.txt", "--dim", "64", "--out",
        "u.txt",
      ], ranks: 2)
    #expect(run.exitCode == 3 && run.errors.contains("none.txt: no such file"), "\(run.errors)")
  }

  @Test func edgesWeighAsInTheRunThatMadeTheLabels() throws {
    let scratch = try Scratch()
    for (name, faces, seed) in [("old.npy", "1500", "1"), ("new.npy", "60", "5")] {
      try expectSuccess(
        scratch, ["generate", name, "--faces", faces, "--dim", "64", "--seed", seed, "--quiet"])
    }
    struct Record: Decodable {
      struct Options: Decodable {
        let weights: String
        let calibratesSimilarity: Bool
      }
      let options: Options
    }
    for weights in ["calibrated", "cosine"] {
      try expectSuccess(
        scratch, ["old.npy", "--weights", weights, "--quiet", "--out", "old.txt"])
      let line = ["update", "new.npy", "--to", "old.npy", "--labels", "old.txt", "--quiet"]
      try expectSuccess(scratch, line + ["--out", "alone.txt"])
      try expectSuccess(scratch, line + ["--out", "all.txt"], ranks: 2)
      #expect(try scratch.contents("all.txt") == scratch.contents("alone.txt"))
      let record = try JSONDecoder().decode(Record.self, from: scratch.contents("all.run.json"))
      #expect(record.options.weights == weights)
      #expect(record.options.calibratesSimilarity == (weights == "calibrated"))
      let other = weights == "cosine" ? "calibrated" : "cosine"
      try expectSuccess(scratch, line + ["--weights", other, "--out", "all.txt"])
      let told = try JSONDecoder().decode(Record.self, from: scratch.contents("all.run.json"))
      #expect(told.options.weights == other && told.options.calibratesSimilarity)
    }
  }

  @Test func severalFilesAreOneInput() throws {
    let scratch = try Self.prepared()
    let parts = ["a.bin", "b.bin", "new.bin"]
    try expectSuccess(scratch, parts + Self.settings + ["--out", "parts.txt"], ranks: 2)
    try expectSuccess(
      scratch,
      [Digits.features, "--min-sim", "0.9", "--threads", "1", "--quiet", "--out", "whole.txt"])
    #expect(try scratch.contents("parts.txt") == scratch.contents("whole.txt"))
    let twice = try scratch.run(["a.bin", "./a.bin"] + Self.settings)
    #expect(twice.exitCode == 2 && twice.errors.contains("names the same file twice"))
  }

  /// By hand, from the labels before and after.
  private func expectNumbersToStay(_ old: [Int], _ new: [Int]) {
    func members(_ labels: some Collection<Int>) -> [Int: Set<Int>] {
      Dictionary(
        labels.enumerated().map { ($0.element, [$0.offset]) }, uniquingKeysWith: { $0.union($1) })
    }
    let after = members(new.prefix(old.count))
    var unchanged = 0
    for (number, faces) in members(old) {
      guard after.values.contains(faces) else { continue }
      unchanged += 1
      #expect(after[number] == faces, "cluster \(number)")
    }
    #expect(unchanged > 20)
  }

  @Test func updateKeepsTheNumbersOfClustersThatStay() throws {
    let scratch = try Self.prepared()
    try expectSuccess(scratch, ["a.bin", "b.bin"] + Self.settings)
    let update =
      [
        "update", "new.bin", "--to", "a.bin", "--to", "b.bin", "--labels", "labels.txt", "--out",
        "all.txt", "--changes", "changes.csv",
      ] + Self.settings
    var files: [Data] = []
    for ranks in [1, 2] {
      try expectSuccess(scratch, update, ranks: ranks)
      files += try [scratch.contents("all.txt"), scratch.contents("changes.csv")]
    }
    #expect(files[0] == files[2] && files[1] == files[3])
    let (old, new) = (try scratch.integers("labels.txt"), try scratch.integers("all.txt"))
    #expect(old.count == 1600 && new.count > 1700)
    expectNumbersToStay(old, new)
    let kept = Set(old).intersection(new).count
    let lines = String(decoding: files[1], as: UTF8.self).split(separator: "\n").dropFirst()
    let gone = lines.count { $0.hasPrefix("merged,") || $0.hasPrefix("dead,") }
    #expect(kept + gone == Set(old).count)
    #expect(lines.count - gone == Set(new).subtracting(old).count)
  }

  @Test func settingsAreThoseOfTheRunThatMadeTheLabels() throws {
    let scratch = try Self.prepared()
    try expectSuccess(scratch, ["a.bin"] + Self.settings + ["--k", "7"])
    try expectSuccess(
      scratch,
      [
        "update", "b.bin", "--to", "a.bin", "--labels", "labels.txt", "--out", "all.txt", "--dim",
        "64", "--quiet",
      ])
    struct Record: Decodable {
      struct Options: Decodable {
        let k: Int
        let minSimilarity: Float
      }
      let options: Options
    }
    let record = try JSONDecoder().decode(Record.self, from: scratch.contents("all.run.json"))
    #expect(record.options.k == 7 && record.options.minSimilarity == 0.9)
  }

  @Test func labelsOfOtherFacesAreRefused() throws {
    let scratch = try Self.prepared()
    try expectSuccess(scratch, ["a.bin"] + Self.settings)
    let run = try scratch.run(
      ["b.bin"] + Self.settings + ["--keep-labels", "labels.txt", "--out", "b.txt"], ranks: 2)
    #expect(run.exitCode == 3 && run.errors.contains("is not of the first 700 faces"))
    #expect(!scratch.exists("b.txt"))
    // A graph has no faces, but their checksum.
    try expectSuccess(scratch, ["a.bin"] + Self.settings + ["--edges", "graph"])
    let graph = ["--from-edges", "graph", "--quiet", "--out", "b.txt", "--keep-labels"]
    try expectSuccess(scratch, graph + ["labels.txt"], ranks: 2)
    try scratch.remove("b.txt")
    _ = try scratch.write("other.txt", Array(scratch.contents("labels.txt")))
    _ = try scratch.write(
      "other.run.json",
      Array(#"{"input":{"checksum":"1"},"options":{"k":5,"minSimilarity":0.5}}"#.utf8))
    let other = try scratch.run(graph + ["other.txt"], ranks: 2)
    #expect(other.exitCode == 3 && other.errors.contains("is not of the faces of the graph"))
    #expect(!scratch.exists("b.txt"))
    let over = try scratch.run(
      ["a.bin", "b.bin"] + Self.settings + ["--keep-labels", "labels.txt"])
    #expect(over.exitCode == 2 && over.errors.contains("same file"))
  }

  @Test func tablesHaveTheNumbersThatStay() throws {
    let scratch = try Self.prepared()
    try expectSuccess(scratch, ["a.bin"] + Self.settings)
    // Numbers of an earlier run that are not in the order of sizes.
    let old = try scratch.integers("labels.txt")
    let text = old.map { "\(1000 - $0)" }.joined(separator: "\n") + "\n"
    _ = try scratch.write("earlier.txt", Array(text.utf8))
    try expectSuccess(
      scratch,
      ["a.bin"] + Self.settings + ["--keep-labels", "earlier.txt", "--tables", "t"])
    let labels = try scratch.integers("labels.txt")
    #expect(labels == old.map { 1000 - $0 })
    let rows = String(decoding: try scratch.contents("t.labels.csv"), as: UTF8.self)
      .split(separator: "\n").dropFirst()
    #expect(rows.map { Int($0.split(separator: ",")[1]) } == labels)
    let clusters = String(decoding: try scratch.contents("t.clusters.csv"), as: UTF8.self)
      .split(separator: "\n").dropFirst().compactMap { Int($0.split(separator: ",")[0]) }
    #expect(Set(clusters).isSubset(of: Set(labels)) && clusters.count > 20)
  }
}
