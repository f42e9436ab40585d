import Calibration
import Foundation
import Storage

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
  /// The pairs in each of 360 bins of half a degree of the angle, from -90 degrees on; not in the records of
  /// runs and sweeps.
  package var histogram: [Int]?

  /// What the run takes instead of the threshold that was found; absent where clusters do not contradict it.
  package internal(set) var lowered: LoweredThreshold?
  /// Whether clusters contradict the threshold and yet it is kept, with the weights that were calibrated, as they do not
  /// support a lower one either; absent where not.
  package internal(set) var isKept: Bool?
  /// The least agreement (see ``Pipeline/agreement(of:_:_:)``) that a lower threshold must reach: that of the calibrated
  /// clusters, where these left the calibration in doubt. Not in the records of runs.
  var leastAgreement: Double?
  /// What was fitted, exactly: all that a run takes of a calibration. Absent where nothing was found.
  let fit: ThresholdCalibration.Fit?

  init(_ found: ThresholdCalibration) {
    fit = found.fit
    minSimilarity = found.minSimilarity
    evenOdds = found.fit?.evenOdds
    tau = found.fit?.tau
    otherFaces = found.fit?.otherFaces
    interval = found.interval.map { [$0.lowerBound, $0.upperBound] }
    cohort = found.cohort
    findings = found.findings.map(\.text)
    histogram = found.histogram.counts
  }
}

extension CalibrationRecord {
  /// The least similarity that a run takes; nil where none was found.
  var chosenSimilarity: Float? { lowered?.minSimilarity ?? minSimilarity }

  /// Without what only the run itself needs.
  var withoutHistogram: CalibrationRecord {
    var record = self
    record.histogram = nil
    record.leastAgreement = nil
    return record
  }

  /// Reads what a calibration found from the record of a run, or from what `calibrate --json` printed.
  ///
  /// - Throws: `FileError` where the file has none.
  init(file path: String) throws(FileError) {
    struct Report: Decodable {
      let calibration: CalibrationRecord?
    }
    let bytes = try InputFile.contents(of: path)
    guard let report = try? JSONDecoder().decode(Report.self, from: Data(bytes)),
      let found = report.calibration, found.fit?.isPossible ?? true,
      found.fit != nil || found.minSimilarity == nil
    else {
      throw FileError(
        path,
        "has no calibration; name the record of a run with --min-sim auto, or what calibrate --json printed, of "
          + "this version")
    }
    self = found
  }
}
