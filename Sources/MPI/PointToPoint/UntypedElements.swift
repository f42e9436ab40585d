/// Where elements are and how MPI sees them, without their Swift type: what calls MPI is compiled once,
/// and the generic functions around it are small enough to become part of their callers.
@usableFromInline
struct UntypedElements {
  @usableFromInline let address: UnsafeMutableRawPointer?
  @usableFromInline let count: Int
  @usableFromInline let datatype: MPIDatatype

  @inlinable
  init(_ address: UnsafeMutableRawPointer?, count: Int, of datatype: MPIDatatype) {
    self.address = address
    self.count = count
    self.datatype = datatype
  }

  /// Elements to read.
  @inlinable
  init<Element: MPIElement>(_ elements: UnsafeBufferPointer<Element>) {
    self.init(
      UnsafeMutableRawPointer(mutating: elements.baseAddress), count: elements.count,
      of: Element.mpiDatatype)
  }

  /// Elements to write.
  @inlinable
  init<Element: MPIElement>(_ elements: UnsafeMutableBufferPointer<Element>) {
    self.init(elements.baseAddress, count: elements.count, of: Element.mpiDatatype)
  }
}
