import CMPI

// Collectives that are started and go on while the caller does something else. All ranks of the
// communicator start them, in the same order, with the same root, operator and count, and each waits for
// its own request. MPI moves the data during its calls: `Request.test()` now and then keeps it moving.
//
// Nothing is copied: do not write to what is sent, nor touch what is received, until the request is
// complete.

extension Communicator {
  /// Starts a barrier: the request is complete once every rank has started it.
  ///
  /// ```swift
  /// let everyoneIsHere = try world.immediateBarrier()
  /// while try !everyoneIsHere.test() { computeAnotherTile() }
  /// ```
  public func immediateBarrier() throws(MPIError) -> Request {
    try start("MPI_Ibarrier", CollectiveMemory([])) { MPI_Ibarrier(handle.handle, &$0.handle) }
  }

  /// Starts to copy the root's buffer into the buffers of the other ranks, of the same count. Collective.
  ///
  /// ```swift
  /// let request = try world.immediateBroadcast(table, from: 0)
  /// readMyRows()
  /// try request.wait()
  /// ```
  public func immediateBroadcast<Element: MPIElement>(
    _ buffer: MPIBuffer<Element>, from root: Int
  ) throws(MPIError) -> Request {
    let layout = try Layout(Element.mpiDatatype, count: buffer.count, limit: countLimit)
    return try start("MPI_Ibcast", CollectiveMemory([buffer], layout)) {
      MPI_Ibcast(
        buffer.pointer, layout.count, layout.datatype.handle, peer(root), handle.handle,
        &$0.handle)
    }
  }

  /// Starts to collect the buffers of all ranks, of the same count, in rank order on the root.
  /// Collective.
  ///
  /// ```swift
  /// let all = world.rank == 0 ? MPIBuffer<Int>(uninitializedCount: mine.count * world.size) : nil
  /// let request = try world.immediateGather(mine, into: all, to: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - buffer: what this rank gives.
  ///   - all: on the root, ``size`` times as many elements; ignored elsewhere.
  ///   - root: the rank that collects.
  public func immediateGather<Element: MPIElement>(
    _ buffer: MPIBuffer<Element>, into all: MPIBuffer<Element>?, to root: Int
  ) throws(MPIError) -> Request {
    precondition(
      rank != root || all?.count == buffer.count * size,
      "the root must have room for the elements of \(size) ranks")
    let layout = try equalLayout(Element.mpiDatatype, count: buffer.count)
    return try start("MPI_Igather", CollectiveMemory([buffer, all], layout)) {
      MPI_Igather(
        buffer.pointer, layout.count, layout.datatype.handle, all?.pointer, layout.count,
        layout.datatype.handle, peer(root), handle.handle, &$0.handle)
    }
  }

  /// Starts to collect the buffers of all ranks, of the same count, in rank order on every rank.
  /// Collective.
  ///
  /// ```swift
  /// let all = MPIBuffer<Int>(uninitializedCount: mine.count * world.size)
  /// let request = try world.immediateAllGather(mine, into: all)
  /// ```
  ///
  /// - Parameters:
  ///   - buffer: what this rank gives.
  ///   - all: ``size`` times as many elements.
  public func immediateAllGather<Element: MPIElement>(
    _ buffer: MPIBuffer<Element>, into all: MPIBuffer<Element>
  ) throws(MPIError) -> Request {
    precondition(
      all.count == buffer.count * size,
      "there must be room for the elements of \(size) ranks")
    let layout = try equalLayout(Element.mpiDatatype, count: buffer.count)
    return try start("MPI_Iallgather", CollectiveMemory([buffer, all], layout)) {
      MPI_Iallgather(
        buffer.pointer, layout.count, layout.datatype.handle, all.pointer, layout.count,
        layout.datatype.handle, handle.handle, &$0.handle)
    }
  }

  /// Starts to deal the root's elements to the ranks in equal blocks in rank order. Collective.
  ///
  /// ```swift
  /// let request = try world.immediateScatter(table, into: mine, from: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - all: on the root, ``size`` times as many elements as each rank gets; ignored elsewhere.
  ///   - buffer: what this rank gets.
  ///   - root: the rank that deals.
  public func immediateScatter<Element: MPIElement>(
    _ all: MPIBuffer<Element>?, into buffer: MPIBuffer<Element>, from root: Int
  ) throws(MPIError) -> Request {
    precondition(
      rank != root || all?.count == buffer.count * size,
      "the root must have the elements of \(size) ranks")
    let layout = try equalLayout(Element.mpiDatatype, count: buffer.count)
    return try start("MPI_Iscatter", CollectiveMemory([all, buffer], layout)) {
      MPI_Iscatter(
        all?.pointer, layout.count, layout.datatype.handle, buffer.pointer, layout.count,
        layout.datatype.handle, peer(root), handle.handle, &$0.handle)
    }
  }

  /// Starts to send the i-th of ``size`` equal blocks of a buffer to rank i, and to receive the blocks
  /// meant for this rank in the order of their senders. Collective.
  ///
  /// ```swift
  /// let request = try world.immediateAllToAll(blocks, into: blocksForMe)
  /// ```
  ///
  /// - Parameters:
  ///   - blocks: a multiple of ``size`` elements.
  ///   - received: as many elements.
  public func immediateAllToAll<Element: MPIElement>(
    _ blocks: MPIBuffer<Element>, into received: MPIBuffer<Element>
  ) throws(MPIError) -> Request {
    precondition(
      blocks.count % size == 0 && received.count == blocks.count,
      "\(blocks.count) elements cannot be dealt evenly to \(size) ranks with room for "
        + "\(received.count)")
    let layout = try equalLayout(Element.mpiDatatype, count: blocks.count / size)
    return try start("MPI_Ialltoall", CollectiveMemory([blocks, received], layout)) {
      MPI_Ialltoall(
        blocks.pointer, layout.count, layout.datatype.handle, received.pointer, layout.count,
        layout.datatype.handle, handle.handle, &$0.handle)
    }
  }

  /// Starts to combine the buffers of all ranks position by position, on the root. Collective.
  ///
  /// ```swift
  /// let sums = world.rank == 0 ? MPIBuffer<Double>(uninitializedCount: mine.count) : nil
  /// let request = try world.immediateReduce(mine, into: sums, with: .sum, to: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - buffer: what this rank gives.
  ///   - result: on the root, as many elements; ignored elsewhere.
  ///   - operation: how to combine two elements.
  ///   - root: the rank that gets the result.
  public func immediateReduce<Element: MPIElement>(
    _ buffer: MPIBuffer<Element>, into result: MPIBuffer<Element>?,
    with operation: ReductionOperator<Element>, to root: Int
  ) throws(MPIError) -> Request {
    precondition(
      rank != root || result?.count == buffer.count,
      "the root must have room for \(buffer.count) elements")
    let memory = CollectiveMemory([buffer, result, operation.owner])
    return try startInChunks("MPI_Ireduce", of: buffer, memory) {
      chunk, request in
      MPI_Ireduce(
        buffer.pointer + chunk.lowerBound, result.map { $0.pointer + chunk.lowerBound },
        Int32(chunk.count), operation.datatype.handle, operation.handle.handle, peer(root),
        handle.handle, &request.handle)
    }
  }

  /// Starts to combine the buffers of all ranks position by position, on every rank. Collective.
  ///
  /// ```swift
  /// let request = try world.immediateAllReduce(mine, into: sums, with: .sum)
  /// ```
  ///
  /// - Parameters:
  ///   - buffer: what this rank gives.
  ///   - result: as many elements.
  ///   - operation: how to combine two elements.
  public func immediateAllReduce<Element: MPIElement>(
    _ buffer: MPIBuffer<Element>, into result: MPIBuffer<Element>,
    with operation: ReductionOperator<Element>
  ) throws(MPIError) -> Request {
    precondition(
      result.count == buffer.count, "there must be room for \(buffer.count) elements")
    let memory = CollectiveMemory([buffer, result, operation.owner])
    return try startInChunks("MPI_Iallreduce", of: buffer, memory) {
      MPI_Iallreduce(
        buffer.pointer + $0.lowerBound, result.pointer + $0.lowerBound, Int32($0.count),
        operation.datatype.handle, operation.handle.handle, handle.handle, &$1.handle)
    }
  }

  private func start(
    _ function: String, _ memory: CollectiveMemory, _ call: (inout CMPIRequest) -> Int32
  ) throws(MPIError) -> Request {
    var request = cmpi_request_null()
    try check(function, call(&request))
    return Request(
      [request], .collective, of: UInt8.mpiDatatype, on: self, keepingAlive: memory)
  }

  /// Starts a reduction piece by piece, which changes nothing in an operation that works position by
  /// position.
  private func startInChunks<Element: MPIElement>(
    _ function: String, of buffer: MPIBuffer<Element>, _ memory: CollectiveMemory,
    _ call: (Range<Int>, inout CMPIRequest) -> Int32
  ) throws(MPIError) -> Request {
    var pieces: [CMPIRequest] = []
    var code = Int32(MPI_SUCCESS)
    for chunk in chunks(Element.mpiDatatype, count: buffer.count, limit: countLimit) {
      var request = cmpi_request_null()
      code = call(chunk, &request)
      guard code == MPI_SUCCESS else { break }
      pieces.append(request)
    }
    // Where a piece could not be started, those before it go on without their request.
    let request = Request(
      pieces, .collective, of: UInt8.mpiDatatype, on: self, keepingAlive: memory)
    try check(function, code)
    return request
  }
}

/// What a collective under way needs: buffers, an operator, and the description of their layout, which
/// not every MPI keeps by itself.
private final class CollectiveMemory {
  private let objects: [AnyObject?]
  private let layout: Layout?

  init(_ objects: [AnyObject?], _ layout: Layout? = nil) {
    self.objects = objects
    self.layout = layout
  }

  deinit {
    if !MPIEnvironment.isFinalized { layout?.release() }
  }
}
