import Testing

@testable import Clustering

@Suite struct NystromTests {
  private static let example = FacesInMemory(degrees: [0, 8, 15, 21, 60, 66, 75, 120])

  /// What numpy finds by the same steps.
  @Test func theRowsAreThoseOfTheReference() throws {
    let embedding = try NystromEmbedding(
      Self.example, landmarks: [0, 3, 5], gamma: 1, columns: 2)
    let first = embedding.rows.row(0)
    let inner = (0..<8).map { row in
      zip(first, embedding.rows.row(row)).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let expected = [1, 0.995075, 0.977962, 0.947591, 0.377891, 0.298956, 0.206174, 0.031127]
    #expect(zip(inner, expected).allSatisfy { abs($0 - $1) < 2e-6 }, "\(inner)")
    #expect(embedding.clamped == 0)
  }

  /// Columns beyond the rank of the similarities are nothing but rounding, which would tell equal faces apart.
  @Test(arguments: [[0.0], [0, 180], [0, 90, 200]])
  func facesOfFewDirectionsAreNotDivided(directions: [Double]) throws {
    let degrees = (0..<120).map { directions[$0 * $0 % 7 % directions.count] }
    let found = try Nystrom(["clusters": 40, "landmarks": 82], seed: 1)
      .clusters(of: FacesInMemory(degrees: degrees)) { _ in }
    #expect(sets(found.labels).count == directions.count)
  }

  @Test func groupsThatLieApartAreFound() throws {
    let faces = FacesInMemory.groups(4, of: 40, dimension: 16, spread: 0.2)
    let found = try Nystrom(["clusters": 4, "landmarks": 60, "gamma": 4], seed: 1)
      .clusters(of: faces) { _ in }
    #expect(sets(found.labels) == Set((0..<4).map { Set(stride(from: $0, to: 160, by: 4)) }))
  }

  /// Faces that are all like a landmark, however many of them: the sum is as many times the most similarity.
  @Test(arguments: [1000, 1 << 26 - 1, 1 << 26, 134_217_728, 1 << 31])
  func sumsOfSimilaritiesHaveRoom(faces: Int) {
    let units = NystromEmbedding.units(faces)
    #expect(Double(faces) * units <= 0x1p62)
    #expect((units == 0x1p36) == (faces < 1 << 26))
  }
}
