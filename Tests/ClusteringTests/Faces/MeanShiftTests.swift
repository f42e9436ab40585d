import Testing

@testable import Clustering

@Suite struct MeanShiftTests {
  private static let example = FacesInMemory(degrees: [0, 8, 15, 21, 60, 66, 75, 120])

  /// Those of scikit-learn.
  @Test func clustersAndCentersAreThoseOfTheReference() throws {
    let found = try MeanShift(bandwidth: 0.3).clusters(of: Self.example) { _ in }
    #expect(sets(found.labels) == [[0, 1, 2, 3], [4, 5, 6], [7]])
    var moving = MovingPoints(Self.example, all: Self.example.rows, bandwidth: 0.3, from: nil)
    try moving.run(saving: nil) { _ in }
    let centers = try ReachedPoints(gathering: moving.reached, of: Self.example)
      .centers(apart: 0.3, Self.example)
    let expected: [Float] = [0.972444, 0.189090, 0.388519, 0.915166, -0.5, 0.866025]
    #expect(zip(centers, expected).allSatisfy { abs($0 - $1) < 1e-6 } && centers.count == 6)
  }

  @Test func aSmallBandwidthLeavesFacesAloneAndALargeOneJoinsAll() throws {
    let alone = try MeanShift(bandwidth: 0.01).clusters(of: Self.example) { _ in }
    #expect(Set(alone.labels).count == 8)
    let all = try MeanShift(bandwidth: 2).clusters(of: Self.example) { _ in }
    #expect(Set(all.labels).count == 1)
  }

  @Test func equalFacesStayTogether() throws {
    let faces = FacesInMemory(degrees: [10, 80, 10, 80, 10])
    let found = try MeanShift(bandwidth: 0.1).clusters(of: faces) { _ in }
    #expect(sets(found.labels) == [[0, 2, 4], [1, 3]])
  }

  @Test func tooManyFacesAreRefusedWithWhatToTakeInstead() {
    #expect(MeanShift.refusal(of: 200_000, [:]) == nil)
    #expect(MeanShift.refusal(of: 200_001, [:])!.contains("whispers"))
    #expect(Spectral.refusal(of: 5_001, [:])!.contains("nystrom"))
    #expect(KMeans.refusal(of: 10, ["clusters": 11])!.contains("--clusters 11 is more"))
  }
}
