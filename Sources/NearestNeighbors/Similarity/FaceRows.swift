import CMemory
import Embeddings

/// Rows of normalized faces in memory that somebody else owns and keeps alive: the handle that the
/// hot loops work on.
package struct FaceRows: @unchecked Sendable {
  /// `count * dimension` floats, row after row.
  package let values: UnsafePointer<Float>
  package let count: Int
  package let dimension: Int
  /// The row in the whole input of the first row here, where they follow each other there too.
  private let firstFace: Int
  /// The row in the whole input of each row here, where they do not.
  private let numbers: UnsafePointer<UInt32>?

  package init(
    values: UnsafePointer<Float>, count: Int, dimension: Int, firstFace: Int,
    numbers: UnsafePointer<UInt32>? = nil
  ) {
    self.values = values
    self.count = count
    self.dimension = dimension
    self.firstFace = firstFace
    self.numbers = numbers
  }

  /// The rows of a matrix that the caller keeps.
  ///
  /// - Parameter firstFace: the row in the whole input of the first row.
  package init(_ matrix: EmbeddingMatrix, firstFace: Int = 0) {
    self.init(
      values: matrix.values, count: matrix.rows, dimension: matrix.dimension, firstFace: firstFace)
  }

  package subscript(row: Int) -> UnsafePointer<Float> { values + row * dimension }

  /// The row in the whole input of a row here.
  func number(_ row: Int) -> UInt32 { numbers?[row] ?? UInt32(firstFace + row) }

  /// Copies of some rows, one row after another, of which `withRows` makes rows again.
  package func copied(_ chosen: [UInt32]) -> [Float] { copied(chosen, coordinates: 0..<dimension) }

  /// Some coordinates of some rows, one row after another.
  func copied(_ chosen: [UInt32], coordinates: Range<Int>) -> [Float] {
    let width = coordinates.count
    return [Float](unsafeUninitializedCapacity: chosen.count * width) { buffer, count in
      for (place, row) in chosen.enumerated() {
        if place + Self.askedAhead < chosen.count {
          // Rows that lie anywhere.
          prefetch(
            self[Int(chosen[place + Self.askedAhead])] + coordinates.lowerBound,
            width * MemoryLayout<Float>.stride)
        }
        let values = UnsafeBufferPointer(
          start: self[Int(row)] + coordinates.lowerBound, count: width)
        _ = buffer[place * width..<(place + 1) * width].initialize(fromContentsOf: values)
      }
      count = chosen.count * width
    }
  }

  /// How many rows ahead a row is asked for that is copied.
  private static let askedAhead = 2
}

extension [Float] {
  /// Calls `body` with the rows that lie one after another here, numbered from 0.
  package func withRows<Result, Failure: Error>(
    dimension: Int, _ body: (FaceRows) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeBufferPointer { (values) throws(Failure) in
      try body(
        FaceRows(
          // Where there are none nobody reads them.
          values: values.baseAddress ?? Self.nowhere, count: values.count / dimension,
          dimension: dimension, firstFace: 0))
    }
  }

  private static var nowhere: UnsafePointer<Float> {
    UnsafePointer(bitPattern: MemoryLayout<Float>.alignment)!
  }
}
