import Foundation
import Testing

/// The histogram that thresholds are calibrated by.
@Suite struct CohortHistogramTests {
  /// The digits are all in the cohort, so that each pair is counted for both of its faces.
  @Test func theHistogramCountsAllPairsByTheirAngle() throws {
    struct Report: Decodable {
      struct Calibration: Decodable {
        let cohort: Int
        let histogram: [Int]
      }
      let calibration: Calibration
    }
    let run = try Scratch().run(["calibrate", Digits.features, "--json"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    let found = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8)).calibration

    let rows = try Digits.normalizedRows()
    var expected = [Int](repeating: 0, count: 360)
    for a in rows.indices {
      for b in 0..<a {
        var cosine = 0.0
        for column in 0..<rows[a].count { cosine += rows[a][column] * rows[b][column] }
        let degrees = asin(min(1, max(-1, cosine))) * 180 / Double.pi
        expected[min(359, Int((degrees + 90) * 2))] += 2
      }
    }
    #expect(found.cohort == rows.count && found.histogram.count == 360)
    #expect(found.histogram.reduce(0, +) == rows.count * (rows.count - 1))
    // Similarities are rounded to single precision, so that some pairs next to an edge are in the bin beyond it.
    let elsewhere = zip(found.histogram, expected).reduce(0) { $0 + abs($1.0 - $1.1) }
    #expect(elsewhere < 100, "\(elsewhere)")
  }
}
