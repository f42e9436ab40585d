import Embeddings
import Testing

@testable import NearestNeighbors

@Suite struct OutsideSearchTests {
  @Test(arguments: SearchKernel.all.filter(\.isSupported).map(\.name))
  func theNearestFacesOfOtherGroupsAreFound(kernel: String) throws {
    let faces = try Self.faces(300)
    let sizes = [1, 120, 0, 50, 2, 127]
    for most in [1, 3] {
      let found = LocalSearch(
        SearchSettings(
          k: 2, minSimilarity: 0.3, threads: 2, kernel: try #require(SearchKernel(named: kernel)))
      ).nearestOutside(groups: sizes, most: most, of: try Self.faces(300))
      for row in 0..<300 {
        #expect(Array(found[row]) == Self.expected(row, sizes, most: most, of: faces))
      }
    }
  }

  /// Groups of the same people, larger than tiles in part, so that centers rule out nearly all pairs.
  @Test func thereAreNoOthersByGroups() throws {
    let count = 6000
    let faces = try Self.faces(count)
    let sizes = [40, 2500, 60, 1900, 1, 1499]
    let found = LocalSearch(SearchSettings(k: 2, minSimilarity: 0.5, threads: 2))
      .nearestOutside(groups: sizes, most: 2, of: try Self.faces(count))
    for row in stride(from: 0, to: count, by: 61) {
      #expect(
        Array(found[row]) == Self.expected(row, sizes, most: 2, least: 0.5, of: faces))
    }
  }

  @Test func rectanglesHaveEveryPairOfDifferentGroupsOnce() {
    let sizes = [3, 0, 1, 9, 2, 2, 1]
    let groups = sizes.indices.flatMap { Array(repeating: $0, count: sizes[$0]) }
    for height in [1, 4, 100] {
      let pairs = LocalSearch.pairsOfGroups(sizes, height: height)
      for row in groups.indices {
        for column in groups.indices.dropFirst(row + 1) {
          let times = pairs.count { $0.contains(row, column) }
          #expect(times == (groups[row] == groups[column] ? 0 : 1))
        }
      }
    }
  }

  private static func faces(_ count: Int) throws -> EmbeddingMatrix {
    let faces = SyntheticFaces(faces: count, dimension: 32, seed: 3).matrix(rows: 0..<count)
    try faces.normalize(path: "faces", firstRow: 0)
    return faces
  }

  private static func expected(
    _ row: Int, _ sizes: [Int], most: Int, least: Float = 0.3, of faces: EmbeddingMatrix
  ) -> [Neighbor] {
    let groups = sizes.indices.flatMap { Array(repeating: $0, count: sizes[$0]) }
    return Array(
      groups.indices.filter { groups[$0] != groups[row] }
        .map { Neighbor(index: UInt32($0), similarity: Similarity.of(faces[row], faces[$0])) }
        .filter { $0.similarity >= least }.sorted(by: >).prefix(most))
  }
}
