import Evaluation
import Foundation
import FoundationXML
import Storage
import Testing

/// Many thresholds from one search, and graphs that are clustered again.
@Suite(.serialized) struct SweepTests {
  private struct Report: Decodable {
    struct Row: Decodable {
      struct Stability: Decodable {
        let ari: Double
        let nmi: Double
      }
      struct Scores: Decodable {
        struct Pairwise: Decodable { let fScore: Double }
        let pairwise: Pairwise
      }
      let k: Int
      let minSimilarity: Float
      let edges: Int
      let isolatedFaces: Int
      let clusters: Int
      let largest: Int
      let codelength: Double
      let stability: Stability?
      let scores: Scores
    }
    struct Calibration: Decodable { let minSimilarity: Float }
    let calibration: Calibration
    let rows: [Row]
  }

  private struct Record: Decodable {
    struct Graph: Decodable {
      let edges: Int
      let isolatedFaces: Int
    }
    struct Clusters: Decodable {
      let count: Int
      let largest: Int
      let codelength: Double
    }
    let graph: Graph
    let clusters: Clusters
    let scores: Report.Row.Scores
  }

  private static let digits = [Digits.features, "--truth", Digits.truth, "--quiet"]

  @Test func thePageOfASweepShowsItsCurvesAndIsTheSameOnAnyNumberOfRanks() throws {
    let pages = try [1, 3].map { ranks in
      let scratch = try Scratch()
      let run = try scratch.run(
        ["sweep"] + Self.digits + [
          "--thresholds", "0.95,0.9", "--threads", "1", "--report", "sweep.html",
        ], ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      return String(decoding: try scratch.contents("sweep.html"), as: UTF8.self)
    }
    #expect(pages[0] == pages[1])
    #expect(XMLParser(data: Data(pages[0].utf8)).parse())
    #expect(
      pages[0].contains("<polyline points=") && pages[0].contains("<td class=\"n\">0.95</td>"))
    for part in ["http:", "https:", "<script", "<link", "@import", "url(", "src="] {
      #expect(!pages[0].contains(part), "\(part)")
    }
  }

  /// The lines of a command that reports a run with the curves of a sweep.
  private static func reporting(_ sweep: String) -> [String] {
    digits + ["--min-sim", "0.92", "--threads", "1", "--report", "run.html", "--sweep", sweep]
  }

  @Test func theReportOfARunShowsTheCurvesOfASweep() throws {
    let scratch = try Scratch()
    let sweep = try scratch.run(
      ["sweep"] + Self.digits + ["--thresholds", "0.95,0.9", "--threads", "1", "--json"])
    _ = try scratch.write("sweep.json", Array(sweep.output.utf8))
    let run = try scratch.run(Self.reporting("sweep.json"), ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    let page = String(decoding: try scratch.contents("run.html"), as: UTF8.self)
    #expect(XMLParser(data: Data(page.utf8)).parse())
    #expect(page.contains("<polyline points=") && page.contains("this run 0.9200"))
  }

  @Test func aSweepOfOtherFacesOrNoneIsRefused() throws {
    let scratch = try Scratch()
    let sweep = try scratch.run(
      ["sweep"] + Self.digits + ["--thresholds", "0.95", "--threads", "1", "--json"]
    ).output
    let checksum = try #require(
      sweep.split(separator: "\n").first { $0.contains("\"checksum\"") })
    let files = [
      ("other.json", sweep.replacing(checksum, with: "  \"checksum\" : \"0\","), "of other faces"),
      ("fewer.json", sweep.replacing("\"faces\" : 1797", with: "\"faces\" : 3"), "of 3 faces"),
      ("table.csv", "k,min_sim\n", "is no sweep"), ("empty.json", "{}", "is no sweep"),
    ]
    for (name, text, reason) in files {
      _ = try scratch.write(name, Array(text.utf8))
      let run = try scratch.run(Self.reporting(name), ranks: 2)
      #expect(run.exitCode != 0 && run.errors.contains(reason), "\(name): \(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: scratch.path("run.html")))
    }
  }

  @Test func eachRowIsARunWithItsThresholdAndNeighbors() throws {
    let scratch = try Scratch()
    let line = ["sweep"] + Self.digits + ["--thresholds", "0.95,0.9,0.85", "--ks", "20,50"]
    let run = try scratch.run(
      line + ["--json", "--csv", "table.csv", "--svg", "curves.svg"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    let rows = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8)).rows
    #expect(rows.map(\.k) == [20, 20, 20, 50, 50, 50])
    #expect(rows.map(\.minSimilarity) == [0.85, 0.9, 0.95, 0.85, 0.9, 0.95])
    #expect(rows.map { $0.stability == nil } == [true, false, false, true, false, false])
    for row in [rows[1], rows[5]] {
      let alone = try scratch.run(
        Self.digits + ["--k", "\(row.k)", "--min-sim", "\(row.minSimilarity)", "--json"])
      let record = try JSONDecoder().decode(Record.self, from: Data(alone.output.utf8))
      #expect(record.graph.edges == row.edges && record.graph.isolatedFaces == row.isolatedFaces)
      #expect(record.clusters.count == row.clusters && record.clusters.largest == row.largest)
      #expect(record.clusters.codelength == row.codelength)
      #expect(record.scores.pairwise.fScore == row.scores.pairwise.fScore)
    }
    let table = String(decoding: try scratch.contents("table.csv"), as: UTF8.self)
    #expect(table.split(separator: "\n").count == 7 && table.hasPrefix("k,min_sim,edges,"))
    let picture = String(decoding: try scratch.contents("curves.svg"), as: UTF8.self)
    #expect(picture.hasPrefix("<svg") && picture.hasSuffix("</svg>\n"))
    #expect(try scratch.run(line + ["--json"]).output == run.output)
  }

  /// Against the labels of two runs.
  @Test func stabilityIsTheAgreementWithTheThresholdBefore() throws {
    let scratch = try Scratch()
    let run = try scratch.run(
      ["sweep"] + Self.digits + ["--thresholds", "0.85,0.9,0.95", "--json", "--threads", "1"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let rows = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8)).rows
    let labels = try rows.map { row in
      _ = try scratch.run(
        [Digits.features, "--min-sim", "\(row.minSimilarity)", "--quiet", "--out", "labels.txt"])
      return try scratch.integers("labels.txt")
    }
    for place in [1, 2] {
      let stability = try #require(rows[place].stability)
      let scores = ClusteringScores(predicted: labels[place], truth: labels[place - 1])
      #expect(abs(stability.ari - scores.ari) < 1e-12 && abs(stability.nmi - scores.nmi) < 1e-12)
      #expect(scores.ari < 0.99)
    }
  }

  @Test func thresholdsAroundTheAutomaticOneAreTriedUnlessSomeAreGiven() throws {
    let scratch = try Scratch()
    let run = try scratch.run(["sweep"] + Self.digits + ["--json", "--svg", "curves.svg"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    #expect(report.rows.contains { $0.minSimilarity == report.calibration.minSimilarity })
    #expect(report.rows.count == 14)
    let picture = String(decoding: try scratch.contents("curves.svg"), as: UTF8.self)
    #expect(picture.contains("auto \(String(format: "%.4f", report.calibration.minSimilarity))"))
  }

  @Test(arguments: [
    [], ["--undirected", "--seed", "4"], ["--method", "whispers"], ["--method", "dbscan"],
  ])
  func aSavedGraphIsClusteredLikeTheFacesItIsOf(method: [String]) throws {
    let scratch = try Scratch()
    let saved = try scratch.run(
      Self.digits + ["--min-sim", "0.9", "--edges", "graph", "--out", "a.txt"] + method, ranks: 2)
    #expect(saved.exitCode == 0, "\(saved.errors)")
    let again = try scratch.run(
      ["--from-edges", "graph", "--truth", Digits.truth, "--quiet", "--out", "b.txt"] + method,
      ranks: 2)
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(try scratch.contents("a.txt") == scratch.contents("b.txt"))
    func scores(_ output: String) -> [Substring] {
      output.split(separator: "\n").filter { $0.hasPrefix("pairwise") || $0.hasPrefix("edges   ") }
    }
    #expect(scores(saved.output).first == scores(again.output).first)
    #expect(scores(saved.output).count >= 2)
  }

  /// Edges of negative similarity are in a graph, too.
  @Test func edgesWithoutFlowAreClusteredAgainAlike() throws {
    let scratch = try Scratch()
    let faces = ["--synthetic", "--faces", "150", "--dim", "6", "--min-sim", "-1", "--k", "140"]
    #expect(try scratch.run(faces + ["--edges", "graph", "--out", "a.txt"]).exitCode == 0)
    #expect(try scratch.run(["--from-edges", "graph", "--out", "b.txt"]).exitCode == 0)
    #expect(try scratch.contents("a.txt") == scratch.contents("b.txt"))
  }

  @Test func aGraphThatIsNotWholeIsRefused() throws {
    let scratch = try Scratch()
    let saved = try scratch.run(
      ["knn"] + [Digits.features, "--min-sim", "0.9", "--edges", "graph", "--quiet"])
    #expect(saved.exitCode == 0, "\(saved.errors)")
    let description = scratch.path("graph.json")
    let text = String(decoding: try scratch.contents("graph.json"), as: UTF8.self)
    _ = try scratch.write("graph.json", Array(text.replacing("1797", with: "1000").utf8))
    let few = try scratch.run(["--from-edges", "graph"], ranks: 2)
    #expect(few.exitCode == 3 && few.errors.contains("graph: the edges are not in the order"))
    try FileManager.default.removeItem(atPath: description)
    let none = try scratch.run(["--from-edges", "graph"], ranks: 2)
    #expect(none.exitCode == 3 && none.errors.contains("graph.json"))
    #expect(!scratch.exists("labels.txt"))
  }
}
