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
}
