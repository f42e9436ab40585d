import Embeddings
import Testing

@testable import NearestNeighbors

/// The faces that the order of an approximate search is made and trusted by.
@Suite struct CellCentersTests {
  /// Generated faces are shuffled too, by seeds that people choose: by the same shuffle the first faces of a sample
  /// would be those of the first identities.
  @Test(arguments: [CellCenters.seeds.ofCenters, CellCenters.seeds.ofTrust])
  func samplesAreOfAnyGeneratedFaces(seed: UInt64) {
    let (faces, size) = (100_000, 1000)
    let shuffle = RowPermutation(count: faces, seed: seed)
    let sample = (0..<size).map { shuffle.row(at: $0) }
    for seed in 0..<UInt64(50) {
      let generated = RowPermutation(count: faces, seed: seed)
      // As many as by chance would be ten.
      #expect(sample.count { generated[$0] < size } < 50)
    }
  }

  /// Only of millions of faces does an approximate search have fewer cells than an exact one.
  @Test func approximateSearchesHaveFewerCellsOfMillions() {
    func centers(_ faces: Int, isApproximate: Bool) -> Int {
      CellCenters.Effort(faces: faces, isApproximate: isApproximate).centers
    }
    for faces in [1, 20_000, 100_000, 1_000_000] {
      #expect(centers(faces, isApproximate: true) == centers(faces, isApproximate: false))
    }
    #expect(centers(4_000_000, isApproximate: true) == 10_000)
    #expect(centers(4_000_000, isApproximate: false) == 20_000)
    #expect(centers(10_000_000, isApproximate: true) == 11_067)
    #expect(centers(1_000_000_000, isApproximate: true) == 20_000)
  }
}
