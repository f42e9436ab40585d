import Clustering
import Testing

@testable import FaceClustering

/// Five faces in a cluster, and others that are alone in theirs.
@Suite struct UnvisitedClustersTests {
  private typealias Link = (source: UInt32, target: UInt32, weight: Float)

  private let labels = [0, 0, 0, 1, 1, 2, 3]

  private func joined(
    _ links: [Link], _ constraints: FaceConstraints? = nil
  ) -> [Int] {
    UnvisitedClusters.joined(
      labels, links: links.count, { (links[$0].source, links[$0].target) }, { links[$0].weight },
      constraints: constraints)
  }

  @Test func aFaceGoesWhereMostOfItsWeightLeads() {
    let links: [Link] = [
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
  @Test(
    arguments: [(0, true), (0.02, true), (0.9, true), (1, false), (2, false)]
      as [(Float, Bool)])
  func aFaceThatManyOthersLinkToStays(weight: Float, isJoined: Bool) {
    let found = joined([(0, 5, weight), (5, 0, 1), (5, 1, 1)])
    #expect(found == (isJoined ? [0, 0, 0, 1, 1, 0, 2] : labels))
  }

  /// Faces 3 and 4 have a weight of 4 among themselves.
  @Test(arguments: [(0.75, false), (0.85, true), (1, true)] as [(Float, Bool)])
  func aSmallClusterGoesWhereMoreLeadsThanIsWithinIt(weight: Float, isJoined: Bool) {
    let found = joined(
      [(3, 0, weight), (3, 1, weight), (3, 2, weight), (3, 4, 1)]
        + [(4, 0, weight), (4, 1, weight), (4, 3, 1)])
    #expect(found == (isJoined ? [0, 0, 0, 0, 0, 1, 2] : labels))
  }

  @Test func aClusterThatIsLargeEnoughToBeComparedStays() {
    let labels = [Int](repeating: 0, count: 9) + [Int](repeating: 1, count: 8) + [2]
    let links: [Link] = (9..<18).flatMap { face in
      (0..<UInt32(9)).map { (UInt32(face), $0, 1) }
    }
    let found = UnvisitedClusters.joined(
      labels, links: links.count, { (links[$0].source, links[$0].target) }, { links[$0].weight },
      constraints: nil)
    #expect(found == [Int](repeating: 0, count: 9) + [Int](repeating: 1, count: 8) + [0])
  }

  /// Face 6 goes to 5, which goes to the largest cluster.
  @Test func aClusterMayFollowAnother() {
    #expect(joined([(5, 0, 5), (6, 5, 2)]) == [0, 0, 0, 1, 1, 0, 0])
  }

  /// Face 5 must be apart from 0 and 6.
  @Test func facesThatMustBeApartStayApart() {
    var numbers = FaceConstraints.Numbers()
    numbers.apart = [0, 0, 5, 0, 5, 1, 6, 1]
    let apart = FaceConstraints(faces: 7, numbers)
    let links: [Link] = [(5, 0, 1), (5, 1, 1), (6, 3, 1), (6, 4, 1)]
    #expect(joined(links, apart) == [0, 0, 0, 1, 1, 2, 1])
  }
}
