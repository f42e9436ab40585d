import CMPI

/// How MPI sees one element: so many consecutive units of a predefined MPI type.
public struct MPIDatatype {
  @usableFromInline let unit: CMPIDatatype
  @usableFromInline let unitsPerElement: Int
  @usableFromInline let bytesPerUnit: Int

  @inlinable
  init(_ unit: CMPIDatatype, bytes: Int) {
    self.unit = unit
    self.unitsPerElement = 1
    self.bytesPerUnit = bytes
  }

  /// An element moved as `count` uninterpreted bytes.
  init(byteCount count: Int) {
    self.unit = cmpi_byte()
    self.unitsPerElement = count
    self.bytesPerUnit = 1
  }

  /// The datatype of elements that are moved byte by byte, for types that MPI does not know.
  public static func bytes<Element: BitwiseCopyable>(of type: Element.Type) -> MPIDatatype {
    MPIDatatype(byteCount: MemoryLayout<Element>.stride)
  }
}

/// A type whose values can be sent. Conform your own structs through ``MPIFixedLayout``.
public protocol MPIElement: BitwiseCopyable, Sendable {
  /// How MPI sees one value of the type.
  static var mpiDatatype: MPIDatatype { get }
}

/// A struct of fixed layout, moved as bytes, padding included: all ranks must run the same binary on
/// the same kind of CPU. Such elements can be moved, but not reduced.
///
/// ```swift
/// struct Edge: MPIFixedLayout { var source, target: UInt32; var weight: Float }
/// let edges = try world.allGather(varying: myEdges)
/// ```
public protocol MPIFixedLayout: MPIElement {}

extension MPIFixedLayout {
  /// The bytes of the struct.
  public static var mpiDatatype: MPIDatatype { .bytes(of: Self.self) }
}

/// A number that MPI can add, multiply and compare.
public protocol MPINumber: MPIElement, Numeric, Comparable {}

/// An integer, whose bits MPI can also combine.
public protocol MPIInteger: MPINumber, FixedWidthInteger {}

extension Int8: MPIInteger {
  /// `MPI_INT8_T`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_int8(), bytes: 1) }
}
extension Int16: MPIInteger {
  /// `MPI_INT16_T`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_int16(), bytes: 2) }
}
extension Int32: MPIInteger {
  /// `MPI_INT32_T`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_int32(), bytes: 4) }
}
extension Int64: MPIInteger {
  /// `MPI_INT64_T`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_int64(), bytes: 8) }
}
extension Int: MPIInteger {
  /// `MPI_INT64_T`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_int64(), bytes: 8) }
}
extension UInt8: MPIInteger {
  /// `MPI_UINT8_T`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_uint8(), bytes: 1) }
}
extension UInt16: MPIInteger {
  /// `MPI_UINT16_T`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_uint16(), bytes: 2) }
}
extension UInt32: MPIInteger {
  /// `MPI_UINT32_T`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_uint32(), bytes: 4) }
}
extension UInt64: MPIInteger {
  /// `MPI_UINT64_T`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_uint64(), bytes: 8) }
}
extension UInt: MPIInteger {
  /// `MPI_UINT64_T`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_uint64(), bytes: 8) }
}
extension Float: MPINumber {
  /// `MPI_FLOAT`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_float(), bytes: 4) }
}
extension Double: MPINumber {
  /// `MPI_DOUBLE`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_double(), bytes: 8) }
}
extension Bool: MPIElement {
  /// `MPI_C_BOOL`.
  @inlinable public static var mpiDatatype: MPIDatatype { MPIDatatype(cmpi_bool(), bytes: 1) }
}
