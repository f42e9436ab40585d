import Calibration

/// What a calibration of the threshold found, as the run record has it and the summary says it.
package struct CalibrationRecord: Codable, Sendable {
  /// The threshold for the graph; absent where none was found.
  package let minSimilarity: Float?
  /// The cosine from which on a pair of faces is more likely of the same identity than not.
  package let evenOdds: Double?
  /// Half the standard deviation of the angles, arcsin of the cosine, of pairs of the same identity, in
  /// radians.
  package let tau: Double?
  /// The other faces of a face's identity, on the average of faces.
  package let otherFaces: Double?
  /// Of 90 % of thresholds calibrated to resampled faces: the least and the greatest.
  package let interval: [Float]?
  /// The faces compared with all.
  package let cohort: Int
  /// What is to be said of it, in words.
  package let findings: [String]
  /// The pairs in each of 360 bins of half a degree of the angle, from -90 degrees on; only where asked for.
  package let histogram: [Int]?

  /// What was fitted; nil where none was, and in a record that was read.
  private(set) var fit: ThresholdCalibration.Fit?

  private enum CodingKeys: CodingKey {
    case minSimilarity, evenOdds, tau, otherFaces, interval, cohort, findings, histogram
  }

  init(_ found: ThresholdCalibration, withHistogram: Bool = false) {
    fit = found.fit
    minSimilarity = found.minSimilarity
    evenOdds = found.fit?.evenOdds
    tau = found.fit?.tau
    otherFaces = found.fit?.otherFaces
    interval = found.interval.map { [$0.lowerBound, $0.upperBound] }
    cohort = found.cohort
    findings = found.findings.map(\.text)
    histogram = withHistogram ? found.histogram.counts : nil
  }
}
