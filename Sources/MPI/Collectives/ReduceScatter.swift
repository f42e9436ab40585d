import CMPI

// Reductions of which every rank gets a part. They are collective: all ranks call them, with the same
// operator and counts.

extension Communicator {
  /// Combines the elements of all ranks position by position, cuts the result into equal blocks in rank
  /// order, and returns this rank's.
  ///
  /// ```swift
  /// let myColumns = try world.reduceScatter(partialSums.span, with: .sum)
  /// ```
  ///
  /// - Parameters:
  ///   - elements: a multiple of ``size`` elements, as many on each rank.
  ///   - operation: how to combine two elements.
  public func reduceScatter<Element: MPIElement>(
    _ elements: Span<Element>, with operation: ReductionOperator<Element>
  ) throws(MPIError) -> [Element] {
    precondition(
      elements.count % size == 0,
      "\(elements.count) elements cannot be scattered evenly over \(size) ranks")
    let count = elements.count / size
    guard elements.count * Element.mpiDatatype.unitsPerElement <= countLimit else {
      return try reducePartByPart(elements, [Int](repeating: count, count: size), operation)
    }
    let (result, code) = uninitialized(Element.self, count: count) { receive in
      withExtendedLifetime(operation) {
        elements.withUnsafeBufferPointer { send in
          MPI_Reduce_scatter_block(
            send.baseAddress, receive, Int32(count), operation.datatype.handle,
            operation.handle.handle, handle.handle)
        }
      }
    }
    try check("MPI_Reduce_scatter_block", code)
    return result
  }

  /// Combines the arrays of all ranks position by position, cuts the result into equal blocks in rank
  /// order, and returns this rank's.
  ///
  /// ```swift
  /// let myColumns = try world.reduceScatter(partialSums, with: .sum)
  /// ```
  ///
  /// - Parameters:
  ///   - elements: a multiple of ``size`` elements, as many on each rank.
  ///   - operation: how to combine two elements.
  public func reduceScatter<Element: MPIElement>(
    _ elements: [Element], with operation: ReductionOperator<Element>
  ) throws(MPIError) -> [Element] {
    try elements.withSpan { (span) throws(MPIError) in
      try reduceScatter(span, with: operation)
    }
  }

  /// Combines the elements of all ranks position by position, cuts the result into parts of any length
  /// in rank order, and returns this rank's.
  ///
  /// ```swift
  /// let myRows = try world.reduceScatter(partialSums.span, counts: rowsOfEachRank, with: .sum)
  /// ```
  ///
  /// - Parameters:
  ///   - elements: as many on each rank.
  ///   - counts: the length of each rank's part, the same on all ranks; they add up to
  ///     `elements.count`.
  ///   - operation: how to combine two elements.
  public func reduceScatter<Element: MPIElement>(
    _ elements: Span<Element>, counts: [Int], with operation: ReductionOperator<Element>
  ) throws(MPIError) -> [Element] {
    precondition(
      counts.count == size && counts.allSatisfy { $0 >= 0 }
        && counts.reduce(0, +) == elements.count,
      "there must be a count for each rank, and they must add up to the number of elements")
    guard elements.count * Element.mpiDatatype.unitsPerElement <= countLimit else {
      return try reducePartByPart(elements, counts, operation)
    }
    let (result, code) = uninitialized(Element.self, count: counts[rank]) { receive in
      withExtendedLifetime(operation) {
        elements.withUnsafeBufferPointer { send in
          MPI_Reduce_scatter(
            send.baseAddress, receive, counts.map { Int32($0) }, operation.datatype.handle,
            operation.handle.handle, handle.handle)
        }
      }
    }
    try check("MPI_Reduce_scatter", code)
    return result
  }

  /// Combines the arrays of all ranks position by position, cuts the result into parts of any length in
  /// rank order, and returns this rank's.
  ///
  /// ```swift
  /// let myRows = try world.reduceScatter(partialSums, counts: rowsOfEachRank, with: .sum)
  /// ```
  ///
  /// - Parameters:
  ///   - elements: as many on each rank.
  ///   - counts: the length of each rank's part, the same on all ranks; they add up to
  ///     `elements.count`.
  ///   - operation: how to combine two elements.
  public func reduceScatter<Element: MPIElement>(
    _ elements: [Element], counts: [Int], with operation: ReductionOperator<Element>
  ) throws(MPIError) -> [Element] {
    try elements.withSpan { (span) throws(MPIError) in
      try reduceScatter(span, counts: counts, with: operation)
    }
  }

  /// Reduces each rank's part to that rank. MPI's reductions take no derived datatypes, which could
  /// describe more elements than its counts can.
  private func reducePartByPart<Element: MPIElement>(
    _ elements: Span<Element>, _ counts: [Int], _ operation: ReductionOperator<Element>
  ) throws(MPIError) -> [Element] {
    let (offsets, _) = exclusiveSums(of: counts)
    var mine: [Element] = []
    for root in 0..<size {
      let part = elements.extracting(offsets[root]..<offsets[root] + counts[root])
      if let reduced = try reduce(part, with: operation, to: root) { mine = reduced }
    }
    return mine
  }
}
