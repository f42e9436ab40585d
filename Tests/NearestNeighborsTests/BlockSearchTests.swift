import Testing

@testable import NearestNeighbors

@Suite struct BlockSearchTests {
  /// Sizes around the tiles of 256 x 1024, dimensions that are no multiple of anything.
  @Test(
    arguments: [(1, 3), (2, 1), (17, 16), (255, 5), (257, 19), (700, 33), (1100, 7)],
    SearchKernel.all.filter(\.isSupported))
  func listsAreThoseOfBruteForce(size: (count: Int, dimension: Int), kernel: SearchKernel) {
    let faces = RandomFaces(count: size.count, dimension: size.dimension, seed: 7, spread: 0.7)
    let expected = faces.neighborsByBruteForce(k: 10, minSimilarity: 0.6)
    for threads in [1, 3] {
      let found = faces.neighborsBySearch(
        k: 10, minSimilarity: 0.6, threads: threads, kernel: kernel)
      #expect(found.asArrays == expected)
    }
  }

  @Test(arguments: SearchKernel.all.filter(\.isSupported))
  func withoutAUsefulThresholdTheBestOfAllAreFound(kernel: SearchKernel) {
    let faces = RandomFaces(count: 600, dimension: 24, seed: 3)
    let found = faces.neighborsBySearch(k: 21, minSimilarity: -1, threads: 2, kernel: kernel)
    #expect(found.asArrays == faces.neighborsByBruteForce(k: 21, minSimilarity: -1))
    #expect(found.asArrays.allSatisfy { $0.count == 20 })
  }

  /// Small rectangles, one larger than any tile, and one on the diagonal.
  @Test(arguments: SearchKernel.all.filter(\.isSupported))
  func ofSomeRectanglesTheirPairsAreCompared(kernel: SearchKernel) {
    let faces = RandomFaces(count: 2600, dimension: 24, seed: 4, spread: 0.7)
    let rectangles = [(0..<9, 0..<40), (9..<14, 70..<71), (100..<2200, 2500..<2600)].map {
      PairRectangle(rows: $0.0, columns: $0.1)
    }
    func expected(_ face: Int) -> [Neighbor] {
      faces.neighborsByBruteForce(of: face, k: 3000, minSimilarity: 0.6).filter { neighbor in
        rectangles.contains { $0.contains(face, Int(neighbor.index)) }
      }
    }
    let lists = CandidateLists(rowCount: 2600, capacity: 2600) { _ in 0.6 }
    faces.rows.flatMap { $0 }.withUnsafeBufferPointer { values in
      let rows = FaceRows(
        values: values.baseAddress!, count: 2600, dimension: 24, firstFace: 0)
      let search = BlockSearch(rows: rows, minSimilarity: 0.6, threads: 2, kernel: kernel)
      search.compare(
        rectangles, lists, with: search.columns(rows, 0..<2600), lists, onlyAboveDiagonal: true
      ) { _ in }
    }
    let found = NeighborLists(lists, firstFace: 0)
    for face in [0, 5, 8, 9, 13, 14, 39, 40, 70, 71, 99, 100, 1500, 2199, 2200, 2499, 2500, 2599] {
      #expect(Array(found[face]) == expected(face), "\(face)")
    }
  }

  @Test func moreNeighborsThanFacesGivesAllOthers() {
    let faces = RandomFaces(count: 9, dimension: 6, seed: 1)
    let found = faces.neighborsBySearch(k: 100, minSimilarity: -1, threads: 2)
    #expect(found.asArrays.allSatisfy { $0.count == 8 })
    #expect(found.asArrays == faces.neighborsByBruteForce(k: 100, minSimilarity: -1))
  }

  @Test func kOfOneCountsOnlyTheFaceItself() {
    let faces = RandomFaces(count: 9, dimension: 6, seed: 1)
    #expect(faces.neighborsBySearch(k: 1, minSimilarity: -1, threads: 1).neighbors.isEmpty)
  }

  @Test func amongDuplicatesTheLowestIndicesWin() {
    var faces = RandomFaces(count: 40, dimension: 8, seed: 5)
    for row in 10..<40 { faces.rows[row] = faces.rows[row % 10] }
    let found = faces.neighborsBySearch(k: 3, minSimilarity: 0.9, threads: 2)
    #expect(found[35].map(\.index) == [5, 15])
    #expect(found[5].map(\.index) == [15, 25])
    #expect(found.asArrays == faces.neighborsByBruteForce(k: 3, minSimilarity: 0.9))
  }

  /// The threshold is exactly one of the similarities: that pair must stay, one unit more and it
  /// must go.
  @Test(arguments: SearchKernel.all.filter(\.isSupported))
  func aPairExactlyAtTheThresholdIsKept(kernel: SearchKernel) {
    let faces = RandomFaces(count: 30, dimension: 50, seed: 11, spread: 0.3)
    let similarity = faces.similarity(4, 8)
    let at = faces.neighborsBySearch(k: 30, minSimilarity: similarity, threads: 1, kernel: kernel)
    let above = faces.neighborsBySearch(
      k: 30, minSimilarity: similarity.nextUp, threads: 1, kernel: kernel)
    #expect(at[4].contains { $0.index == 8 } && at[8].contains { $0.index == 4 })
    #expect(!above[4].contains { $0.index == 8 } && !above[8].contains { $0.index == 4 })
  }
}
