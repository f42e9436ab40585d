import Embeddings
import Foundation
import Storage
import TestFiles
import Testing

extension EmbeddingMatrix {
  var asArrays: [[Float]] {
    (0..<rows).map { row in (0..<dimension).map { self[row][$0] } }
  }
}

@Suite struct EmbeddingFileTests {
  private let folder: TemporaryFolder
  private let values: [Float] = (0..<15).map { Float($0) * 0.25 - 1 }
  private var expected: [[Float]] { (0..<5).map { Array(values[3 * $0..<3 * $0 + 3]) } }
  /// The rows of a `.fvecs` file.
  private var vectors: [UInt8] { expected.flatMap { bytes([Int32(3)]) + bytes($0) } }

  init() throws { folder = try TemporaryFolder() }

  private func expectEveryRange(_ file: EmbeddingFile) throws {
    #expect(file.faces == 5 && file.dimension == 3 && file.notices.isEmpty)
    for start in 0...5 {
      for end in start...5 {
        #expect(try file.read(rows: start..<end).asArrays == Array(expected[start..<end]))
      }
    }
  }

  @Test func rawRowsAreReadByAnyRange() throws {
    let path = try folder.write("x.bin", bytes(values))
    try expectEveryRange(EmbeddingFile(path, dimension: 3))
  }

  @Test(arguments: [1, 2, 3] as [UInt8]) func numpyArraysOfEveryVersionAreRead(version: UInt8)
    throws
  {
    let array = NumpyFile.array("<f4", "(5, 3)", bytes(values), version: version)
    try expectEveryRange(EmbeddingFile(folder.write("x.npy", array), dimension: nil))
  }

  @Test(arguments: [">f4", ">f8", "<f8"]) func anyByteOrderAndDoublesAreRead(type: String) throws {
    let words =
      type.hasSuffix("8")
      ? values.map { bytes([Double($0)]) } : values.map { bytes([$0]) }
    let data = words.flatMap { type.hasPrefix(">") ? $0.reversed() : $0 }
    let path = try folder.write("x.npy", NumpyFile.array(type, "(5, 3)", data))
    try expectEveryRange(EmbeddingFile(path, dimension: 3))
  }

  @Test func halfPrecisionNumbersAreExact() throws {
    // 1, -2, 65504, the smallest subnormal, 0.333251953125, -0.
    let halves: [UInt16] = [0x3C00, 0xC000, 0x7BFF, 0x0001, 0x3555, 0x8000]
    for (type, data) in [("<f2", bytes(halves)), (">f2", bytes(halves.map(\.byteSwapped)))] {
      let path = try folder.write("x.npy", NumpyFile.array(type, "(2, 3)", data))
      let rows = try EmbeddingFile(path, dimension: nil).read(rows: 0..<2).asArrays
      #expect(rows == [[1, -2, 65504], [0x1p-24, 0.333_251_953_125, 0]])
    }
  }

  @Test func vectorsWithTheirOwnDimensionAreRead() throws {
    try expectEveryRange(EmbeddingFile(folder.write("x.fvecs", vectors), dimension: nil))
  }

  @Test func aRowOfAnotherDimensionIsNamed() throws {
    var data = vectors
    data[3 * 16] = 4
    let embeddings = try EmbeddingFile(folder.write("x.fvecs", data), dimension: nil)
    let error = #expect(throws: FileError.self) { _ = try embeddings.read(rows: 2..<5) }
    #expect(error?.description.contains("row 3") == true)
  }
}

@Suite struct NormalizationTests {
  @Test(arguments: [1, 7, 8, 9, 256]) func rowsGetUnitLength(dimension: Int) throws {
    let faces = SyntheticFaces(faces: 5, dimension: 300, seed: 3).matrix(rows: 0..<5).asArrays
    let scaled = faces.map { $0.prefix(dimension).map { $0 * 1e18 } }
    let matrix = EmbeddingMatrix(scaled.map(Array.init))
    try matrix.normalize(path: "faces", firstRow: 0)
    for (row, original) in zip(matrix.asArrays, scaled) {
      let length = original.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      for (value, raw) in zip(row, original) {
        #expect(abs(Double(value) - Double(raw) / length) < 1e-7)
      }
    }
  }

  @Test func theChecksumDependsOnTheOrderOfRowsButNotOnTheShards() throws {
    let faces = SyntheticFaces(faces: 50, dimension: 9, seed: 3)
    let whole = faces.matrix(rows: 0..<50).checksum(firstRow: 0)
    for ranks in [2, 3, 7, 60] {
      let layout = ShardLayout(faces: 50, ranks: ranks)
      let parts = (0..<ranks).map { rank in
        let range = layout.range(of: rank)
        return faces.matrix(rows: range).checksum(firstRow: range.lowerBound)
      }
      #expect(parts.reduce(0, &+) == whole)
    }
    #expect(faces.matrix(rows: 0..<50).checksum(firstRow: 1) != whole)
  }
}

@Suite struct ShardLayoutTests {
  @Test(arguments: [0, 1, 5, 16, 17], [1, 2, 3, 8]) func rangesCoverAllRowsEvenly(
    faces: Int, ranks: Int
  ) {
    let layout = ShardLayout(faces: faces, ranks: ranks)
    let ranges = (0..<ranks).map(layout.range(of:))
    #expect(ranges.flatMap(Array.init) == Array(0..<faces))
    #expect(layout.counts.max()! - layout.counts.min()! <= 1)
  }
}

@Suite struct SyntheticFacesTests {
  private let faces = SyntheticFaces(faces: 3000, dimension: 64, seed: 5)

  @Test func facesOfAnIdentityAreSimilarAndOthersAreNot() {
    let rows = faces.matrix(rows: 0..<600).asArrays
    var same: [Float] = []
    var different: [Float] = []
    for i in 0..<600 {
      for j in 0..<i {
        let cosine = zip(rows[i], rows[j]).reduce(0) { $0 + $1.0 * $1.1 }
        if faces.label(ofRow: i) == faces.label(ofRow: j) {
          same.append(cosine)
        } else {
          different.append(cosine)
        }
      }
    }
    let median = same.sorted()[same.count / 2]
    #expect(median > 0.6 && median < 0.85)
    #expect(abs(different.reduce(0, +) / Float(different.count)) < 0.05)
  }

  /// Several are made at a time.
  @Test(arguments: [64, 10]) func aFaceIsTheSameWithAndWithoutOthers(intrinsicDimension: Int) {
    let faces = SyntheticFaces(
      faces: 3000, dimension: 64, intrinsicDimension: intrinsicDimension, seed: 5)
    let rows = faces.matrix(rows: 100..<207).asArrays
    for row in 100..<207 {
      #expect(faces.matrix(rows: row..<row + 1).asArrays == [rows[row - 100]])
    }
  }

  @Test func rowsHaveUnitLength() {
    for row in faces.matrix(rows: 100..<200).asArrays {
      #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
    }
  }

  @Test func identitiesAreSpreadOverTheRowsAndHaveManySizes() {
    let labels = (0..<3000).map(faces.label(ofRow:))
    let sizes = Dictionary(grouping: labels, by: { $0 }).mapValues(\.count)
    #expect((15...120).contains(sizes.count))
    #expect(Set(sizes.values).count > 10)
    #expect(zip(labels, labels.dropFirst()).filter { $0 == $1 }.count < 600)
  }

  /// Identities 2 i and 2 i + 1 are the pairs.
  @Test(arguments: [(0.0, -0.1...0.1), (1.0, 0.5...0.75)])
  func confusableIdentitiesAreSimilarInPairs(share: Double, similarity: ClosedRange<Double>) {
    var character = SyntheticFaces.Character()
    character.confusableShare = share
    let faces = SyntheticFaces(faces: 400, dimension: 64, character: character, seed: 5)
    let rows = faces.matrix(rows: 0..<400).asArrays
    var cosines: [Float] = []
    for i in 0..<400 {
      for j in 0..<i where faces.label(ofRow: i) ^ 1 == faces.label(ofRow: j) {
        cosines.append(zip(rows[i], rows[j]).reduce(0) { $0 + $1.0 * $1.1 })
      }
    }
    #expect(cosines.count > 100)
    #expect(similarity.contains(Double(cosines.reduce(0, +)) / Double(cosines.count)))
  }

  @Test func aSmallIntrinsicDimensionLeavesASubspace() {
    let rows = SyntheticFaces(faces: 12, dimension: 40, intrinsicDimension: 3, seed: 1)
      .matrix(rows: 0..<12).asArrays.map { $0.map(Double.init) }
    var basis: [[Double]] = []
    for row in rows {
      var rest = row
      for unit in basis {
        let part = zip(rest, unit).reduce(0) { $0 + $1.0 * $1.1 }
        rest = zip(rest, unit).map { $0 - part * $1 }
      }
      let length = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length > 1e-3 { basis.append(rest.map { $0 / length }) }
    }
    #expect(basis.count == 3)
    #expect(rows[0].allSatisfy { $0 != 0 })
  }
}

@Suite struct RowPermutationTests {
  @Test(arguments: [1, 2, 5, 64, 1000]) func everyPlaceHasOneRow(count: Int) {
    let order = RowPermutation(count: count, seed: 7)
    #expect(Set((0..<count).map { order[$0] }) == Set(0..<count))
    for row in 0..<count { #expect(order.row(at: order[row]) == row) }
  }
}
