import Foundation

/// Rows of float32 embeddings in memory, one after another; memory of its own is aligned to 64 bytes.
///
/// The rows are written while one owner fills the matrix and only read afterwards.
public final class EmbeddingMatrix: @unchecked Sendable {
  /// The number of rows, one for each face.
  public let rows: Int
  /// The number of columns.
  public let dimension: Int
  /// `rows * dimension` floats.
  package let values: UnsafeMutablePointer<Float>
  /// What the memory belongs to; nil: the matrix itself.
  private let owner: AnyObject?

  /// A matrix of zeros.
  public convenience init(rows: Int, dimension: Int) {
    precondition(rows >= 0 && dimension > 0)
    let zeros = ZeroedMemory(floats: rows * dimension)
    self.init(rows: rows, dimension: dimension, at: zeros.values, of: zeros)
  }

  /// A matrix whose rows have no values as yet; all of them are to be written before they are read.
  package init(uninitializedRows rows: Int, dimension: Int) {
    precondition(rows >= 0 && dimension > 0)
    self.rows = rows
    self.dimension = dimension
    let bytes = max(rows * dimension, 1) * MemoryLayout<Float>.stride
    values = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: Float.self, capacity: rows * dimension)
    owner = nil
  }

  /// A matrix of given rows, all as long as the first.
  public convenience init(_ rows: [[Float]]) {
    self.init(rows: rows.count, dimension: max(1, rows.first?.count ?? 1))
    for (row, columns) in rows.enumerated() {
      precondition(columns.count == dimension, "rows of different length")
      columns.withUnsafeBufferPointer {
        (values + row * dimension).update(from: $0.baseAddress!, count: dimension)
      }
    }
  }

  /// A matrix in memory that something else has and gives back; it is kept alive as long.
  package init(
    rows: Int, dimension: Int, at values: UnsafeMutablePointer<Float>, of owner: AnyObject
  ) {
    precondition(rows >= 0 && dimension > 0)
    self.rows = rows
    self.dimension = dimension
    self.values = values
    self.owner = owner
  }

  /// Some rows as a matrix in the same memory.
  package func part(_ range: Range<Int>) -> EmbeddingMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows)
    return EmbeddingMatrix(
      rows: range.count, dimension: dimension, at: values + range.lowerBound * dimension, of: self)
  }

  deinit {
    if owner == nil { UnsafeMutableRawPointer(values).deallocate() }
  }

  /// Replaces a row.
  ///
  /// - Precondition: the row has `dimension` columns.
  public func write(_ columns: Span<Float>, toRow row: Int) {
    precondition(row >= 0 && row < rows && columns.count == dimension)
    columns.withUnsafeBufferPointer {
      (values + row * dimension).update(from: $0.baseAddress!, count: dimension)
    }
  }

  /// Adds to a row.
  ///
  /// - Precondition: the row has `dimension` columns.
  package func add(_ columns: Span<Float>, toRow row: Int) {
    precondition(row >= 0 && row < rows && columns.count == dimension)
    for column in 0..<dimension { values[row * dimension + column] += columns[column] }
  }

  /// One row.
  public subscript(row: Int) -> Span<Float> {
    @_lifetime(borrow self) get {
      precondition(row >= 0 && row < rows)
      let span = Span(_unsafeStart: values + row * dimension, count: dimension)
      return _overrideLifetime(span, borrowing: self)
    }
  }
}

/// Memory whose bytes are zeros. What the system hands out for a large piece is that already, so nothing is written.
private final class ZeroedMemory {
  /// Aligned as memory of a matrix is.
  let values: UnsafeMutablePointer<Float>
  private let start: UnsafeMutableRawPointer

  private static let alignment = 64

  init(floats: Int) {
    let bytes = floats * MemoryLayout<Float>.stride + Self.alignment
    guard let start = calloc(bytes, 1) else { fatalError("no memory for \(bytes) bytes of rows") }
    self.start = start
    values = start.alignedUp(toMultipleOf: Self.alignment)
      .bindMemory(to: Float.self, capacity: floats)
  }

  deinit { free(start) }
}
