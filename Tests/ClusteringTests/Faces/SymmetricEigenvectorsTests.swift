import Testing

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
    let found = SymmetricEigenvectors(a, n: n)
    #expect(found.values == found.values.sorted())
    for place in 0..<n {
      let vector = Array(found.vectors[place * n..<(place + 1) * n])
      for row in 0..<n {
        let product = (0..<n).reduce(0) { $0 + a[row * n + $1] * vector[$1] }
        #expect(abs(product - found.values[place] * vector[row]) < 1e-11 * Double(n))
      }
      for other in 0...place {
        let inner = (0..<n).reduce(0) { $0 + vector[$1] * found.vectors[other * n + $1] }
        #expect(abs(inner - (other == place ? 1 : 0)) < 1e-12 * Double(n + 5))
      }
    }
  }

  @Test func theValuesAreThoseOfAKnownMatrix() {
    // A path of four nodes: 2 - 2 cos(πk/4).
    let path: [Double] = [1, -1, 0, 0, -1, 2, -1, 0, 0, -1, 2, -1, 0, 0, -1, 1]
    let found = SymmetricEigenvectors(path, n: 4).values
    let expected = [0, 2 - 2.0.squareRoot(), 2, 2 + 2.0.squareRoot()]
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-14 })
  }
}
