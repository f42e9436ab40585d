import NearestNeighbors
import Testing

@testable import FaceClustering

/// Which cluster a new face joins.
@Suite struct AssignmentRuleTests {
  private let rule = AssignmentRule(leastSimilarity: 0.5, leastMargin: 0.125)
  /// Two faces of cluster 7, one of cluster 3, one in none.
  private let labels = [7, 7, 3, -1]

  private func assignment(_ neighbors: (UInt32, Float)...) -> AssignmentRule.Assignment {
    rule.assignment(neighbors.map { Neighbor(index: $0, similarity: $1) }, labels: labels)
  }

  @Test func aFaceJoinsTheClusterOfTheMostSimilarFace() {
    let found = assignment((0, 0.75), (1, 0.7), (2, 0.5))
    #expect(found.cluster == 7 && found.similarity == 0.75)
    #expect(found.other == 3 && found.otherSimilarity == 0.5)
  }

  @Test func aFaceThatIsNotSimilarEnoughJoinsNone() {
    let found = assignment((0, 0.4375))
    #expect(found.cluster == -1 && found.similarity == 0.4375)
    #expect(assignment((0, 0.5)).cluster == 7)
  }

  @Test func aFaceBetweenTwoClustersJoinsNone() {
    #expect(assignment((0, 0.75), (2, 0.6875)).cluster == -1)
    #expect(assignment((0, 0.75), (2, 0.625)).cluster == 7)
  }

  @Test func facesInNoClusterHaveNoPart() {
    #expect(assignment((3, 1), (2, 0.625)).cluster == 3)
    #expect(assignment((3, 1)).cluster == -1)
  }

  @Test func aFaceWithoutNeighborsJoinsNone() {
    let found = assignment()
    #expect(found.cluster == -1 && found.similarity.isNaN && found.other == -1)
  }

  @Test func whatIsSearchedIsEnoughToDecide() {
    #expect(rule.leastSearched < 0.375 && rule.leastSearched > 0.374)
    #expect(AssignmentRule(leastSimilarity: -1, leastMargin: 2).leastSearched == -1)
  }
}
