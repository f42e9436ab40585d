import Clustering
import Testing

@testable import FaceClustering

/// Five faces in a cluster, and others that are alone in theirs.
@Suite struct UnvisitedFacesTests {
  private let labels = [0, 0, 0, 1, 1, 2, 3]

  private func joined(
    _ links: [UnvisitedFaces.Link], _ constraints: FaceConstraints? = nil
  ) -> [Int] {
    UnvisitedFaces.joined(labels, links: links.count, { links[$0] }, constraints: constraints)
  }

  @Test func aFaceGoesWhereMostOfItsWeightLeads() {
    let links: [UnvisitedFaces.Link] = [
      (0, 1, 1), (1, 2, 1), (5, 0, 0.4), (5, 1, 0.4), (5, 2, 0.3), (5, 3, 0.9),
    ]
    #expect(joined(links) == [0, 0, 0, 1, 1, 0, 2])
  }

  /// Of equal weights the larger cluster counts, which has the lower number.
  @Test func equalWeightsGoToTheLargerCluster() {
    #expect(joined([(5, 0, 1.5), (5, 3, 1.5)]) == [0, 0, 0, 1, 1, 0, 2])
    #expect(joined([(5, 3, 1.5), (5, 0, 1.5)]) == [0, 0, 0, 1, 1, 0, 2])
  }

  @Test func doubtfulLinksLeaveAFaceAlone() {
    #expect(joined([(5, 0, 0.6), (5, 3, 0.4), (6, 4, 1)]) == labels)
  }

  /// Its own cluster is then what the codelength says of it. A link of weight 0 is none.
  @Test func aFaceThatAnotherLinksToStays() {
    #expect(joined([(0, 5, 0.02), (5, 0, 1), (5, 1, 1)]) == labels)
    #expect(joined([(0, 5, 0), (5, 0, 1), (5, 1, 1)]) == [0, 0, 0, 1, 1, 0, 2])
  }

  /// Face 5 must be apart from 0 and 6.
  @Test func facesThatMustBeApartStayApart() {
    var numbers = FaceConstraints.Numbers()
    numbers.apart = [0, 0, 5, 0, 5, 1, 6, 1]
    let apart = FaceConstraints(faces: 7, numbers)
    let links: [UnvisitedFaces.Link] = [(5, 0, 1), (5, 1, 1), (6, 3, 1), (6, 4, 1)]
    #expect(joined(links, apart) == [0, 0, 0, 1, 1, 2, 1])
  }
}
