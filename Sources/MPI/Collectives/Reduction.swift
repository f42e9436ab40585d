import CMPI

/// A way to combine two elements into one, offered for the types for which it makes sense.
///
/// Sums and products of floating-point numbers depend on the order of the operands, which is MPI's
/// choice and may change with the number of ranks; minima, maxima and integers do not.
public struct ReductionOperator<Element: MPIElement> {
  let handle: CMPIOp
}

extension ReductionOperator where Element: MPINumber {
  public static var sum: Self { Self(handle: cmpi_sum()) }
  public static var product: Self { Self(handle: cmpi_product()) }
  public static var min: Self { Self(handle: cmpi_min()) }
  public static var max: Self { Self(handle: cmpi_max()) }
}

extension ReductionOperator where Element: MPIInteger {
  public static var bitwiseAnd: Self { Self(handle: cmpi_bitwise_and()) }
  public static var bitwiseOr: Self { Self(handle: cmpi_bitwise_or()) }
  public static var bitwiseXor: Self { Self(handle: cmpi_bitwise_xor()) }
}

extension ReductionOperator where Element == Bool {
  public static var logicalAnd: Self { Self(handle: cmpi_logical_and()) }
  public static var logicalOr: Self { Self(handle: cmpi_logical_or()) }
  public static var logicalXor: Self { Self(handle: cmpi_logical_xor()) }
}

// Every operation here is collective: all ranks call it, with the same root, operator and count.

extension Communicator {
  /// The elements of all ranks combined position by position, on the root; nil elsewhere.
  ///
  /// ```swift
  /// let histogram = try world.reduce(myHistogram, with: .sum, to: 0)
  /// ```
  public func reduce<Element: MPIElement>(
    _ elements: Span<Element>, with operation: ReductionOperator<Element>, to root: Int
  ) throws(MPIError) -> [Element]? {
    let (result, code) = uninitialized(
      Element.self, count: rank == root ? elements.count : 0
    ) { receive in
      inChunks(of: elements) { send, offset, count, datatype in
        MPI_Reduce(
          send, receive.map { rank == root ? $0 + offset : $0 }, count, datatype.handle,
          operation.handle.handle, peer(root), handle.handle)
      }
    }
    try check("MPI_Reduce", code)
    return rank == root ? result : nil
  }

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
  /// let largest = try world.allReduce(myLargest, with: .max)
  /// ```
  public func allReduce<Element: MPIElement>(
    _ elements: Span<Element>, with operation: ReductionOperator<Element>
  ) throws(MPIError) -> [Element] {
    let (result, code) = uninitialized(Element.self, count: elements.count) { receive in
      inChunks(of: elements) { send, offset, count, datatype in
        MPI_Allreduce(
          send, receive.map { $0 + offset }, count, datatype.handle, operation.handle.handle,
          handle.handle)
      }
    }
    try check("MPI_Allreduce", code)
    return result
  }

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
      inChunks(of: Span(_unsafeElements: UnsafeBufferPointer(buffer))) {
        _, offset, count, datatype in
        MPI_Allreduce(
          cmpi_in_place(), buffer.baseAddress.map { $0 + offset }, count, datatype.handle,
          operation.handle.handle, handle.handle)
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
  public func allReduce<Element: MPIElement>(
    _ value: Element, with operation: ReductionOperator<Element>
  ) throws(MPIError) -> Element {
    var value = value
    let code = withUnsafeMutablePointer(to: &value) {
      MPI_Allreduce(
        cmpi_in_place(), $0, 1, Element.mpiDatatype.unit.handle, operation.handle.handle,
        handle.handle)
    }
    try check("MPI_Allreduce", code)
    return value
  }

  /// The elements of the ranks before this one combined position by position.
  ///
  /// ```swift
  /// let firstRow = try world.exclusiveScan([rows.count], with: .sum, identity: 0)[0]
  /// ```
  ///
  /// - Parameter identity: what rank 0, which has no ranks before it, gets in every position.
  public func exclusiveScan<Element: MPIElement>(
    _ elements: Span<Element>, with operation: ReductionOperator<Element>, identity: Element
  ) throws(MPIError) -> [Element] {
    var result = [Element](repeating: identity, count: elements.count)
    let code = result.withUnsafeMutableBufferPointer { receive in
      inChunks(of: elements) { send, offset, count, datatype in
        MPI_Exscan(
          send, receive.baseAddress.map { $0 + offset }, count, datatype.handle,
          operation.handle.handle, handle.handle)
      }
    }
    try check("MPI_Exscan", code)
    // MPI leaves the result of rank 0 undefined.
    return rank == 0 ? [Element](repeating: identity, count: elements.count) : result
  }

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

  /// Reduces piece by piece, which changes nothing in an operation that works position by position.
  private func inChunks<Element: MPIElement>(
    of elements: Span<Element>,
    _ reduce: (UnsafePointer<Element>?, Int, Int32, CMPIDatatype) -> Int32
  ) -> Int32 {
    let datatype = Element.mpiDatatype
    return elements.withUnsafeBufferPointer { buffer in
      for chunk in chunks(Element.self, count: buffer.count, limit: countLimit) {
        let code = reduce(
          buffer.baseAddress.map { $0 + chunk.lowerBound }, chunk.lowerBound,
          Int32(chunk.count), datatype.unit)
        guard code == MPI_SUCCESS else { return code }
      }
      return Int32(MPI_SUCCESS)
    }
  }
}
