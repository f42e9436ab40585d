import Clustering
import Testing

@Suite struct FINCHTests {
  private func clusters(
    _ level: Int, _ faces: LineOfFaces, neighbors: Int = 2, least: Float = -1
  ) throws -> MethodResult<FINCH.Report> {
    try FINCH(level: level).clusters(
      of: faces.graph(neighbors: neighbors, least: least), faces: faces, threads: 1
    ) { _ in }
  }

  @Test func theFirstLevelConnectsEachFaceWithItsNearest() throws {
    let faces = LineOfFaces(places: [0, 1, 2.5, 5, 5.5, 9, 9.2])
    let found = try clusters(1, faces)
    #expect(sets(found.labels) == [[0, 1, 2], [3, 4], [5, 6]])
  }

  /// Means are at 1.17, 5.25 and 9.1: the second is nearer to the third.
  @Test func furtherLevelsConnectEachClusterWithTheOneOfTheNearestMean() throws {
    let faces = LineOfFaces(places: [0, 1, 2.5, 5, 5.5, 9, 9.2])
    #expect(try sets(clusters(2, faces).labels) == [[0, 1, 2, 3, 4, 5, 6]])
    let more = LineOfFaces(places: [0, 1, 2.5, 5, 5.5, 20, 20.2, 23, 23.1])
    #expect(try sets(clusters(2, more).labels) == [[0, 1, 2, 3, 4], [5, 6, 7, 8]])
  }

  @Test func levelsEndWhereNothingIsLeftToConnect() throws {
    let faces = LineOfFaces(places: [0, 1, 5])
    let found = try clusters(9, faces, least: 0.8)
    #expect(sets(found.labels) == [[0, 1], [2]] && found.report.level == 1)
  }
}
