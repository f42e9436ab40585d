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
}
