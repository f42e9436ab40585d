import CMPI

// Every operation here is collective: all ranks of the communicator call it, in the same order, with
// the same root and the same element count.

extension Communicator {
  /// Copies the root's elements into the same number of elements on every other rank.
  ///
  /// ```swift
  /// try world.broadcast(into: &span, from: 0)
  /// ```
  public func broadcast<Element: MPIElement>(
    into elements: inout MutableSpan<Element>, from root: Int
  ) throws(MPIError) {
    let code = elements.withUnsafeMutableBufferPointer { buffer in
      broadcast(buffer, from: root)
    }
    try check("MPI_Bcast", code)
  }

  /// The root's elements, on every rank. Only the root's argument counts.
  ///
  /// ```swift
  /// let names = try world.broadcast(world.rank == 0 ? readNames() : [], from: 0)
  /// ```
  public func broadcast<Element: MPIElement>(
    _ elements: [Element], from root: Int
  ) throws(MPIError) -> [Element] {
    let count = try broadcast(elements.count, from: root)
    var result = elements
    if rank != root {
      result = [Element](unsafeUninitializedCapacity: count) { $1 = count }
    }
    var span = result.mutableSpan
    try broadcast(into: &span, from: root)
    return result
  }

  /// The root's value, on every rank. Only the root's argument counts.
  ///
  /// ```swift
  /// let seed = try world.broadcast(seed, from: 0)
  /// ```
  public func broadcast<Element: MPIElement>(
    _ value: Element, from root: Int
  ) throws(MPIError) -> Element {
    var value = value
    let code = withUnsafeMutablePointer(to: &value) {
      broadcast(UnsafeMutableBufferPointer(start: $0, count: 1), from: root)
    }
    try check("MPI_Bcast", code)
    return value
  }

  /// The elements of all ranks in rank order, on the root; nil elsewhere. All give the same number.
  ///
  /// ```swift
  /// if let all = try world.gather(mine.span, to: 0) { print(all) }
  /// ```
  public func gather<Element: MPIElement>(
    _ elements: Span<Element>, to root: Int
  ) throws(MPIError) -> [Element]? {
    if isAlone, root == 0 { return copy(of: elements) }
    let layout = try equalLayout(Element.mpiDatatype, count: elements.count)
    defer { layout.release() }
    let (result, code) = uninitialized(
      Element.self, count: rank == root ? elements.count * size : 0
    ) { receive in
      elements.withUnsafeBufferPointer { send in
        MPI_Gather(
          send.baseAddress, layout.count, layout.datatype.handle, receive, layout.count,
          layout.datatype.handle, peer(root), handle.handle)
      }
    }
    try check("MPI_Gather", code)
    return rank == root ? result : nil
  }

  /// The arrays of all ranks one after the other in rank order, on the root; nil elsewhere. All give
  /// the same number of elements.
  ///
  /// ```swift
  /// if let pairs = try world.gather([low, high], to: 0) { print(pairs) }
  /// ```
  public func gather<Element: MPIElement>(
    _ elements: [Element], to root: Int
  ) throws(MPIError) -> [Element]? {
    try elements.withSpan { (span) throws(MPIError) in
      try gather(span, to: root)
    }
  }

  /// One value of each rank in rank order, on the root; nil elsewhere.
  ///
  /// ```swift
  /// let seconds = try world.gather(elapsed, to: 0)
  /// ```
  public func gather<Element: MPIElement>(
    _ value: Element, to root: Int
  ) throws(MPIError) -> [Element]? {
    try [value].withSpan { (span) throws(MPIError) in
      try gather(span, to: root)
    }
  }

  /// The elements of all ranks in rank order, on every rank. All give the same number.
  ///
  /// ```swift
  /// let all = try world.allGather(mine.span)
  /// ```
  public func allGather<Element: MPIElement>(
    _ elements: Span<Element>
  ) throws(MPIError) -> [Element] {
    if isAlone { return copy(of: elements) }
    let layout = try equalLayout(Element.mpiDatatype, count: elements.count)
    defer { layout.release() }
    let (result, code) = uninitialized(Element.self, count: elements.count * size) { receive in
      elements.withUnsafeBufferPointer { send in
        MPI_Allgather(
          send.baseAddress, layout.count, layout.datatype.handle, receive, layout.count,
          layout.datatype.handle, handle.handle)
      }
    }
    try check("MPI_Allgather", code)
    return result
  }

  /// Collects the elements of all ranks in rank order, on every rank, into memory that is there. All give
  /// the same number.
  ///
  /// ```swift
  /// var span = all.mutableSpan
  /// for step in steps { try world.allGather(step.span, into: &span) }
  /// ```
  ///
  /// - Parameters:
  ///   - elements: what this rank gives.
  ///   - all: ``size`` times as many elements.
  public func allGather<Element: MPIElement>(
    _ elements: Span<Element>, into all: inout MutableSpan<Element>
  ) throws(MPIError) {
    precondition(
      all.count == elements.count * size,
      "there must be room for the elements of \(size) ranks")
    let layout = try equalLayout(Element.mpiDatatype, count: elements.count)
    defer { layout.release() }
    let code = all.withUnsafeMutableBufferPointer { receive in
      elements.withUnsafeBufferPointer { send in
        MPI_Allgather(
          send.baseAddress, layout.count, layout.datatype.handle, receive.baseAddress,
          layout.count, layout.datatype.handle, handle.handle)
      }
    }
    try check("MPI_Allgather", code)
  }

  /// The arrays of all ranks one after the other in rank order, on every rank. All give the same number
  /// of elements.
  ///
  /// ```swift
  /// let bounds = try world.allGather([first, last])
  /// ```
  public func allGather<Element: MPIElement>(
    _ elements: [Element]
  ) throws(MPIError) -> [Element] {
    try elements.withSpan { (span) throws(MPIError) in
      try allGather(span)
    }
  }

  /// One value of each rank in rank order, on every rank.
  ///
  /// ```swift
  /// let counts = try world.allGather(rows.count)
  /// ```
  public func allGather<Element: MPIElement>(_ value: Element) throws(MPIError) -> [Element] {
    try [value].withSpan { (span) throws(MPIError) in
      try allGather(span)
    }
  }

  /// Cuts the root's elements into equal blocks in rank order and returns this rank's.
  ///
  /// ```swift
  /// let mine = try world.scatter(table.span, from: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - elements: on the root, a multiple of ``size`` elements; ignored elsewhere.
  ///   - root: the rank that has them.
  public func scatter<Element: MPIElement>(
    _ elements: Span<Element>, from root: Int
  ) throws(MPIError) -> [Element] {
    precondition(
      rank != root || elements.count % size == 0,
      "\(elements.count) elements cannot be scattered evenly over \(size) ranks")
    let count = try broadcast(elements.count / size, from: root)
    let layout = try equalLayout(Element.mpiDatatype, count: count)
    defer { layout.release() }
    let (result, code) = uninitialized(Element.self, count: count) { receive in
      elements.withUnsafeBufferPointer { send in
        MPI_Scatter(
          send.baseAddress, layout.count, layout.datatype.handle, receive, layout.count,
          layout.datatype.handle, peer(root), handle.handle)
      }
    }
    try check("MPI_Scatter", code)
    return result
  }

  /// Cuts the root's array into equal blocks in rank order and returns this rank's.
  ///
  /// ```swift
  /// let mine = try world.scatter(world.rank == 0 ? table : [], from: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - elements: on the root, a multiple of ``size`` elements; ignored elsewhere.
  ///   - root: the rank that has them.
  public func scatter<Element: MPIElement>(
    _ elements: [Element], from root: Int
  ) throws(MPIError) -> [Element] {
    try elements.withSpan { (span) throws(MPIError) in
      try scatter(span, from: root)
    }
  }

  /// Sends the i-th of `size` equal blocks to rank i; returns the blocks meant for this rank, in the
  /// order of their senders.
  ///
  /// ```swift
  /// let countsForMe = try world.allToAll(countsForEachRank)
  /// ```
  public func allToAll<Element: MPIElement>(
    _ elements: [Element]
  ) throws(MPIError) -> [Element] {
    try elements.withSpan { (span) throws(MPIError) in
      try allToAll(span)
    }
  }

  /// Sends the i-th of `size` equal blocks of a span to rank i; returns the blocks meant for this rank,
  /// in the order of their senders.
  ///
  /// ```swift
  /// let blocksForMe = try world.allToAll(blocks.span)
  /// ```
  public func allToAll<Element: MPIElement>(
    _ elements: Span<Element>
  ) throws(MPIError) -> [Element] {
    precondition(
      elements.count % size == 0,
      "\(elements.count) elements cannot be dealt evenly to \(size) ranks")
    let layout = try equalLayout(Element.mpiDatatype, count: elements.count / size)
    defer { layout.release() }
    let (result, code) = uninitialized(Element.self, count: elements.count) { receive in
      elements.withUnsafeBufferPointer { send in
        MPI_Alltoall(
          send.baseAddress, layout.count, layout.datatype.handle, receive, layout.count,
          layout.datatype.handle, handle.handle)
      }
    }
    try check("MPI_Alltoall", code)
    return result
  }

  /// Broadcasts in pieces of at most the count limit, which all ranks cut alike and which MPI can
  /// still pipeline, as it cannot with one huge element.
  func broadcast<Element: MPIElement>(
    _ buffer: UnsafeMutableBufferPointer<Element>, from root: Int
  ) -> Int32 {
    if isAlone, root == 0 { return Int32(MPI_SUCCESS) }
    let datatype = Element.mpiDatatype
    for chunk in chunks(datatype, count: buffer.count, limit: countLimit) {
      let code = MPI_Bcast(
        buffer.baseAddress.map { $0 + chunk.lowerBound },
        Int32(chunk.count * datatype.unitsPerElement), datatype.unit.handle, peer(root),
        handle.handle)
      guard code == MPI_SUCCESS else { return code }
    }
    return Int32(MPI_SUCCESS)
  }

  /// The layout of one rank's block where all have the same. It is one derived element as soon as
  /// all blocks together pass the limit, so that MPI never has to multiply up to more.
  func equalLayout(_ datatype: MPIDatatype, count: Int) throws(MPIError) -> Layout {
    let units = count * size * datatype.unitsPerElement
    return try Layout(datatype, count: count, limit: countLimit, asBlock: units > countLimit)
  }
}

/// The elements of a span, as what a rank that is alone gets.
func copy<Element: MPIElement>(of elements: Span<Element>) -> [Element] {
  elements.withUnsafeBufferPointer { Array($0) }
}

/// An array that an MPI call fills, and the code of the call.
func uninitialized<Element: MPIElement>(
  _ type: Element.Type, count: Int, _ fill: (UnsafeMutablePointer<Element>?) -> Int32
) -> (elements: [Element], code: Int32) {
  var code = Int32(MPI_SUCCESS)
  let elements = [Element](unsafeUninitializedCapacity: count) { buffer, initializedCount in
    code = fill(buffer.baseAddress)
    initializedCount = count
  }
  return (elements, code)
}
