import Embeddings
import Testing

@testable import NearestNeighbors

@Suite struct OutsideSearchTests {
  @Test(arguments: SearchKernel.all.filter(\.isSupported).map(\.name))
  func theNearestFaceOfAnotherGroupIsFound(kernel: String) throws {
    let faces = SyntheticFaces(faces: 300, dimension: 32, seed: 3).matrix(rows: 0..<300)
    try faces.normalize(path: "faces", firstRow: 0)
    let sizes = [1, 120, 0, 50, 2, 127]
    let groups = sizes.indices.flatMap { Array(repeating: $0, count: sizes[$0]) }
    let least: Float = 0.3
    let found = LocalSearch(
      SearchSettings(
        k: 2, minSimilarity: least, threads: 2, kernel: try #require(SearchKernel(named: kernel)))
    ).nearestOutside(groups: sizes, of: faces)
    for row in 0..<300 {
      let expected = (0..<300).filter { groups[$0] != groups[row] }
        .map {
          Neighbor(index: UInt32($0), similarity: Similarity.of(faces[row], faces[$0]))
        }
        .filter { $0.similarity >= least }.max()
      #expect(found[row].first == expected)
    }
  }
}
