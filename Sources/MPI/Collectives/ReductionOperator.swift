import CMPI

/// A way to combine two elements into one, offered for the types for which it makes sense, or made from
/// a function of your own: ``init(isCommutative:_:)``.
///
/// Sums and products of floating-point numbers depend on the order of the operands, which is MPI's
/// choice and may change with the number of ranks; minima, maxima and integers do not.
///
/// ```swift
/// let total = try world.allReduce(count, with: .sum)
/// ```
public struct ReductionOperator<Element: MPIElement> {
  @usableFromInline let untyped: UntypedOperator

  @usableFromInline
  init(_ untyped: UntypedOperator) {
    self.untyped = untyped
  }

  var handle: CMPIOp { untyped.handle }
  var owner: UserOperator? { untyped.owner }
  /// What the operator combines, in the eyes of MPI.
  var datatype: CMPIDatatype { untyped.datatype(for: Element.mpiDatatype) }
}

/// An operator without the Swift type of what it combines.
@usableFromInline
struct UntypedOperator {
  let handle: CMPIOp
  /// What must live as long as the operator is used; nil for the operators of MPI.
  let owner: UserOperator?

  init(_ handle: CMPIOp, _ owner: UserOperator? = nil) {
    self.handle = handle
    self.owner = owner
  }

  /// What the operator combines, in the eyes of MPI.
  func datatype(for elements: MPIDatatype) -> CMPIDatatype {
    owner?.datatype ?? elements.unit
  }

  @usableFromInline static var sum: UntypedOperator { UntypedOperator(cmpi_sum()) }
  @usableFromInline static var product: UntypedOperator { UntypedOperator(cmpi_product()) }
  @usableFromInline static var min: UntypedOperator { UntypedOperator(cmpi_min()) }
  @usableFromInline static var max: UntypedOperator { UntypedOperator(cmpi_max()) }
  @usableFromInline static var bitwiseAnd: UntypedOperator { UntypedOperator(cmpi_bitwise_and()) }
  @usableFromInline static var bitwiseOr: UntypedOperator { UntypedOperator(cmpi_bitwise_or()) }
  @usableFromInline static var bitwiseXor: UntypedOperator { UntypedOperator(cmpi_bitwise_xor()) }
  @usableFromInline static var logicalAnd: UntypedOperator { UntypedOperator(cmpi_logical_and()) }
  @usableFromInline static var logicalOr: UntypedOperator { UntypedOperator(cmpi_logical_or()) }
  @usableFromInline static var logicalXor: UntypedOperator { UntypedOperator(cmpi_logical_xor()) }
}

extension ReductionOperator where Element: MPINumber {
  /// The sum, `MPI_SUM`. Integers that overflow wrap around.
  @inlinable public static var sum: Self { Self(.sum) }
  /// The product, `MPI_PROD`. Integers that overflow wrap around.
  @inlinable public static var product: Self { Self(.product) }
  /// The smaller one, `MPI_MIN`.
  @inlinable public static var min: Self { Self(.min) }
  /// The larger one, `MPI_MAX`.
  @inlinable public static var max: Self { Self(.max) }
}

extension ReductionOperator where Element: MPIInteger {
  /// The bits set in both, `MPI_BAND`.
  @inlinable public static var bitwiseAnd: Self { Self(.bitwiseAnd) }
  /// The bits set in either, `MPI_BOR`.
  @inlinable public static var bitwiseOr: Self { Self(.bitwiseOr) }
  /// The bits set in one of them only, `MPI_BXOR`.
  @inlinable public static var bitwiseXor: Self { Self(.bitwiseXor) }
}

extension ReductionOperator where Element == Bool {
  /// Whether both are true, `MPI_LAND`.
  @inlinable public static var logicalAnd: Self { Self(.logicalAnd) }
  /// Whether either is true, `MPI_LOR`.
  @inlinable public static var logicalOr: Self { Self(.logicalOr) }
  /// Whether one of them only is true, `MPI_LXOR`.
  @inlinable public static var logicalXor: Self { Self(.logicalXor) }
}
