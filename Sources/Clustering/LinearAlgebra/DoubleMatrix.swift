import Threads

/// A dense matrix of doubles, row after row.
struct DoubleMatrix {
  let rows: Int
  let columns: Int
  var values: [Double]

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    values = [Double](repeating: 0, count: rows * columns)
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  var transposed: DoubleMatrix {
    var result = DoubleMatrix(rows: columns, columns: rows)
    for row in 0..<rows { for column in 0..<columns { result[column, row] = self[row, column] } }
    return result
  }

  /// The product with another one; each row is one thread's, so threads change no bit.
  func times(_ other: DoubleMatrix, _ workers: Workers) -> DoubleMatrix {
    precondition(columns == other.rows)
    var product = DoubleMatrix(rows: rows, columns: other.columns)
    let width = other.columns
    product.values.withUnsafeMutableBufferPointer { product in
      values.withUnsafeBufferPointer { own in
        other.values.withUnsafeBufferPointer { other in
          nonisolated(unsafe) let (product, own, other) = (product, own, other)
          workers.forEach(rows) { row, _ in
            let sums = product.baseAddress! + row * width
            for inner in 0..<columns {
              let value = own[row * columns + inner]
              let factors = other.baseAddress! + inner * width
              for column in 0..<width { sums[column] += value * factors[column] }
            }
          }
        }
      }
    }
    return product
  }
}
