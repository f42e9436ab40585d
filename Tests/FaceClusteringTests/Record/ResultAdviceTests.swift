import Foundation
import Testing

@testable import FaceClustering

struct ResultAdviceTests {
  private func advice(
    faces: Int, _ change: (inout ClusteringOptions) -> Void = { _ in }
  ) -> ResultAdvice {
    var options = ClusteringOptions()
    change(&options)
    return ResultAdvice(options: options, faces: faces)
  }

  @Test func anOrdinaryResultBringsNone() {
    #expect(advice(faces: 1000).ofGraph(edges: 30_000, fullFaces: 700).isEmpty)
    #expect(advice(faces: 1000).ofClusters(largest: 499).isEmpty)
  }

  @Test func noEdgesAreSaidWithTheThreshold() {
    let found = advice(faces: 1000) { $0.minSimilarity = 0.97 }.ofGraph(edges: 0, fullFaces: 0)
    #expect(found.count == 1 && found[0].contains("--min-sim 0.97") && found[0].contains("lower"))
  }

  @Test func aFaceAloneHasNoEdgesByNature() {
    #expect(advice(faces: 1).ofGraph(edges: 0, fullFaces: 0).isEmpty)
  }

  @Test func oneNeighborIsTheFaceItself() {
    let found = advice(faces: 1000) { $0.k = 1 }.ofGraph(edges: 0, fullFaces: 1000)
    #expect(found.count == 1 && found[0].contains("--k 1 counts the face itself"))
  }

  @Test func fullListsOfMostFacesAreSaid() {
    for full in [900, 1000] {
      let found = advice(faces: 1000).ofGraph(edges: 49_000, fullFaces: full)
      #expect(found.count == 1 && found[0].contains("\(full) of 1000 faces have all 49 neighbors"))
    }
  }

  @Test func listsOfAllFacesOrWithoutAThresholdAreFullByIntention() {
    #expect(advice(faces: 50).ofGraph(edges: 2450, fullFaces: 50).isEmpty)
    let plain = advice(faces: 1000) { $0.minSimilarity = -1 }
    #expect(plain.ofGraph(edges: 49_000, fullFaces: 1000).isEmpty)
  }

  @Test func aClusterOfHalfTheFacesIsSaid() {
    let found = advice(faces: 1000).ofClusters(largest: 500)
    #expect(found.count == 1 && found[0].contains("one cluster has 500 of 1000 faces"))
    #expect(advice(faces: 9).ofClusters(largest: 9).isEmpty)
  }

  /// Each face has twelve others that are likelier of its identity than not.
  private func calibration(isKept: Bool? = nil) throws -> CalibrationRecord {
    let text = """
      {"minSimilarity": 0.7, "evenOdds": 0.6, "tau": 0.1, "otherFaces": 15, "cohort": 100, "findings": [],
       "fit": {"evenOddsAngle": 0.64, "tau": 0.1, "meanAngle": 0.9, "otherFaces": 15, "similarFaces": 12}}
      """
    var record = try JSONDecoder().decode(CalibrationRecord.self, from: Data(text.utf8))
    record.isKept = isKept
    return record
  }

  private func labels(clustersOf size: Int) -> [Int] { (0..<900).map { $0 / size } }

  @Test func clustersAsLargeAsExpectedLeaveWhatIsSaidOfTheGraph() throws {
    for size in [9, 13, 18] {
      let found = advice(faces: 900).ofClusters(
        labels(clustersOf: size), expecting: try calibration(), ofGraph: ["full"])
      #expect(found == ["full"])
    }
  }

  /// A larger k alone would be wrong where groups of identities were taken for identities.
  @Test func farSmallerClustersAreSaidWithBothCauses() throws {
    let found = advice(faces: 900).ofClusters(
      labels(clustersOf: 8), expecting: try calibration(), ofGraph: ["full"])
    #expect(found.count == 1)
    for part in ["only 7.0 others", "12.0 are so similar", "--k 50", "--ks", "above 0.7"] {
      #expect(found[0].contains(part), "\(found)")
    }
  }

  @Test func farLargerClustersAreSaidBesideTheGraph() throws {
    let found = advice(faces: 900).ofClusters(
      labels(clustersOf: 20), expecting: try calibration(), ofGraph: ["full"])
    #expect(found.count == 2 && found[0] == "full")
    #expect(found[1].contains("19.0 others") && found[1].contains("below 0.7"), "\(found)")
  }

  /// Other methods have parameters of their own that decide how large clusters are.
  @Test func smallClustersAreNotSaidOfOtherMethodsOrOfWhatIsKept() throws {
    let small = labels(clustersOf: 2)
    let other = advice(faces: 900) { $0.method = "dbscan" }
    #expect(other.ofClusters(small, expecting: try calibration()).isEmpty)
    let kept = try calibration(isKept: true)
    #expect(advice(faces: 900).ofClusters(small, expecting: kept, ofGraph: ["full"]) == ["full"])
  }

  /// No edges, or a k of 1: then the graph says why.
  @Test func lonelyFacesAreLeftToWhatIsSaidOfTheGraph() throws {
    let found = advice(faces: 900).ofClusters(
      labels(clustersOf: 1), expecting: try calibration(), ofGraph: ["no edges"])
    #expect(found == ["no edges"])
  }

  /// Clusters of two are what clusters of hardly any others may be by chance.
  @Test func aFractionOfAnOtherFaceIsNotTooFew() throws {
    let text = """
      {"minSimilarity": 0.7, "cohort": 100, "findings": [],
       "fit": {"evenOddsAngle": 0.64, "tau": 0.1, "meanAngle": 0.9, "otherFaces": 1.5, "similarFaces": 1.4}}
      """
    let few = try JSONDecoder().decode(CalibrationRecord.self, from: Data(text.utf8))
    #expect(advice(faces: 900).ofClusters(labels(clustersOf: 1), expecting: few).isEmpty)
  }
}
