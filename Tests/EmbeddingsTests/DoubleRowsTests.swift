import Embeddings
import Foundation
import Storage
import TestFiles
import Testing

/// Rows of float64, also those that float32 has no numbers for.
@Suite struct DoubleRowsTests {
  private let folder: TemporaryFolder
  private let rows: [[Double]] = [
    [0.3, -0.4, 1.2], [5, 0, -12], [1, 1e-3, 1e-7], [-0.1, 0.1, 0.2],
  ]

  init() throws { folder = try TemporaryFolder() }

  private func normalized(_ rows: [[Double]]) throws -> [[Float]] {
    let array = NumpyFile.array("<f8", "(\(rows.count), 3)", bytes(rows.flatMap { $0 }))
    let file = try EmbeddingFile(folder.write("x.npy", array), dimension: nil)
    let matrix = try file.read(rows: 0..<rows.count)
    try matrix.normalize(path: "x.npy", firstRow: 0)
    return matrix.asArrays
  }

  @Test(arguments: [-1060, -300, -149, -126, -61, -60, 60, 61, 127, 128, 300, 1019])
  func aPowerOfTwoDoesNotChangeDirections(exponent: Int) throws {
    let usual = try normalized(rows)
    let scaled = try normalized(
      rows.map { $0.map { Double(sign: .plus, exponent: exponent, significand: $0) } })
    // Subnormal numbers are rounded more coarsely.
    let error: Float = exponent < -1000 ? 1e-4 : 0
    for (row, other) in zip(usual, scaled) {
      for (value, found) in zip(row, other) { #expect(abs(value - found) <= error) }
    }
  }

  @Test func rowsThatAreTooLargeForFloat32GetUnitLength() throws {
    let largest = Double.greatestFiniteMagnitude
    let tiny = Double.leastNonzeroMagnitude
    let found = try normalized([[largest, 0, 0], [0, tiny, 0], [largest, 1, largest]])
    let half = Float(0.5.squareRoot())
    #expect(found == [[1, 0, 0], [0, 1, 0], [half, 0, half]])
  }

  @Test func valuesOfFloat32GiveTheSameBits() throws {
    let floats = rows.map { $0.map(Float.init) }
    let matrix = EmbeddingMatrix(floats)
    try matrix.normalize(path: "", firstRow: 0)
    #expect(try normalized(floats.map { $0.map(Double.init) }) == matrix.asArrays)
  }

  @Test(arguments: [(Double.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
  func realNaNAndInfinityAreNamed(value: Double, text: String) throws {
    for other in [1, 1e300, 1e-300] {
      let error = #expect(throws: FileError.self) {
        try normalized([[1, 2, 3], [other, value, 0]])
      }
      #expect(error?.problem.contains("row 1, column 1 (both counted from 0) is \(text)") == true)
    }
  }

  @Test func aRowOfZerosIsNamed() throws {
    let error = #expect(throws: FileError.self) {
      try normalized([[1e-300, 0, 0], [0, -0.0, 0]])
    }
    #expect(error?.problem.contains("row 1 (counted from 0) is all zeros") == true)
  }
}
