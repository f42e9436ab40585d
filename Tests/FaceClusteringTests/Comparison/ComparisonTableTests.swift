import Evaluation
import Foundation
import Testing

@testable import FaceClustering

@Suite struct ComparisonTableTests {
  private static let comparison = MethodComparison(entries: [
    entry("infomap", [:], clusters: [3, 5], truth: [0, 0, 1, 1]),
    entry("dbscan", ["eps": 0.25, "min-points": 2], clusters: [2], truth: [0, 0, 1, 1]),
  ])

  private static func entry(
    _ method: String, _ parameters: [String: Double], clusters: [Int], truth: [Int]?
  ) -> MethodComparison.Entry {
    MethodComparison.Entry(
      method: method, k: 50, minSimilarity: 0.5, parameters: parameters,
      runs: clusters.map { count in
        MethodComparison.Run(
          seed: nil, clusters: count, largest: 2,
          scores: truth.map { ClusteringScores(predicted: [0, 0, 1, 2], truth: $0) }, seconds: 0.5,
          peakMemory: 3 << 20)
      })
  }

  @Test func aTerminalSeesColumnsAligned() {
    let lines = Self.comparison.table(.text).split(separator: "\n")
    #expect(lines.count == 3 && Set(lines.map(\.count)).count == 1)
    #expect(lines[1].contains("4 ±1") && lines[2].contains("eps 0.25, min-points 2"))
    #expect(lines[2].contains(#/ 1\.0000 +0\.5000 +0\.6667 /#))
  }

  /// A least similarity that follows from a setting is shown as it was given, though the search takes the float below.
  @Test(arguments: [
    ("dbscan", ["eps": 0.4], Float(0.6), "min-sim 0.6, eps 0.4"),
    ("dbscan", ["eps": 0.3], 0.7, "min-sim 0.7, eps 0.3"),
    ("single", ["distance": 0.72], 0.7408, "min-sim 0.7408, distance 0.72"),
    ("whispers", [:], 0.6, "min-sim 0.59999996"),
  ])
  func similaritiesAreShownAsTheyWereGiven(
    method: String, parameters: [String: Double], nearest: Float, text: String
  ) {
    let entry = MethodComparison.Entry(
      method: method, k: 5,
      minSimilarity: Double(nearest) > Double("\(nearest)")! || method == "whispers"
        ? nearest.nextDown : nearest,
      parameters: parameters, runs: [])
    #expect(entry.settings == "k 5, \(text)")
  }

  @Test func markdownHasARuleBelowItsHeader() {
    let lines = Self.comparison.table(.markdown).split(separator: "\n")
    #expect(lines[0].hasPrefix("| method | parameters | clusters | P | R | F |"))
    #expect(lines[1].hasPrefix("| --- | --- | ---: |"))
    #expect(Set(lines.map { $0.count { $0 == "|" } }).count == 1)
  }

  @Test func csvHasAllDigitsAndQuotesCommas() {
    let lines = Self.comparison.table(.csv).split(separator: "\n")
    #expect(lines[0].hasPrefix("method,parameters,seeds,clusters,clusters deviation,P,"))
    #expect(lines[1].hasPrefix("infomap,\"k 50, min-sim 0.5\",2,4.0,1.4142135623730951,1.0,0.0,"))
    #expect(lines[2].contains(",0.6666666666666666,,"))
  }

  @Test func latexIsATabular() {
    let table = Self.comparison.table(.latex)
    #expect(table.hasPrefix("\\begin{tabular}{llrrrrrrrrrrr}\n\\toprule\nmethod & parameters & "))
    #expect(table.contains("4 $\\pm$ 1 & ") && table.hasSuffix("\\end{tabular}\n"))
  }

  @Test func jsonHasEveryRun() throws {
    struct Table: Decodable {
      struct Entry: Decodable {
        struct Run: Decodable { let clusters: Int }
        let method: String
        let runs: [Run]
      }
      let entries: [Entry]
    }
    let table = try JSONDecoder().decode(Table.self, from: Data(Self.comparison.table(.json).utf8))
    #expect(table.entries.map(\.method) == ["infomap", "dbscan"])
    #expect(table.entries[0].runs.map(\.clusters) == [3, 5])
  }

  @Test func withoutTruthThereAreNoScores() {
    let comparison = MethodComparison(entries: [
      Self.entry("dbscan", [:], clusters: [2], truth: nil)
    ])
    #expect(
      comparison.table(.markdown).hasPrefix("| method | parameters | clusters | seconds | MiB |"))
  }

  @Test func theEndingOfATableNamesItsForm() {
    var options = ClusteringOptions()
    options.comparisonTables = "table.tex"
    #expect(options.tablePaths == ["table.tex"])
    options.comparisonTables = "table"
    #expect(
      options.tablePaths == ["table.txt", "table.md", "table.csv", "table.tex", "table.json"])
  }
}
