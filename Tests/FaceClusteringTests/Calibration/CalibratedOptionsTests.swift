import Calibration
import Foundation
import Testing

@testable import FaceClustering

/// What a run takes of a calibration.
@Suite struct CalibratedOptionsTests {
  private static func options(
    meanAngle: Double, otherFaces: Int, isKept: Bool = false
  ) throws -> ClusteringOptions {
    let text = """
      {"evenOddsAngle": 0.5, "tau": 0.05, "meanAngle": \(meanAngle), "otherFaces": \(otherFaces), "similarFaces": 4}
      """
    var options = ClusteringOptions()
    (options.weights, options.k, options.reliesOnCalibration) = (.calibrated, 50, isKept)
    options.take(
      try JSONDecoder().decode(ThresholdCalibration.Fit.self, from: Data(text.utf8)), faces: 1000)
    return options
  }

  /// A mode below even odds is hidden by pairs of different identities.
  @Test func weightsAreReliedOnWhereAModeIsSeenOrListsHaveRoomForIt() throws {
    for (meanAngle, otherFaces) in [(0.7, 10), (0.7, 90), (0.4, 10), (0.4, 49)] {
      let options = try Self.options(meanAngle: meanAngle, otherFaces: otherFaces)
      #expect(options.weights == .calibrated)
      #expect(options.searchedSimilarity < options.minSimilarity)
    }
    let hidden = try Self.options(meanAngle: 0.4, otherFaces: 50)
    #expect(hidden.weights == .cosine && hidden.searchedSimilarity == hidden.minSimilarity)
    #expect(try Self.options(meanAngle: 0.4, otherFaces: 50, isKept: true).weights == .calibrated)
  }
}
