import CSimilarity

/// The similarity of two faces, defined once for the whole project: the dot product of their
/// normalized float32 rows, accumulated in double in a fixed order and rounded to float32.
///
/// Products of two float32 values are exact in double and the order of the additions is fixed, so
/// the value depends neither on the CPU nor on how the rows are spread over blocks, threads and
/// ranks. Fast kernels only decide which pairs cannot matter; every pair that is kept has this
/// value.
public enum Similarity {
  /// The similarity of two rows of the same length.
  public static func of(_ a: Span<Float>, _ b: Span<Float>) -> Float {
    precondition(a.count == b.count, "rows of different dimension")
    return a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
        return of(first, second, dimension: a.count)
      }
    }
  }

  /// The similarity of two rows in memory that somebody else owns.
  static func of(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, dimension: Int
  ) -> Float {
    similarity_of_rows(a, b, dimension)
  }

  /// The similarities of all pairs of some rows, one row after another: of the first with each later one, of the
  /// second with each later one and so on.
  package static func ofAllPairs(
    of rows: UnsafeBufferPointer<Float>, dimension: Int
  ) -> [Float] {
    precondition(dimension > 0 && rows.count % dimension == 0)
    let count = rows.count / dimension
    guard count > 1 else { return [] }
    return withUnsafeTemporaryAllocation(
      of: Double.self, capacity: count * ((dimension + 15) / 16 * 16)
    ) { widened in
      [Float](unsafeUninitializedCapacity: count * (count - 1) / 2) { pairs, pairCount in
        similarity_of_all_pairs(
          rows.baseAddress!, count, dimension, widened.baseAddress!, pairs.baseAddress!)
        pairCount = pairs.count
      }
    }
  }

  /// What the similarity of two rows that are the same but for rounding is at least.
  ///
  /// A float32 row of unit length has a squared length of 1 - 2^-23 or more, and rows that differ by
  /// rounding have a product that is as near to 1; it is rounded to float32 once more.
  static let leastOfSameRows: Float = 1 - 0x1p-22
  /// What the similarity of two rows that are opposite but for rounding is at least.
  static let leastOfOppositeRows: Float = -1 - 0x1p-22

  /// Whether two rows are the same but for the rounding of their values: those of the same embedding,
  /// also where one has been scaled. It does not matter which of them is the first.
  static func areSame(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, dimension: Int
  ) -> Bool {
    (0..<dimension).allSatisfy { column in
      let (a, b) = (a[column], b[column])
      return (a - b).magnitude <= 0x1p-22 * max(a.magnitude, b.magnitude)
    }
  }
}
