import Embeddings
import Foundation
import Storage
import TestFiles
import Testing

/// Several files as one input.
@Suite struct EmbeddingFilesTests {
  private let folder: TemporaryFolder
  private let values: [Float] = (0..<30).map { Float($0 % 7) * 0.25 + 0.5 }

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, rows: Range<Int>) throws -> String {
    try folder.write(name, bytes(Array(values[3 * rows.lowerBound..<3 * rows.upperBound])))
  }

  private func normalized(
    _ files: EmbeddingFiles, _ range: Range<Int>
  ) throws -> (rows: [[Float]], checksum: UInt64) {
    let matrix = EmbeddingMatrix(rows: range.count, dimension: 3)
    try files.read(rows: range, into: matrix)
    let checksum = matrix.checksum(firstRow: range.lowerBound)
    try files.normalize(rows: range, in: matrix)
    return (matrix.asArrays, checksum)
  }

  @Test func rowsAndChecksumsAreThoseOfOneFile() throws {
    let whole = try EmbeddingFiles([write("all.bin", rows: 0..<10)], dimension: 3)
    let parts = try EmbeddingFiles(
      [
        write("a.bin", rows: 0..<4), write("b.bin", rows: 4..<5), write("c.bin", rows: 5..<10),
      ], dimension: 3)
    #expect(parts.faces == 10 && parts.dimension == 3)
    for start in 0...10 {
      for end in start...10 {
        let (one, several) = (
          try normalized(whole, start..<end), try normalized(parts, start..<end)
        )
        #expect(one == several)
      }
    }
  }

  /// What a worker without photos writes.
  @Test(arguments: [0, 1, 2]) func aPartWithoutRowsIsTaken(place: Int) throws {
    let empty = try folder.write("e.npy", NumpyFile.array("<f4", "(0, 3)"))
    var paths = [try write("a.bin", rows: 0..<4), try write("b.bin", rows: 4..<10)]
    paths.insert(empty, at: place)
    let whole = try EmbeddingFiles([write("all.bin", rows: 0..<10)], dimension: 3)
    let parts = try EmbeddingFiles(paths, dimension: 3)
    #expect(parts.faces == 10 && parts.notices == ["\(empty): has no rows; others have"])
    for range in [0..<10, 2..<5, 4..<4, 9..<10] {
      let (one, several) = (try normalized(whole, range), try normalized(parts, range))
      #expect(one == several)
    }
  }

  @Test func partsWithoutAnyRowAreRefused() throws {
    let paths = try ["e.npy", "f.npy"].map {
      try folder.write($0, NumpyFile.array("<f4", "(0, 3)"))
    }
    for count in 1...2 {
      let error = #expect(throws: FileError.self) {
        try EmbeddingFiles(Array(paths.prefix(count)), dimension: nil)
      }
      #expect(error?.path == paths[0] && error?.problem == "has no rows")
    }
    let other = try folder.write("g.npy", NumpyFile.array("<f4", "(0, 2)"))
    let error = #expect(throws: FileError.self) {
      try EmbeddingFiles([write("a.bin", rows: 0..<4), other], dimension: 3)
    }
    #expect(error?.path == other)
  }

  @Test func filesOfOtherColumnsAreRefusedByName() throws {
    let first = try folder.write(
      "a.npy", NumpyFile.array("<f4", "(2, 3)", bytes(Array(values[..<6]))))
    let second = try folder.write(
      "b.npy", NumpyFile.array("<f4", "(3, 2)", bytes(Array(values[..<6]))))
    let error = #expect(throws: FileError.self) {
      try EmbeddingFiles([first, second], dimension: nil)
    }
    #expect(error?.path == second)
    #expect(error?.problem.contains("has 2 columns, but \(first) has 3") == true)
  }

  @Test func aBadValueIsNamedByItsOwnFileAndRow() throws {
    let first = try write("a.bin", rows: 0..<4)
    var bad = values
    bad[3 * 6 + 1] = .nan
    let second = try folder.write("b.bin", bytes(Array(bad[12..<30])))
    let files = try EmbeddingFiles([first, second], dimension: 3)
    let error = #expect(throws: FileError.self) { try normalized(files, 1..<9) }
    #expect(error?.path == second)
    #expect(error?.problem.contains("row 2, column 1") == true, "\(error?.problem ?? "")")
  }
}
