import Calibration
import Foundation
import Testing

@testable import FaceClustering

@Suite struct SweptThresholdTests {
  @Test func withoutACalibrationTheyAreFarApart() {
    let found = ThresholdCalibration(CohortCounts(members: 2), faces: 2)
    #expect(Sweep.thresholds(around: found).first == 0.3)
    #expect(Sweep.thresholds(around: found).last == 0.9)
  }

  /// Pairs of persons of which there are enough, and maybe those of bursts.
  private func calibration(ofBursts bursts: Bool) -> ThresholdCalibration {
    var counts = CohortCounts(members: 1)
    let modes = [(3000.0, 0.0, 0.09), (12.0, 0.52, 0.1)] + (bursts ? [(25.0, 1.1, 0.06)] : [])
    for (pairs, mean, deviation) in modes {
      for bin in 0..<AngleBins.count {
        let z = (AngleBins.center(bin) - mean) / deviation
        let density = Foundation.exp(-z * z / 2) / (deviation * (2 * Double.pi).squareRoot())
        counts.counts[bin] += UInt32(500 * pairs * AngleBins.width * density)
      }
    }
    return ThresholdCalibration(CohortCounts(counts.counts, of: 500), faces: 3000)
  }

  @Test func theyAreAroundTheOneFound() throws {
    let found = calibration(ofBursts: false)
    let thresholds = Sweep.thresholds(around: found)
    let threshold = try #require(found.minSimilarity)
    #expect(thresholds.contains(threshold) && thresholds == thresholds.sorted())
    #expect(thresholds.count == 14 && thresholds[0] < threshold && thresholds[13] < 0.7)
  }

  @Test func theyReachTheUpperModeOfTwo() throws {
    let found = calibration(ofBursts: true)
    let thresholds = Sweep.thresholds(around: found)
    #expect(thresholds.contains(try #require(found.minSimilarity)))
    #expect(thresholds.count == 21 && abs(thresholds[20] - Float(sin(1.1))) < 0.02)
    // Steps are no longer than a third of the way.
    #expect(zip(thresholds, thresholds.dropFirst()).allSatisfy { $1 - $0 < 0.1 })
  }
}

extension CohortCounts {
  /// As if the first of so many members had all pairs.
  fileprivate init(_ counts: [UInt32], of members: Int) {
    self.init(
      members: members,
      counts: counts + [UInt32](repeating: 0, count: (members - 1) * AngleBins.count))
  }
}
