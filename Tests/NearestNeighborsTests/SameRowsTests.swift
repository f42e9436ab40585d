import Testing

@testable import NearestNeighbors

/// Rows that are the same, whose product may be rounded to just below 1.
@Suite struct SameRowsTests {
  @Test(arguments: SearchKernel.all.filter(\.isSupported), [3, 37, 512])
  func areNeighborsAtTheHighestSimilarity(kernel: SearchKernel, dimension: Int) {
    var faces = RandomFaces(count: 60, dimension: dimension, seed: 3)
    let first = faces.rows
    // The same, and scaled, before they are normalized again.
    faces.rows += first
    faces.rows += first.map { RandomFaces.normalized($0.map { $0 * 3 }) }
    // Of many values rounding mostly cancels.
    #expect(dimension > 3 || (0..<60).contains { faces.similarity($0, $0) < 1 })
    let found = faces.neighborsBySearch(k: 9, minSimilarity: 1, threads: 1, kernel: kernel)
    for row in 0..<180 {
      #expect(
        found.asArrays[row].map { Int($0.index) }.sorted()
          == [row % 60, row % 60 + 60, row % 60 + 120].filter { $0 != row })
    }
  }

  @Test(arguments: SearchKernel.all.filter(\.isSupported))
  func rowsThatDifferAreNot(kernel: SearchKernel) {
    var faces = RandomFaces(count: 2, dimension: 64, seed: 4)
    faces.rows[1] = faces.rows[0]
    faces.rows[1][5] += 0.0005
    faces.rows[1] = RandomFaces.normalized(faces.rows[1])
    let similarity = faces.similarity(0, 1)
    #expect(similarity < 1 && similarity > 0.9999995)
    let found = faces.neighborsBySearch(k: 3, minSimilarity: 1, threads: 1, kernel: kernel)
    #expect(found.asArrays == [[], []])
  }

  /// Of rows that differ by as much as rounding may make, whichever comes first: which does depends on how many ranks
  /// there are.
  @Test(arguments: SearchKernel.all.filter(\.isSupported), [false, true])
  func areNeighborsInEitherOrder(kernel: SearchKernel, isReversed: Bool) {
    // A first value of 1/2, of which 2^-22 is just what the values differ by, and one just below.
    let rows: [[Float]] = [[0.5, 0.30008999, 0.81237060], [0.49999988, 0.30008996, 0.81237066]]
    var faces = RandomFaces(count: 2, dimension: 3, seed: 5)
    faces.rows = isReversed ? rows.reversed() : rows
    #expect(faces.similarity(0, 1) < 1)
    let found = faces.neighborsBySearch(k: 3, minSimilarity: 1, threads: 1, kernel: kernel)
    #expect(found.asArrays.map { $0.map(\.index) } == [[1], [0]])
  }
}
