import CMPI

// Reductions over the ranks up to this one. They are collective: all ranks call them, with the same
// operator and count.

extension Communicator {
  /// The elements of this rank and the ranks before it combined position by position.
  ///
  /// ```swift
  /// let ends = try world.inclusiveScan(lengths.span, with: .sum)
  /// ```
  public func inclusiveScan<Element: MPIElement>(
    _ elements: Span<Element>, with operation: ReductionOperator<Element>
  ) throws(MPIError) -> [Element] {
    let (result, code) = uninitialized(Element.self, count: elements.count) { receive in
      inChunks(of: elements, for: operation) { send, offset, count in
        MPI_Scan(
          send, receive.map { $0 + offset }, count, operation.datatype.handle,
          operation.handle.handle, handle.handle)
      }
    }
    try check("MPI_Scan", code)
    return result
  }

  /// The elements of the arrays of this rank and the ranks before it combined position by position.
  ///
  /// ```swift
  /// let ends = try world.inclusiveScan(lengths, with: .sum)
  /// ```
  public func inclusiveScan<Element: MPIElement>(
    _ elements: [Element], with operation: ReductionOperator<Element>
  ) throws(MPIError) -> [Element] {
    try elements.withSpan { (span) throws(MPIError) in
      try inclusiveScan(span, with: operation)
    }
  }

  /// The values of this rank and the ranks before it combined.
  ///
  /// ```swift
  /// let end = try world.inclusiveScan(rows.count, with: .sum)
  /// ```
  public func inclusiveScan<Element: MPIElement>(
    _ value: Element, with operation: ReductionOperator<Element>
  ) throws(MPIError) -> Element {
    try [value].withSpan { (span) throws(MPIError) in
      try inclusiveScan(span, with: operation)
    }[0]
  }

  /// The elements of the ranks before this one combined position by position.
  ///
  /// ```swift
  /// let starts = try world.exclusiveScan(lengths.span, with: .sum, identity: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - elements: this rank's, which do not count for its own result.
  ///   - operation: how to combine two elements.
  ///   - identity: what rank 0, which has no ranks before it, gets in every position.
  public func exclusiveScan<Element: MPIElement>(
    _ elements: Span<Element>, with operation: ReductionOperator<Element>, identity: Element
  ) throws(MPIError) -> [Element] {
    var result = [Element](repeating: identity, count: elements.count)
    let code = result.withUnsafeMutableBufferPointer { receive in
      inChunks(of: elements, for: operation) { send, offset, count in
        MPI_Exscan(
          send, receive.baseAddress.map { $0 + offset }, count, operation.datatype.handle,
          operation.handle.handle, handle.handle)
      }
    }
    try check("MPI_Exscan", code)
    // MPI leaves the result of rank 0 undefined.
    return rank == 0 ? [Element](repeating: identity, count: elements.count) : result
  }

  /// The elements of the arrays of the ranks before this one combined position by position; `identity`
  /// in every position on rank 0, which has no ranks before it.
  ///
  /// ```swift
  /// let starts = try world.exclusiveScan(lengths, with: .sum, identity: 0)
  /// ```
  public func exclusiveScan<Element: MPIElement>(
    _ elements: [Element], with operation: ReductionOperator<Element>, identity: Element
  ) throws(MPIError) -> [Element] {
    try elements.withSpan { (span) throws(MPIError) in
      try exclusiveScan(span, with: operation, identity: identity)
    }
  }

  /// The values of the ranks before this one combined; `identity` on rank 0.
  ///
  /// ```swift
  /// let firstRow = try world.exclusiveScan(rows.count, with: .sum, identity: 0)
  /// ```
  public func exclusiveScan<Element: MPIElement>(
    _ value: Element, with operation: ReductionOperator<Element>, identity: Element
  ) throws(MPIError) -> Element {
    try [value].withSpan { (span) throws(MPIError) in
      try exclusiveScan(span, with: operation, identity: identity)
    }[0]
  }
}
