import Testing

@testable import FaceClustering

/// How alike two clusters are, by hand: each has forty faces like each other, and the faces of the first have a given
/// cosine to those of the second.
@Suite struct ClusterSumsTests {
  private static let faces = 40

  /// The likeness of the two among others.
  private func likeness(
    cosine: Double = 0.9, others: [(count: Int, face: [Double])], least: Double = 0.5
  ) -> Double? {
    let size = Double(Self.faces)
    let own = [[1, 0, 0], [cosine, (1 - cosine * cosine).squareRoot(), 0]]
      .map { part in part.map { size * $0 } }
    var all = zip(own[0], own[1]).map { $0 + $1 }
    for other in others {
      for (column, value) in other.face.enumerated() { all[column] += Double(other.count) * value }
    }
    let faces = others.reduce(2 * Self.faces) { $0 + $1.count }
    var sums = ClusterSums(dimension: 3, among: SumOfFaces(count: faces, sum: all))
    for (cluster, sum) in own.enumerated() { sums.append(UInt32(cluster), size: size, sum: sum) }
    return sums.likeness(of: ClusterPair(0, 1), least: least)
  }

  /// Of few identities the mean of all faces is mostly that of the largest one, of which parts are on opposite sides.
  @Test func partsOfALargeIdentityAreAlikeByWhatTheyShareBesideTheOthers() throws {
    let few = try #require(likeness(others: [(8, [0, 0, 1])]))
    // Nothing of them is along the other faces.
    #expect(abs(few - 0.9) < 1e-9)
    #expect(try #require(likeness(others: [(4000, [0, 0, 1])])) > few)
  }

  /// What all faces have in common makes none alike.
  @Test func whatTheOthersHaveInCommonIsTakenAway() throws {
    let middle = [(1.9 / 3.8.squareRoot()), (1 - 0.81).squareRoot() / 3.8.squareRoot(), 0]
    #expect(try #require(likeness(others: [(500, middle)])) < 0)
  }

  /// Others that have nothing in common move their mean to the origin: seen from there all would be alike.
  @Test func othersOfSeveralKindsMakeNoneAlike() throws {
    let length = (2 + 2 * 0.84).squareRoot()
    let middle = [1.84 / length, (1 - 0.84 * 0.84).squareRoot() / length, 0]
    let found = try #require(
      likeness(cosine: 0.84, others: [(20, middle), (150, [0, 0, 1]), (150, [0, 0, -1])]))
    #expect(found < 0.75)
  }

  /// Where all means are near the origin, others are on the opposite side, which faces do not share.
  @Test func othersOnTheOppositeSideTakeNothingAway() throws {
    let found = try #require(likeness(others: [(40, [-1, 0, 0]), (40, [-0.9, -0.4, 0])]))
    #expect(abs(found - 0.9) < 1e-2)
  }

  /// Then there is nothing to see them from but their own middle.
  @Test func whereHardlyAnyFacesAreOutsideTheMeanIsOfAll() throws {
    let alone = try #require(likeness(others: []))
    #expect(abs(alone + 1) < 1e-9)
    #expect(try #require(likeness(others: [(7, [0, 0, 1])])) < 0)
  }

  @Test func facesThatAreLessSimilarThanEvenOddsHaveNoLikeness() {
    #expect(likeness(others: [(40, [0, 0, 1])], least: 0.91) == nil)
  }
}
