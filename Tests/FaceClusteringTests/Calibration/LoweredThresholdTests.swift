import Calibration
import ClusterTables
import Foundation
import Testing

@testable import FaceClustering

/// Thresholds that clusters contradict.
@Suite struct LoweredThresholdTests {
  /// Of 100 faces, each with ten others that are similar by even odds; of each there is a pair at every angle.
  private func record(lowered: LoweredThreshold? = nil) throws -> CalibrationRecord {
    let histogram = [Int](repeating: 100, count: AngleBins.count)
    let text = """
      {"minSimilarity": 0.995, "evenOdds": 0.8, "tau": 0.1, "otherFaces": 12, "cohort": 100, "findings": [],
       "fit": {"evenOddsAngle": 0.92, "tau": 0.1, "meanAngle": 1.2, "otherFaces": 12, "similarFaces": 10},
       "histogram": \(histogram)}
      """
    var record = try JSONDecoder().decode(CalibrationRecord.self, from: Data(text.utf8))
    record.lowered = lowered
    return record
  }

  /// Labels of 100 faces in clusters of one size.
  private func labels(clustersOf size: Int) -> [Int] { (0..<100).map { $0 / size } }

  @Test func clustersThatAreExpectedLowerNothing() throws {
    #expect(try record().lowered(by: labels(clustersOf: 10)) == nil)
  }

  /// Nineteen bins are the upper 9.5 degrees.
  @Test func asManyPairsAreTakenAsFacesHaveOthersInTheirClusters() throws {
    let lowered = try #require(record().lowered(by: labels(clustersOf: 20)))
    #expect(abs(Double(lowered.minSimilarity) - sin(80.5 * .pi / 180)) < 1e-4)
    #expect(lowered.otherFaces == 19 && lowered.former == 0.995)
  }

  /// By then as many are expected as were taken before.
  @Test func clustersAreAskedAgain() throws {
    let before = LoweredThreshold(minSimilarity: 0.986, otherFaces: 19, former: 0.995)
    #expect(try record(lowered: before).lowered(by: labels(clustersOf: 25)) == nil)
    let next = try #require(record(lowered: before).lowered(by: labels(clustersOf: 50)))
    #expect(next.otherFaces == 49 && next.minSimilarity < 0.986 && next.former == 0.986)
  }

  @Test func whereNearlyAllFacesAreOneClusterTheThresholdOfBeforeIsKept() throws {
    let all = [Int](repeating: 0, count: 100)
    #expect(try record().lowered(by: all) == nil)
    let before = LoweredThreshold(minSimilarity: 0.986, otherFaces: 19, former: 0.995)
    let kept = try #require(record(lowered: before).lowered(by: all))
    #expect(kept.minSimilarity == 0.995 && kept.former == nil)
    #expect(try record(lowered: kept).lowered(by: all) == nil)
  }

  /// A run's record says what was taken, which is final.
  @Test func whatARecordSaysIsTakenAsItIs() throws {
    let lowered = LoweredThreshold(minSimilarity: 0.986, otherFaces: 19, former: 0.995)
    let text = try JSONEncoder().encode(record(lowered: lowered).withoutHistogram)
    let read = try JSONDecoder().decode(CalibrationRecord.self, from: text)
    #expect(read.lowered?.former == nil && read.chosenSimilarity == 0.986)
    #expect(read.histogram == nil && read.lowered(by: labels(clustersOf: 50)) == nil)
  }

  /// A clump of sixty faces has most of the pairs, but not most of the faces.
  @Test func aClumpDoesNotDecideForAllOtherFaces() {
    let others = [(size: Int, share: Double)](repeating: (4, 0.25), count: 40)
    let found = PairsAbove([(60, 1)] + others)
    #expect(found.ofPairs > 0.8 && !found.supportsLowering())
    // Half of the pairs of the others, too.
    let agreed = PairsAbove([(60, 1)] + others.map { ($0.size, 0.5) })
    #expect(agreed.supportsLowering() && agreed.supportsLowering(from: agreed.ofPairs))
    #expect(!agreed.supportsLowering(from: 0.99))
  }

  @Test func mostPairsMustBeSimilarToo() {
    let found = PairsAbove([(60, 0.4)] + [(Int, Double)](repeating: (4, 0.9), count: 40))
    #expect(found.ofFaces > 0.5 && !found.supportsLowering())
  }
}
