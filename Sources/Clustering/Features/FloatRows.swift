import Threads

/// Rows of floats in memory, one after another.
package struct FloatRows: @unchecked Sendable {
  /// `count * dimension` floats.
  package let values: UnsafePointer<Float>
  /// The number of rows.
  package let count: Int
  /// The number of columns.
  package let dimension: Int
  /// What the memory belongs to.
  private let owner: AnyObject

  /// Rows in memory that something else has and gives back; it is kept alive as long.
  package init(values: UnsafePointer<Float>, count: Int, dimension: Int, owner: AnyObject) {
    self.values = values
    self.count = count
    self.dimension = dimension
    self.owner = owner
  }

  /// A copy of some rows.
  ///
  /// - Precondition: whole rows.
  package init(_ rows: [Float], dimension: Int) {
    precondition(rows.count % dimension == 0)
    let memory = Memory(count: rows.count) { buffer in _ = buffer.initialize(from: rows) }
    self.init(
      values: memory.values, count: rows.count / dimension, dimension: dimension, owner: memory)
  }

  /// Rows that are written by several threads, each in a place of its own.
  ///
  /// - Parameter write: writes all columns of a row, which are 0 at first.
  package init(
    count: Int, dimension: Int, workers: Workers,
    write: (_ row: Int, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    let memory = Memory(count: count * dimension) { buffer in
      buffer.initialize(repeating: 0)
      // Each row is one thread's.
      nonisolated(unsafe) let buffer = buffer
      workers.forEach(0..<count, by: 1024) { part, _, _ in
        for row in part {
          write(
            row,
            UnsafeMutableBufferPointer(rebasing: buffer[row * dimension..<(row + 1) * dimension]))
        }
      }
    }
    self.init(values: memory.values, count: count, dimension: dimension, owner: memory)
  }

  /// One row.
  subscript(row: Int) -> UnsafePointer<Float> { values + row * dimension }

  /// The values of one row.
  func row(_ row: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: self[row], count: dimension)
  }

  private final class Memory {
    let values: UnsafeMutablePointer<Float>

    init(count: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
      values = .allocate(capacity: max(1, count))
      fill(UnsafeMutableBufferPointer(start: values, count: count))
    }

    deinit { values.deallocate() }
  }
}

/// Sums over columns in an order of their own, so that they have the same bits on every machine.
enum Columns {
  /// The squared Euclidean distance of two rows.
  static func squaredDistance(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ dimension: Int
  ) -> Double {
    sum(dimension) { column in
      let difference = lanes(a, column) - lanes(b, column)
      return difference * difference
    } single: { column in
      let difference = Double(a[column]) - Double(b[column])
      return difference * difference
    }
  }

  /// The squared Euclidean distance of a row from a point of doubles.
  static func squaredDistance(
    _ a: UnsafePointer<Float>, _ point: UnsafePointer<Double>, _ dimension: Int
  ) -> Double {
    sum(dimension) { column in
      let difference =
        lanes(a, column)
        - UnsafeRawPointer(point + column).loadUnaligned(as: SIMD8<Double>.self)
      return difference * difference
    } single: { column in
      let difference = Double(a[column]) - point[column]
      return difference * difference
    }
  }

  /// The squared length of a row.
  static func squaredLength(_ a: UnsafePointer<Float>, _ dimension: Int) -> Double {
    sum(dimension) {
      lanes(a, $0) * lanes(a, $0)
    } single: {
      Double(a[$0]) * Double(a[$0])
    }
  }

  @inline(__always)
  private static func lanes(_ a: UnsafePointer<Float>, _ column: Int) -> SIMD8<Double> {
    SIMD8<Double>(UnsafeRawPointer(a + column).loadUnaligned(as: SIMD8<Float>.self))
  }

  /// Eight sums of every eighth column, added one after another, then what columns are left.
  @inline(__always)
  private static func sum(
    _ dimension: Int, eight: (Int) -> SIMD8<Double>, single: (Int) -> Double
  ) -> Double {
    var sums = SIMD8<Double>()
    var column = 0
    while column + 8 <= dimension {
      sums += eight(column)
      column += 8
    }
    var total = 0.0
    for lane in 0..<8 { total += sums[lane] }
    while column < dimension {
      total += single(column)
      column += 1
    }
    return total
  }
}
