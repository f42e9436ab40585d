import CSimilarity
import NearestNeighbors
import Testing

@testable import FaceClustering

@Suite struct FixedSumTests {
  /// Of as few terms as faces a cluster has mostly.
  private let fixed = FixedSum(terms: 30_000_000, upTo: FixedSum.mostOfProduct)

  /// The sum of as many equal terms as there may be faces is that of one times their number.
  @Test(arguments: [1, 1000, 33_000_000, 134_000_000, 1 << 31, Int(UInt32.max)], [1, 4.0])
  func sumsOfAllFacesFit(terms: Int, most: Double) {
    let fixed = FixedSum(terms: terms, upTo: most)
    for term in [most, -most, 0.37] {
      let (sum, overflows) = fixed.of(term).multipliedReportingOverflow(by: Int64(terms))
      #expect(!overflows)
      #expect(abs(fixed.value(sum) / (Double(terms) * term) - 1) < 1e-8)
    }
  }

  /// Of so few that they fit the unit is always the same, and so are results.
  @Test func theUnitIsLargerOnlyWhereManyTermsWouldNotFit() {
    let unit = 0x1p-36
    #expect(fixed.of(unit) == 1)
    #expect(FixedSum(terms: 134_000_000, upTo: FixedSum.mostOfUnitVector).of(unit) == 1)
    #expect(FixedSum(terms: 135_000_000, upTo: FixedSum.mostOfUnitVector).of(2 * unit) == 1)
    #expect(FixedSum(terms: 0, upTo: 1).of(unit) == 1)
  }

  /// Multiples of 2^-36, whatever the order: negative ones, too, and those that are rounded.
  @Test(arguments: [1, -1, 0.37, -3.9])
  func aFaceTimesAFactorIsAddedAsItsRoundedComponents(factor: Double) {
    let face: [Float] = [0, 0.5, -0.25, 0.123_456_7, -0.987_654_3, 1e-9, -1e-12]
    var sum = [Int64](repeating: 7, count: face.count)
    fixed.add(face, times: factor, to: &sum, dimension: face.count)
    for (column, value) in face.enumerated() {
      let exact = factor * Double(value)
      #expect(abs(fixed.value(sum[column] - 7) - exact) <= 0x1p-37)
      #expect(abs(sum[column] - 7 - fixed.of(exact)) <= 1)
    }
  }

  @Test func ofTwoEquallyNearMultiplesTheEvenOneIsAdded() {
    let face: [Float] = [0x1p-37, 3 * 0x1p-37, 5 * 0x1p-37, -0x1p-37, -3 * 0x1p-37]
    var sum = [Int64](repeating: 0, count: face.count)
    fixed.add(face, to: &sum, dimension: face.count)
    #expect(sum == [0, 2, 2, 0, -2])
  }

  /// By ones and by fours, some of factor 0, whose length is no multiple of a register's.
  @Test(arguments: [0, 1, 3, 4, 5, 9, 14])
  func facesThatAreAddedTogetherGiveTheSumsOfOneByOne(count: Int) {
    let dimension = 23
    let faces = (0..<12 * dimension).map { Float($0 * 37 % 101) / 101 - 0.5 }
    let chosen = (0..<count).map { UInt32($0 * 5 % 12) }
    var factors = (0..<count).map { (face: Int) -> Double in
      face % 4 == 2 ? 0 : Double(face * 11 % 17) / 5 - 1.3
    }
    var together = [Int64](repeating: -3, count: dimension)
    var single = together
    faces.withUnsafeBufferPointer { faces in
      let rows = FaceRows(
        values: faces.baseAddress!, count: 12, dimension: dimension, firstFace: 0)
      factors.withUnsafeMutableBufferPointer {
        fixed.add(chosen[...], of: rows, times: $0, to: &together)
      }
      for (face, factor) in zip(chosen, factors) {
        fixed.add(rows[Int(face)], times: factor, to: &single, dimension: dimension)
      }
      var plain = [[Int64]](repeating: [Int64](repeating: -3, count: dimension), count: 2)
      fixed.add(chosen[...], of: rows, to: &plain[0])
      for face in chosen { fixed.add(rows[Int(face)], to: &plain[1], dimension: dimension) }
      #expect(plain[0] == plain[1])
    }
    #expect(together == single)
  }

  /// Faces by ones and by fours, whose length is no multiple of a register's.
  @Test(arguments: [0, 1, 3, 4, 5, 9])
  func productsWithALineAreThoseOfFourLanes(count: Int) {
    let dimension = 23
    let line = (0..<dimension).map { 1 / Double($0 + 3) - 0.1 }
    let faces = (0..<12 * dimension).map { Float($0 * 37 % 101) / 101 - 0.5 }
    let chosen = (0..<count).map { UInt32($0 * 5 % 12) }
    var products = [Double](repeating: .nan, count: count)
    sums_of_products(line, faces, dimension, chosen, count, &products)
    let expected = chosen.map { face in
      var lanes = [Double](repeating: 0, count: 4)
      for column in 0..<dimension {
        lanes[column < dimension / 4 * 4 ? column % 4 : 0] +=
          line[column] * Double(faces[Int(face) * dimension + column])
      }
      return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
    }
    #expect(products == expected)
  }
}
