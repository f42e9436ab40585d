import NearestNeighbors
import Testing

@Suite struct NeighborTests {
  @Test(
    arguments: [
      -1, -0.5, -Float.leastNonzeroMagnitude, 0, Float.leastNonzeroMagnitude, 0.58, 1, 1.0000001,
    ] as [Float])
  func packingKeepsIndexAndSimilarity(similarity: Float) {
    for index in [0, 1, 12_345, UInt32.max] {
      let neighbor = Neighbor(index: index, similarity: similarity)
      #expect(neighbor.index == index)
      #expect(neighbor.similarity == similarity)
    }
  }

  @Test func higherSimilarityIsBetterThenLowerIndex() {
    let order: [Neighbor] = [
      Neighbor(index: 9, similarity: 0.9), Neighbor(index: 2, similarity: 0.5),
      Neighbor(index: 7, similarity: 0.5), Neighbor(index: 1, similarity: 0),
      Neighbor(index: 3, similarity: -0.0), Neighbor(index: 0, similarity: -0.5),
    ]
    #expect(order.shuffled().sorted(by: >) == order)
  }
}

@Suite struct SimilarityTests {
  @Test func theSimilarityIsTheDotProductRoundedOnce() {
    for dimension in [1, 7, 16, 17, 31, 32, 100, 512] {
      let faces = RandomFaces(count: 2, dimension: dimension, seed: UInt64(dimension))
      let exact = zip(faces.rows[0], faces.rows[1]).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(Double(faces.similarity(0, 1)) - exact) <= 0x1p-24)
      #expect(faces.similarity(0, 1) == faces.similarity(1, 0))
    }
  }

  /// The documented order of the additions, written out: what every CPU must give to the last bit.
  @Test func theOrderOfSummationIsTheDocumentedOne() {
    let count = 75
    let a: [Float] = (0..<count).map { i in
      let scale: Float = i % 3 == 0 ? -0x1p40 : 0x1p-3
      return Float(1 + i * i) * scale
    }
    let b: [Float] = (0..<count).map { Float(7 + $0) * 0.1 }
    var lanes = [Double](repeating: 0, count: 16)
    for i in 0..<count { lanes[i % 16] += Double(a[i]) * Double(b[i]) }
    var width = 8
    while width > 0 {
      for lane in 0..<width { lanes[lane] += lanes[lane + width] }
      width /= 2
    }
    #expect(Similarity.of(a.span, b.span).bitPattern == Float(lanes[0]).bitPattern)
  }

  @Test(arguments: [1, 15, 16, 17, 48, 100])
  func allPairsHaveTheSimilaritiesOfEachPair(dimension: Int) {
    for count in 0..<12 {
      let faces = RandomFaces(count: count, dimension: dimension, seed: 5)
      let found = faces.rows.flatMap { $0 }.withUnsafeBufferPointer {
        Similarity.ofAllPairs(of: $0, dimension: dimension)
      }
      let expected = (0..<count).flatMap { a in
        (a + 1..<max(count, a + 1)).map { faces.similarity(a, $0) }
      }
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }
}
