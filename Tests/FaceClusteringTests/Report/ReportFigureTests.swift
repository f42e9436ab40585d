import Testing

@testable import FaceClustering

/// What the figures of a report are made of.
@Suite struct ReportFigureTests {
  @Test func cosinesFallIntoFiftieths() {
    var histogram = CosineHistogram()
    for cosine: Float in [-1, 0, 0.019, 0.021, 1, 1.000_001] { histogram.add(cosine) }
    #expect(histogram.counts[0] == 1 && histogram.counts[50] == 2 && histogram.counts[51] == 1)
    #expect(histogram.counts[99] == 2 && histogram.counts.reduce(0, +) == 6)
  }

  @Test func aChartOfNothingIsAChart() {
    let chart = CosineHistogram.chart("x", [("y", CosineHistogram())], threshold: 0.5)
    #expect(chart.svg.hasPrefix("<svg") && chart.svg.contains("--min-sim 0.5"))
  }

  /// Bins are shown from the threshold's to that of the cosine, or the other way round.
  @Test(
    arguments: [
      (-1, 0, 96), (0.1, 0, 41), (0.905, 0.25, 1), (0.95, 2.5, 3), (1, 5, 5),
    ] as [(Float, Double, Int)])
  func theThresholdIsMarkedAlsoBeyondAllCosines(
    threshold: Float, place: Double, bins: Int
  ) throws {
    var histogram = CosineHistogram()
    histogram.add(0.9001)
    let chart = CosineHistogram.chart("x", [("y", histogram)], threshold: threshold)
    let mark = try #require(chart.mark)
    #expect(abs(mark.place - place) < 1e-4 && chart.bins.count == bins)
    #expect(mark.text == "--min-sim \(threshold)")
  }

  @Test func theFirstFewAreThoseOfTheWholeOrder() {
    let numbers = (0..<100).map { $0 * 37 % 101 }
    for count in [0, 1, 5, 99, 100, 200] {
      #expect(numbers.first(count, by: <) == Array(numbers.sorted().prefix(count)))
    }
  }

  @Test func ofAnEdgeAndItsWayBackOneIsKept() {
    var summary = EdgeSummary()
    summary.add(source: 1, target: 2, similarity: 0.99)
    summary.add(source: 2, target: 1, similarity: 0.99)
    summary.add(source: 0, target: 3, similarity: 0.99)
    summary.add(source: 0, target: 4, similarity: 0.5)
    #expect(
      summary.mostSimilar == [
        .init(first: 0, second: 3, similarity: 0.99), .init(first: 1, second: 2, similarity: 0.99),
      ])
  }

  @Test func noMorePairsAreKeptThanAreListed() {
    var summary = EdgeSummary()
    for face in UInt32(0)..<100 {
      summary.add(source: face, target: face + 1, similarity: 0.95 + Float(face) * 0.0004)
    }
    #expect(summary.mostSimilar.map(\.first) == (80..<100).reversed())
  }
}
