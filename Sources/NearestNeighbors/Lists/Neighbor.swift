/// One entry of a face's list: another face and how similar it is.
///
/// Both are packed into one 64-bit key whose order is the order of neighbors: higher similarity
/// first, then lower index. A greater key is a better neighbor, so that a list is kept in order by
/// comparing integers, and ties cannot depend on the order in which candidates arrive.
public struct Neighbor: Sendable, Hashable, BitwiseCopyable, Comparable {
  @usableFromInline let key: UInt64

  /// - Precondition: `similarity` is not NaN.
  @inlinable
  public init(index: UInt32, similarity: Float) {
    precondition(!similarity.isNaN, "similarity is NaN")
    // Adding zero makes -0 and +0 the same similarity.
    key = UInt64(Self.ordered(similarity + 0)) << 32 | UInt64(~index)
  }

  /// The row of the other face in the whole input.
  @inlinable
  public var index: UInt32 { ~UInt32(truncatingIfNeeded: key) }

  /// The cosine of the two faces, as `Similarity` defines it.
  @inlinable
  public var similarity: Float {
    let bits = UInt32(truncatingIfNeeded: key >> 32)
    return Float(bitPattern: bits & signBit != 0 ? bits & ~signBit : ~bits)
  }

  /// Worse neighbors are smaller.
  @inlinable
  public static func < (a: Neighbor, b: Neighbor) -> Bool { a.key < b.key }

  /// Maps floats to integers of the same order.
  @inlinable
  static func ordered(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits & signBit != 0 ? ~bits : bits | signBit
  }
}

@usableFromInline let signBit: UInt32 = 1 << 31
