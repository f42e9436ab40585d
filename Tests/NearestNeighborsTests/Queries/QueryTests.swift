import Embeddings
import Testing

@testable import NearestNeighbors

/// Searches of some faces among others.
@Suite struct QueryTests {
  @Test(arguments: SearchKernel.all.filter(\.isSupported))
  func queriesFindWhatBruteForceFinds(kernel: SearchKernel) {
    let all = RandomFaces(count: 300, dimension: 33, seed: 9, spread: 0.6)
    let (faces, queries) = (all.rows[..<280], all.rows[280...])
    let search = LocalSearch(
      SearchSettings(k: 7, minSimilarity: 0.5, threads: 2, kernel: kernel))
    let found = search.neighbors(
      of: EmbeddingMatrix(Array(queries)), among: EmbeddingMatrix(Array(faces)))
    let expected = (280..<300).map { query in
      all.neighborsByBruteForce(of: query, k: 301, minSimilarity: 0.5)
        .filter { $0.index < 280 }.prefix(7)
    }
    #expect(found.asArrays == expected.map(Array.init))
  }

  /// More rows and more queries than are compared at a time.
  @Test(arguments: SearchKernel.all.filter(\.isSupported))
  func manyQueriesFindWhatEachFindsAlone(kernel: SearchKernel) {
    let all = RandomFaces(count: 1610, dimension: 20, seed: 12, spread: 0.6)
    let (faces, queries) = (EmbeddingMatrix(Array(all.rows[..<1000])), Array(all.rows[1000...]))
    let search = LocalSearch(
      SearchSettings(k: 2, minSimilarity: 0.1, threads: 2, kernel: kernel))
    let found = search.neighbors(of: EmbeddingMatrix(queries), among: faces)
    for query in stride(from: 0, to: queries.count, by: 13) {
      let expected = all.neighborsByBruteForce(of: 1000 + query, k: 1611, minSimilarity: 0.1)
        .filter { $0.index < 1000 }.prefix(2)
      #expect(Array(found[query]) == Array(expected))
    }
  }

  @Test func aQueryThatIsOneOfTheFacesFindsItFirst() throws {
    let faces = EmbeddingMatrix([[3, 4], [4, 3], [-1, 0]])
    try faces.normalize(path: "three faces", firstRow: 0)
    let search = LocalSearch(SearchSettings(k: 1, minSimilarity: 0, threads: 1))
    #expect(search.neighbors(of: faces, among: faces).neighbors.map(\.index) == [0, 1, 2])
  }

  @Test func allFacesAmongThemselvesFindWhatBruteForceFinds() {
    let faces = RandomFaces(count: 200, dimension: 16, seed: 3)
    let search = LocalSearch(SearchSettings(k: 6, minSimilarity: 0.2, threads: 2))
    #expect(
      search.neighbors(of: EmbeddingMatrix(faces.rows)).asArrays
        == faces.neighborsByBruteForce(k: 6, minSimilarity: 0.2))
  }

  /// With the best face of each query left out, the others are as they were.
  @Test(arguments: SearchKernel.all.filter(\.isSupported))
  func aFaceThatIsExcludedIsNobodysNeighbor(kernel: SearchKernel) {
    let all = RandomFaces(count: 300, dimension: 33, seed: 9, spread: 0.6)
    let (faces, queries) = (Array(all.rows[..<280]), Array(all.rows[280...]))
    let expected = (280..<300).map { query in
      all.neighborsByBruteForce(of: query, k: 301, minSimilarity: 0.3).filter { $0.index < 280 }
    }
    #expect(expected.allSatisfy { $0.count > 4 })
    // Some exclude what is no face.
    let excluded = expected.enumerated().map { $0 % 5 == 0 ? UInt32.max : $1[$0 % 3].index }
    let matrix = EmbeddingMatrix(faces)
    let block = BlockSearch(
      rows: FaceRows(matrix), minSimilarity: 0.3, threads: 2, kernel: kernel)
    let found = NeighborLists(
      block.neighbors(ofRows: queries.flatMap { $0 }, k: 4, 0.3, excluding: excluded),
      firstFace: 0)
    for (query, excluded) in excluded.enumerated() {
      #expect(
        Array(found[query]) == Array(expected[query].filter { $0.index != excluded }.prefix(4)))
    }
    withExtendedLifetime(matrix) {}
  }

  @Test func noQueriesAndNoFacesFindNothing() {
    let some = EmbeddingMatrix([[1, 0]])
    let none = EmbeddingMatrix(rows: 0, dimension: 2)
    let search = LocalSearch(SearchSettings(k: 3, minSimilarity: -1, threads: 1))
    #expect(search.neighbors(of: none, among: some).count == 0)
    #expect(search.neighbors(of: some, among: none).asArrays == [[]])
  }

  /// However many ranks find however many neighbors for all queries at hand, which one of them receives.
  @Test func fewerQueriesAreAtHandWhereMuchArrives() {
    #expect(QuerySearch.queriesAtATime(k: 10, ranks: 4) == QuerySearch.queriesAtATime)
    for (k, ranks) in [(100, 10), (100, 100), (20, 800)] {
      let queries = QuerySearch.queriesAtATime(k: k, ranks: ranks)
      #expect(queries < QuerySearch.queriesAtATime && queries * k * ranks <= 1 << 22)
    }
    #expect(QuerySearch.queriesAtATime(k: 1000, ranks: 1000) > 100)
  }
}
