import CMPI

// Every operation here is collective: all ranks call it, with the same root, operator and count.

extension Communicator {
  /// The elements of all ranks combined position by position, on the root; nil elsewhere.
  ///
  /// ```swift
  /// let histogram = try world.reduce(myHistogram.span, with: .sum, to: 0)
  /// ```
  public func reduce<Element: MPIElement>(
    _ elements: Span<Element>, with operation: ReductionOperator<Element>, to root: Int
  ) throws(MPIError) -> [Element]? {
    let (result, code) = uninitialized(
      Element.self, count: rank == root ? elements.count : 0
    ) { receive in
      inChunks(of: elements, for: operation) { send, offset, count in
        MPI_Reduce(
          send, receive.map { rank == root ? $0 + offset : $0 }, count,
          operation.datatype.handle, operation.handle.handle, peer(root), handle.handle)
      }
    }
    try check("MPI_Reduce", code)
    return rank == root ? result : nil
  }

  /// The elements of the arrays of all ranks combined position by position, on the root; nil elsewhere.
  ///
  /// ```swift
  /// let histogram = try world.reduce(myHistogram, with: .sum, to: 0)
  /// ```
  public func reduce<Element: MPIElement>(
    _ elements: [Element], with operation: ReductionOperator<Element>, to root: Int
  ) throws(MPIError) -> [Element]? {
    try elements.withSpan { (span) throws(MPIError) in
      try reduce(span, with: operation, to: root)
    }
  }

  /// The values of all ranks combined, on the root; nil elsewhere.
  ///
  /// ```swift
  /// let slowest = try world.reduce(seconds, with: .max, to: 0)
  /// ```
  public func reduce<Element: MPIElement>(
    _ value: Element, with operation: ReductionOperator<Element>, to root: Int
  ) throws(MPIError) -> Element? {
    try [value].withSpan { (span) throws(MPIError) in
      try reduce(span, with: operation, to: root)
    }?.first
  }

  /// The elements of all ranks combined position by position, on every rank.
  ///
  /// ```swift
  /// let largest = try world.allReduce(myLargest.span, with: .max)
  /// ```
  public func allReduce<Element: MPIElement>(
    _ elements: Span<Element>, with operation: ReductionOperator<Element>
  ) throws(MPIError) -> [Element] {
    if isAlone { return copy(of: elements) }
    let (result, code) = uninitialized(Element.self, count: elements.count) { receive in
      inChunks(of: elements, for: operation) { send, offset, count in
        MPI_Allreduce(
          send, receive.map { $0 + offset }, count, operation.datatype.handle,
          operation.handle.handle, handle.handle)
      }
    }
    try check("MPI_Allreduce", code)
    return result
  }

  /// The elements of the arrays of all ranks combined position by position, on every rank.
  ///
  /// ```swift
  /// let largest = try world.allReduce(myLargest, with: .max)
  /// ```
  public func allReduce<Element: MPIElement>(
    _ elements: [Element], with operation: ReductionOperator<Element>
  ) throws(MPIError) -> [Element] {
    try elements.withSpan { (span) throws(MPIError) in
      try allReduce(span, with: operation)
    }
  }

  /// Replaces the elements by those of all ranks combined position by position.
  ///
  /// ```swift
  /// try world.allReduce(into: &flows, with: .sum)
  /// ```
  public func allReduce<Element: MPIElement>(
    into elements: inout MutableSpan<Element>, with operation: ReductionOperator<Element>
  ) throws(MPIError) {
    let code = elements.withUnsafeMutableBufferPointer { buffer in
      inChunks(of: Span(_unsafeElements: UnsafeBufferPointer(buffer)), for: operation) {
        _, offset, count in
        MPI_Allreduce(
          cmpi_in_place(), buffer.baseAddress.map { $0 + offset }, count,
          operation.datatype.handle, operation.handle.handle, handle.handle)
      }
    }
    try check("MPI_Allreduce", code)
  }

  /// The values of all ranks combined, on every rank.
  ///
  /// ```swift
  /// let faces = try world.allReduce(myFaces, with: .sum)
  /// let everyoneAgrees = try world.allReduce(agree, with: .logicalAnd)
  /// ```
  @inlinable
  public func allReduce<Element: MPIElement>(
    _ value: Element, with operation: ReductionOperator<Element>
  ) throws(MPIError) -> Element {
    var value = value
    try withUnsafeMutablePointer(to: &value) { (pointer) throws(MPIError) in
      try allReduceOne(
        UntypedElements(UnsafeMutableBufferPointer(start: pointer, count: 1)), operation.untyped)
    }
    return value
  }

  @usableFromInline
  func allReduceOne(
    _ element: UntypedElements, _ operation: UntypedOperator
  ) throws(MPIError) {
    if isAlone { return }
    let code = withExtendedLifetime(operation) {
      MPI_Allreduce(
        cmpi_in_place(), element.address, 1, operation.datatype(for: element.datatype).handle,
        operation.handle.handle, handle.handle)
    }
    try check("MPI_Allreduce", code)
  }

  /// Reduces piece by piece, which changes nothing in an operation that works position by position.
  func inChunks<Element: MPIElement>(
    of elements: Span<Element>, for operation: ReductionOperator<Element>,
    _ reduce: (UnsafePointer<Element>?, Int, Int32) -> Int32
  ) -> Int32 {
    withExtendedLifetime(operation) {
      elements.withUnsafeBufferPointer { buffer in
        for chunk in chunks(Element.mpiDatatype, count: buffer.count, limit: countLimit) {
          let code = reduce(
            buffer.baseAddress.map { $0 + chunk.lowerBound }, chunk.lowerBound,
            Int32(chunk.count))
          guard code == MPI_SUCCESS else { return code }
        }
        return Int32(MPI_SUCCESS)
      }
    }
  }
}
