import Embeddings
import Storage
import TestFiles
import Testing

@testable import FaceClustering

/// Faces that are read by several threads.
@Suite struct SourceTests {
  private static let (rows, dimension) = (3000, 5)

  /// A source of two files, with some rows of zeros, by their numbers as files count them.
  private func source(
    in folder: TemporaryFolder, zerosInFirst: [Int] = [], zerosInSecond: [Int] = []
  ) throws -> Source {
    var options = ClusteringOptions()
    options.dimension = Self.dimension
    for (name, rows, zeros) in [("first", 1700, zerosInFirst), ("second", 1300, zerosInSecond)] {
      var values = (0..<rows * Self.dimension).map { Float($0 * 7919 % 1009) - 500.5 }
      for row in zeros {
        values.replaceSubrange(
          row * Self.dimension..<(row + 1) * Self.dimension,
          with: repeatElement(0, count: Self.dimension))
      }
      options.features.append(try folder.write("\(name).bin", bytes(values)))
    }
    return try Source(options)
  }

  @Test func threadsChangeNeitherRowsNorChecksums() throws {
    let folder = try TemporaryFolder()
    let source = try source(in: folder)
    let range = 10..<Self.rows
    func read(threads: Int) throws -> (values: [Float], Source.Checksums) {
      let matrix = EmbeddingMatrix(rows: range.count, dimension: Self.dimension)
      let sums = try source.read(range, into: matrix, earlier: 1500, threads: threads)
      let values = UnsafeBufferPointer(start: matrix.values, count: range.count * Self.dimension)
      return (Array(values), sums)
    }
    let (values, sums) = try read(threads: 1)
    #expect(sums.all != sums.earlier)
    let lengths = (0..<range.count).map { row in
      values[row * Self.dimension..<(row + 1) * Self.dimension].reduce(0) { $0 + $1 * $1 }
    }
    #expect(lengths.allSatisfy { abs($0 - 1) < 1e-5 })
    for threads in [2, 3, 8] {
      let (others, otherSums) = try read(threads: threads)
      #expect(others == values)
      #expect(otherSums.all == sums.all && otherSums.earlier == sums.earlier)
    }
  }

  @Test func theFirstRowThatCannotBeUsedIsNamed() throws {
    let folder = try TemporaryFolder()
    let source = try source(in: folder, zerosInFirst: [1699], zerosInSecond: [0, 700])
    for (range, name, row) in [
      (0..<Self.rows, "first.bin", 1699), (1700..<Self.rows, "second.bin", 0),
      (1800..<Self.rows, "second.bin", 700),
    ] {
      for threads in [1, 3] {
        let matrix = EmbeddingMatrix(rows: range.count, dimension: Self.dimension)
        let error = #expect(throws: FileError.self) {
          _ = try source.read(range, into: matrix, threads: threads)
        }
        #expect(error?.path.hasSuffix(name) == true)
        #expect(error?.problem.hasPrefix("row \(row) (counted from 0) is all zeros") == true)
      }
    }
  }
}
