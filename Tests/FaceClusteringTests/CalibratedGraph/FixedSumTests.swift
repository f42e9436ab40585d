import CSimilarity
import NearestNeighbors
import Testing

@testable import FaceClustering

@Suite struct FixedSumTests {
  /// Multiples of 2^-36, whatever the order: negative ones, too, and those that are rounded.
  @Test(arguments: [1, -1, 0.37, -3.9])
  func aFaceTimesAFactorIsAddedAsItsRoundedComponents(factor: Double) {
    let face: [Float] = [0, 0.5, -0.25, 0.123_456_7, -0.987_654_3, 1e-9, -1e-12]
    var sum = [Int64](repeating: 7, count: face.count)
    FixedSum.add(face, times: factor, to: &sum, dimension: face.count)
    for (column, value) in face.enumerated() {
      let exact = factor * Double(value)
      #expect(abs(FixedSum.value(sum[column] - 7) - exact) <= 0x1p-37)
      #expect(abs(sum[column] - 7 - FixedSum.of(exact)) <= 1)
    }
  }

  @Test func ofTwoEquallyNearMultiplesTheEvenOneIsAdded() {
    let face: [Float] = [0x1p-37, 3 * 0x1p-37, 5 * 0x1p-37, -0x1p-37, -3 * 0x1p-37]
    var sum = [Int64](repeating: 0, count: face.count)
    FixedSum.add(face, to: &sum, dimension: face.count)
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
        FixedSum.add(chosen[...], of: rows, times: $0, to: &together)
      }
      for (face, factor) in zip(chosen, factors) {
        FixedSum.add(rows[Int(face)], times: factor, to: &single, dimension: dimension)
      }
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
