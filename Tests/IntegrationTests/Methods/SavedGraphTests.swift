import Foundation
import Testing

/// Graphs that are clustered again, where faces are needed besides.
@Suite(.serialized) struct SavedGraphTests {
  private static let outputs = [
    "--tables", "t", "--arrays", "a", "--report", "r.html", "--attach",
  ]

  /// What a run has written of its clusters; of a report only what is not about the run itself.
  private func results(_ scratch: Scratch, labels: String) throws -> [Data] {
    let report = String(decoding: try scratch.contents("r.html"), as: UTF8.self)
    let clusters = try #require(report.range(of: "<h2>Most suspicious clusters"))
    let end = try #require(report.range(of: "<h2>The run"))
    return try [labels, "t.labels.csv", "t.clusters.csv", "a.labels.npy", "a.clusters.npy"]
      .map(scratch.contents) + [Data(report[clusters.lowerBound..<end.lowerBound].utf8)]
  }

  /// By calibrated weights and without.
  @Test(arguments: [[], ["--min-sim", "0.9"]])
  func tablesReportAndAttachmentAreThoseOfTheRunThatSavedIt(words: [String]) throws {
    let scratch = try Scratch()
    let line = [Digits.features, "--edges", "graph"] + words + Self.outputs
    let run = try scratch.run(line + ["--out", "labels.txt"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let expected = try results(scratch, labels: "labels.txt")
    for (faces, ranks) in [([], 1), ([Digits.features], 3)] {
      let again = try scratch.run(
        faces + ["--from-edges", "graph", "--out", "again.txt"] + Self.outputs, ranks: ranks)
      #expect(again.exitCode == 0, "\(again.errors)")
      #expect(try results(scratch, labels: "again.txt") == expected)
    }
  }

  /// Single linkage looks beyond lists that are full in several clusters, and FINCH at the means of clusters.
  @Test(arguments: [["single"], ["finch", "--level", "2"]])
  func methodsThatLookAtFacesFindTheSame(method: [String]) throws {
    let scratch = try Scratch()
    let method = ["--method"] + method
    let run = try scratch.run(
      [Digits.features, "--min-sim", "0.9", "--k", "3", "--edges", "graph"] + method)
    #expect(run.exitCode == 0, "\(run.errors)")
    // They do look at them.
    let description = String(decoding: try scratch.contents("graph.json"), as: UTF8.self)
    let moved = description.replacing("digits.npy", with: "elsewhere.npy")
    #expect(moved != description)
    _ = try scratch.write("graph.json", Array(moved.utf8))
    let lost = try scratch.run(["--from-edges", "graph", "--out", "lost.txt"] + method, ranks: 2)
    #expect(lost.exitCode == 3 && lost.errors.contains("name their file beside --from-edges"))
    _ = try scratch.write("graph.json", Array(description.utf8))
    for (faces, ranks) in [([], 2), ([Digits.features], 1)] {
      let again = try scratch.run(
        faces + ["--from-edges", "graph", "--out", "again.txt"] + method, ranks: ranks)
      #expect(again.exitCode == 0, "\(again.errors)")
      #expect(try scratch.contents("again.txt") == scratch.contents("labels.txt"))
    }
  }

  @Test func otherFacesAreRefused() throws {
    let scratch = try Scratch()
    for (name, seed) in [("faces.npy", "1"), ("others.npy", "2")] {
      let made = ["generate", name, "--faces", "600", "--dim", "16", "--seed", seed]
      #expect(try scratch.run(made).exitCode == 0)
    }
    let knn = ["knn", "faces.npy", "--min-sim", "0.6", "--k", "6", "--edges", "graph"]
    #expect(try scratch.run(knn).exitCode == 0)
    for words in [["--tables", "t"], ["--attach"], ["--method", "single"]] {
      let run = try scratch.run(["others.npy", "--from-edges", "graph"] + words, ranks: 2)
      #expect(run.exitCode == 3, "\(run.errors)")
      #expect(run.errors.contains("others.npy: has other faces than the graph was made of"))
      #expect(!scratch.exists("labels.txt") && !scratch.exists("t.labels.csv"))
    }
    try FileManager.default.removeItem(atPath: scratch.path("faces.npy"))
    let gone = try scratch.run(["--from-edges", "graph", "--tables", "t"], ranks: 2)
    #expect(gone.exitCode == 3 && gone.errors.contains("faces.npy: no such file"))
    #expect(gone.errors.contains("needed again for --tables"))
    // What does not need them goes on without.
    #expect(try scratch.run(["--from-edges", "graph"]).exitCode == 0)
  }

  @Test func whatReliesOnExactListsRefusesAnApproximateGraph() throws {
    let scratch = try Scratch()
    let knn = ["knn", Digits.features, "--min-sim", "0.9", "--search", "approximate"]
    #expect(try scratch.run(knn + ["--edges", "graph"]).exitCode == 0)
    let run = try scratch.run(["--from-edges", "graph", "--method", "single"], ranks: 2)
    #expect(run.exitCode == 3 && run.errors.contains("--search approximate, --recall 0.99"))
    #expect(try scratch.run(["--from-edges", "graph", "--method", "whispers"]).exitCode == 0)
  }

  /// What they find on fewer edges than they need would be something else, without a word.
  @Test func methodsThatNeedEdgesOfTheirOwnRefuseAGraphWithoutThem() throws {
    let scratch = try Scratch()
    let knn = ["knn", Digits.features, "--min-sim", "0.9", "--edges", "graph"]
    #expect(try scratch.run(knn).exitCode == 0)
    let lacking = [
      ["single", "--distance", "0.7"], ["dbscan", "--eps", "0.2"], ["rank-order"],
      ["spectral", "--clusters", "10"],
    ]
    for method in lacking {
      let run = try scratch.run(["--from-edges", "graph", "--method"] + method, ranks: 2)
      #expect(run.exitCode == 3, "\(method): \(run.errors)")
      #expect(run.errors.contains("edges of a cosine of 0.9 or more, and --method \(method[0])"))
      // As it is to be given.
      #expect(method[0] != "dbscan" || run.errors.contains("by a run with --min-sim 0.8,"))
      #expect(!scratch.exists("labels.txt"))
    }
    for method in [["single", "--distance", "0.3"], ["dbscan", "--eps", "0.05"]] {
      let method = ["--method"] + method
      #expect(try scratch.run([Digits.features, "--out", "run.txt"] + method).exitCode == 0)
      let again = try scratch.run(["--from-edges", "graph", "--out", "again.txt"] + method)
      #expect(again.exitCode == 0, "\(again.errors)")
      #expect(try scratch.contents("again.txt") == scratch.contents("run.txt"))
    }
  }
}
