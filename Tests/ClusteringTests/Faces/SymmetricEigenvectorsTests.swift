import Testing
import Threads

@testable import Clustering

@Suite struct SymmetricEigenvectorsTests {
  private func matrix(_ n: Int, rank: Int) -> [Double] {
    let draws = RandomDraws(seed: 5, purpose: UInt64(n))
    let parts = (0..<n * rank).map { Double(draws.number($0, below: 2001) - 1000) / 1000 }
    return (0..<n * n).map { place in
      (0..<rank).reduce(0) {
        $0 + parts[place / n * rank + $1] * parts[place % n * rank + $1] * ($1 % 3 == 0 ? -1 : 1)
      }
    }
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 3), (10, 10), (40, 40), (40, 5), (33, 0)])
  func eachVectorIsTurnedIntoAMultipleOfItself(n: Int, rank: Int) {
    let a = matrix(n, rank: rank)
    let found = SymmetricEigenvectors(a, n: n, Workers(count: 1))
    let vectors = found.vectors(0..<n)
    #expect(found.values == found.values.sorted())
    for place in 0..<n {
      let vector = Array(vectors[place * n..<(place + 1) * n])
      for row in 0..<n {
        let product = (0..<n).reduce(0) { $0 + a[row * n + $1] * vector[$1] }
        #expect(abs(product - found.values[place] * vector[row]) < 1e-11 * Double(n))
      }
      for other in 0...place {
        let inner = (0..<n).reduce(0) { $0 + vector[$1] * vectors[other * n + $1] }
        #expect(abs(inner - (other == place ? 1 : 0)) < 1e-12 * Double(n + 5))
      }
    }
  }

  /// What rounding leaves of a matrix of low rank shrinks beyond all numbers; nothing of that may become infinite.
  @Test(arguments: [(82, 1, 1.0), (120, 2, 1.0), (200, 3, 1e-9), (120, 2, 1e9)])
  func aMatrixOfFewDifferentRowsIsUnderstood(n: Int, kinds: Int, scale: Double) throws {
    // The similarities of faces of so many kinds, numbered without order.
    let draws = RandomDraws(seed: 7, purpose: UInt64(n))
    let kind = (0..<n).map { draws.number($0, below: kinds) }
    let a = (0..<n * n).map { place in
      kind[place / n] == kind[place % n] ? scale : 0.1353352832366127 * scale
    }
    let form = TridiagonalForm(a, n: n, Workers(count: 1))
    let numbers = form.diagonal + form.beside + form.reflections.map(\.scale)
    let areFinite = numbers.allSatisfy { $0.isFinite }
    try #require(areFinite)
    let found = SymmetricEigenvectors(a, n: n, Workers(count: 1))
    #expect(found.values.count { $0.magnitude > 1e-12 * Double(n) * scale } == kinds)
    #expect(abs(found.values.reduce(0, +) - Double(n) * scale) < 1e-12 * Double(n) * scale)
    let vectors = found.vectors(n - kinds..<n)
    for place in 0..<kinds {
      let vector = Array(vectors[place * n..<(place + 1) * n])
      for row in 0..<n {
        let product = (0..<n).reduce(0) { $0 + a[row * n + $1] * vector[$1] }
        let expected = found.values[n - kinds + place] * vector[row]
        #expect(abs(product - expected) < 1e-11 * Double(n) * scale)
      }
    }
  }

  @Test func theValuesAreThoseOfAKnownMatrix() {
    // A path of four nodes: 2 - 2 cos(πk/4).
    let path: [Double] = [1, -1, 0, 0, -1, 2, -1, 0, 0, -1, 2, -1, 0, 0, -1, 1]
    let found = SymmetricEigenvectors(path, n: 4, Workers(count: 1)).values
    let expected = [0, 2 - 2.0.squareRoot(), 2, 2 + 2.0.squareRoot()]
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  @Test func vectorsComeOneByOneAndInAnyOrder() {
    let found = SymmetricEigenvectors(matrix(30, rank: 30), n: 30, Workers(count: 1))
    let all = found.vectors(0..<30)
    let places = [29, 0, 5, 5, 17, 3, 9, 11, 2, 28]
    let expected = places.flatMap { all[$0 * 30..<($0 + 1) * 30] }
    #expect(found.vectors(places) == expected)
    #expect(found.vectors([]).isEmpty)
  }

  /// V Vᵀ x = x, and each coefficient is an inner product.
  @Test(arguments: [1, 2, 7, 8, 25])
  func aVectorIsTheSumOfItsPartsOfEigenvectors(n: Int) {
    let found = SymmetricEigenvectors(matrix(n, rank: 3), n: n, Workers(count: 1))
    let vectors = found.vectors(0..<n)
    let x = (0..<n).map { Double($0 * $0 % 7) - 2.5 }
    let coefficients = found.coefficients(of: x)
    for place in 0..<n {
      let inner = (0..<n).reduce(0) { $0 + vectors[place * n + $1] * x[$1] }
      #expect(abs(coefficients[place] - inner) < 1e-12 * Double(n + 5))
    }
    let sum = found.combination(coefficients)
    #expect(zip(sum, x).allSatisfy { abs($0 - $1) < 1e-12 * Double(n + 5) })
  }

  @Test func threadsChangeNoBit() {
    let a = matrix(300, rank: 300)
    let (one, three) = (
      SymmetricEigenvectors(a, n: 300, Workers(count: 1)),
      SymmetricEigenvectors(a, n: 300, Workers(count: 3))
    )
    #expect(one.values == three.values)
    #expect(one.vectors(290..<300) == three.vectors(290..<300))
  }
}
