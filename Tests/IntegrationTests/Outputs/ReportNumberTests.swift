import Foundation
import TestFiles
import Testing

/// The numbers that the page about a run shows, against the files of the same run.
@Suite struct ReportNumberTests {
  /// What is between a heading and the next.
  private static func section(_ heading: String, of page: String) throws -> String {
    let parts = page.components(separatedBy: ">\(heading)</h")
    #expect(parts.count == 2, "\(heading)")
    return try #require(parts.last?.components(separatedBy: "<h").first)
  }

  /// The number of each bar of the only or the named series, by what its bin is.
  private static func bars(_ section: String, series: String = "") -> [String: Int] {
    let named = series.isEmpty ? "" : " (\(series))"
    let bars = section.matches(of: #/<title>([^:<]+): (\d+)([^<]*)<\/title>/#)
      .filter { $0.3 == named }
    return Dictionary(uniqueKeysWithValues: bars.map { (String($0.1), Int($0.2)!) })
  }

  /// How many cosines are in each fiftieth.
  private static func fiftieths(_ cosines: [Double]) -> [String: Int] {
    func text(_ edge: Int) -> String { String(format: "%.2f", Double(edge) / 50 - 1) }
    let bins = cosines.map { min(99, Int((($0 + 1) * 50).rounded(.down))) }
    return Dictionary(bins.map { ("\(text($0)) to \(text($0 + 1))", 1) }, uniquingKeysWith: +)
  }

  @Test func eachFigureCountsWhatTheFilesOfTheRunHold() throws {
    let scratch = try Scratch()
    let line = [
      Digits.features, "--min-sim", "0.9", "--weights", "cosine", "--threads", "1", "--quiet",
      "--report", "report.html", "--edges", "graph", "--arrays", "a", "--out", "labels.txt",
    ]
    let run = try scratch.run(line)
    #expect(run.exitCode == 0, "\(run.errors)")
    let page = String(decoding: try scratch.contents("report.html"), as: UTF8.self)

    let labels = try scratch.integers("labels.txt")
    let sizes = Dictionary(grouping: labels) { $0 }.values.map(\.count)
    var expected: [String: Int] = [:]
    for size in sizes {
      var start = 1
      while 2 * start <= size { start *= 2 }
      expected[start == 1 ? "1 face" : "\(start) to \(2 * start - 1) faces", default: 0] += 1
    }
    #expect(try Self.bars(Self.section("Sizes of clusters", of: page)) == expected)

    let weights = try NumpyColumns(scratch.contents("graph.w.npy"))[]
    let cosines = try Self.section("Cosines", of: page)
    let charts = cosines.components(separatedBy: "</svg>")
    #expect(charts.count == 3)
    #expect(Self.bars(charts[0]) == Self.fiftieths(weights))
    let faces = try NumpyColumns(scratch.contents("a.labels.npy"))
    let medoids = Set(try NumpyColumns(scratch.contents("a.clusters.npy"))["medoid"])
    let own = faces["similarity"].enumerated()
      .filter { !$0.element.isNaN && !medoids.contains(Double($0.offset)) }.map(\.element)
    #expect(Self.bars(charts[1], series: "own cluster") == Self.fiftieths(own))
    let others = faces["other_similarity"].filter { !$0.isNaN }
    #expect(Self.bars(charts[1], series: "nearest other cluster") == Self.fiftieths(others))

    try expectTheMostSimilarPairs(page, labels, weights, scratch)
    let again = try Self.section("To run it again", of: page)
    let command = try #require(again.firstMatch(of: #/<pre>([^<]+)<\/pre>/#)).1
    #expect(command.hasSuffix(line.joined(separator: " ")), "\(command)")
  }

  /// The twenty pairs of most similar faces, with their clusters.
  private func expectTheMostSimilarPairs(
    _ page: String, _ labels: [Int], _ weights: [Double], _ scratch: Scratch
  ) throws {
    let sources = try NumpyColumns(scratch.contents("graph.src.npy"))[].map { Int($0) }
    let targets = try NumpyColumns(scratch.contents("graph.dst.npy"))[].map { Int($0) }
    struct Pair: Hashable {
      let first, second: Int
      let cosine: Double
    }
    let pairs = Set(
      weights.indices.map { edge in
        let (a, b) = (sources[edge], targets[edge])
        return Pair(first: min(a, b), second: max(a, b), cosine: weights[edge])
      }
    ).sorted { (-$0.cosine, $0.first, $0.second) < (-$1.cosine, $1.first, $1.second) }.prefix(20)
    let rows = pairs.map { pair in
      "<tr><td>face \(pair.first)</td><td class=\"n\">\(labels[pair.first])</td>"
        + "<td>face \(pair.second)</td><td class=\"n\">\(labels[pair.second])</td>"
        + "<td class=\"n\">\(String(format: "%.4f", pair.cosine))</td></tr>"
    }
    let section = try Self.section("Faces that are nearly the same", of: page)
    #expect(
      section.components(separatedBy: "<tbody>").last?.hasPrefix(
        "\n" + rows.joined(separator: "\n")) == true)
    #expect(section.components(separatedBy: "<tr>").count == 22)
  }
}
