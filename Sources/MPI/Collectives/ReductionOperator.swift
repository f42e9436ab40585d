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
  let handle: CMPIOp
  /// What the operator combines, in the eyes of MPI.
  let datatype: CMPIDatatype
  /// What must live as long as the operator is used; nil for the operators of MPI.
  let owner: UserOperator?

  init(_ handle: CMPIOp) {
    self.handle = handle
    datatype = Element.mpiDatatype.unit
    owner = nil
  }

  init(_ owner: UserOperator) {
    handle = owner.handle
    datatype = owner.datatype
    self.owner = owner
  }
}

extension ReductionOperator where Element: MPINumber {
  /// The sum, `MPI_SUM`. Integers that overflow wrap around.
  public static var sum: Self { Self(cmpi_sum()) }
  /// The product, `MPI_PROD`. Integers that overflow wrap around.
  public static var product: Self { Self(cmpi_product()) }
  /// The smaller one, `MPI_MIN`.
  public static var min: Self { Self(cmpi_min()) }
  /// The larger one, `MPI_MAX`.
  public static var max: Self { Self(cmpi_max()) }
}

extension ReductionOperator where Element: MPIInteger {
  /// The bits set in both, `MPI_BAND`.
  public static var bitwiseAnd: Self { Self(cmpi_bitwise_and()) }
  /// The bits set in either, `MPI_BOR`.
  public static var bitwiseOr: Self { Self(cmpi_bitwise_or()) }
  /// The bits set in one of them only, `MPI_BXOR`.
  public static var bitwiseXor: Self { Self(cmpi_bitwise_xor()) }
}

extension ReductionOperator where Element == Bool {
  /// Whether both are true, `MPI_LAND`.
  public static var logicalAnd: Self { Self(cmpi_logical_and()) }
  /// Whether either is true, `MPI_LOR`.
  public static var logicalOr: Self { Self(cmpi_logical_or()) }
  /// Whether one of them only is true, `MPI_LXOR`.
  public static var logicalXor: Self { Self(cmpi_logical_xor()) }
}
