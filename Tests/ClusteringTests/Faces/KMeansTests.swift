import Testing

@testable import Clustering

@Suite struct KMeansTests {
  /// The faces of the example of the graph.
  private static let example = FacesInMemory(degrees: [0, 8, 15, 21, 60, 66, 75, 120])

  private func passes(_ lloyd: Lloyd, from centers: [Float]) throws -> Lloyd.Result {
    try lloyd.run(from: lloyd.start(from: centers)) { _, _ in }
  }

  @Test func fromGivenCentersTheClustersAreThoseOfTheReference() throws {
    let centers = try Self.example.rows(of: [0, 4, 7])
    let found = try passes(Lloyd(Self.example), from: centers)
    #expect(sets(found.labels) == [[0, 1, 2, 3], [4, 5, 6], [7]])
    #expect(abs(found.inertia - 0.1089697418) < 1e-7)
  }

  @Test func noPassRaisesTheInertia() throws {
    let faces = FacesInMemory.groups(7, of: 30, dimension: 12, spread: 1.5)
    let centers = try faces.rows(of: [0, 1, 2, 3, 4, 7, 14, 21])
    let costs = try (0...12).map {
      try passes(Lloyd(faces, mostPasses: $0), from: centers).cost
    }
    #expect(zip(costs, costs.dropFirst()).allSatisfy { $0 >= $1 } && costs[0] > costs[12])
  }

  @Test func aClusterWithoutFacesTakesTheFarthest() throws {
    let faces = FacesInMemory(degrees: [0, 1, 2, 3, 80])
    // Nobody is nearest to the third.
    let centers = try faces.rows(of: [0, 1]) + [-1, 0]
    let found = try passes(Lloyd(faces), from: centers)
    #expect(sets(found.labels).contains([4]) && Set(found.labels).count == 3)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func groupsThatLieApartAreFound(seed: UInt64) throws {
    let faces = FacesInMemory.groups(20, of: 15, dimension: 32, spread: 0.2)
    let found = try KMeans(["clusters": 20], seed: seed).clusters(of: faces) { _ in }
    #expect(sets(found.labels) == Set((0..<20).map { Set(stride(from: $0, to: 300, by: 20)) }))
  }

  @Test func asManyClustersAsFacesAreFacesAlone() throws {
    let found = try KMeans(["clusters": 8], seed: 1).clusters(of: Self.example) { _ in }
    #expect(Set(found.labels).count == 8 && found.report.inertia < 1e-6)
  }

  @Test func theBestOfSeveralStartsCounts() throws {
    let faces = FacesInMemory.groups(9, of: 20, dimension: 6, spread: 1)
    let alone = try (1...5).map {
      try KMeans(["clusters": 9], seed: UInt64($0)).clusters(of: faces) { _ in }.report.inertia
    }
    let best = try KMeans(["clusters": 9, "starts": 5], seed: 1).clusters(of: faces) { _ in }
    #expect(best.report.inertia == alone.min()!)
  }

  @Test func theStartIsAmongTheFacesAndNoneIsTakenTwice() throws {
    let faces = FacesInMemory.groups(10, of: 10, dimension: 8, spread: 1)
    let centers = try KMeansSeeding(faces, count: 40, seed: 3).centers()
    let rows = Set((0..<100).map { Array(faces.rows.row($0)) })
    let chosen = (0..<40).map { Array(centers[$0 * 8..<($0 + 1) * 8]) }
    #expect(Set(chosen).count == 40 && Set(chosen).isSubset(of: rows))
  }

  @Test func equalFacesCanStillBeCenters() throws {
    let faces = FacesInMemory(degrees: [10, 10, 10, 10, 50])
    let found = try KMeans(["clusters": 4], seed: 1).clusters(of: faces) { _ in }
    #expect(found.labels[4] != found.labels[0] && found.report.inertia < 1e-6)
  }

  @Test func threadsChangeNothing() throws {
    var faces = FacesInMemory.groups(11, of: 400, dimension: 9, spread: 1)
    let one = try KMeans(["clusters": 30], seed: 2).clusters(of: faces) { _ in }
    faces.threads = 3
    let three = try KMeans(["clusters": 30], seed: 2).clusters(of: faces) { _ in }
    #expect(one.labels == three.labels && one.report.inertia == three.report.inertia)
  }

  @Test func smallBatchesFindGroupsThatLieApart() throws {
    let faces = FacesInMemory.groups(8, of: 50, dimension: 32, spread: 0.2)
    let found = try MiniBatchKMeans(["clusters": 8, "batch": 40], seed: 1)
      .clusters(of: faces) { _ in }
    #expect(sets(found.labels) == Set((0..<8).map { Set(stride(from: $0, to: 400, by: 8)) }))
    #expect(found.report.hasConverged)
  }
}
