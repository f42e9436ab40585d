import CMPI

// Messages that are started and go on while the caller does something else. Nothing is copied: MPI
// reads and writes the memory that it is given.

extension Communicator {
  /// Starts to send a buffer. Do not write to it until the request is complete.
  ///
  /// ```swift
  /// let request = try world.immediateSend(buffer, to: 1)
  /// compute()
  /// try request.wait()
  /// ```
  public func immediateSend<Element: MPIElement>(
    _ buffer: MPIBuffer<Element>, to destination: Int, tag: Int = 0
  ) throws(MPIError) -> Request {
    try immediateSend(buffer, 0..<buffer.count, to: destination, tag: tag)
  }

  /// Starts to send some elements of a buffer. Do not write to them until the request is complete.
  ///
  /// ```swift
  /// let lastRow = try world.immediateSend(grid, (rows - 1) * columns..<rows * columns, to: 1)
  /// ```
  public func immediateSend<Element: MPIElement>(
    _ buffer: MPIBuffer<Element>, _ range: Range<Int>, to destination: Int, tag: Int = 0
  ) throws(MPIError) -> Request {
    try immediateSend(
      buffer.address(of: range), count: range.count, keepingAlive: buffer, to: destination,
      tag: tag)
  }

  /// Starts to receive at most `buffer.count` elements, whose number is in the request's status once
  /// it is complete. Do not read the buffer before.
  ///
  /// ```swift
  /// let request = try world.immediateReceive(into: buffer, from: 0)
  /// compute()
  /// try request.wait()
  /// use(buffer.span.extracting(first: request.status!.count))
  /// ```
  ///
  /// - Parameters:
  ///   - buffer: where the message goes, from the first element on.
  ///   - source: the sender; nil for any.
  ///   - tag: the tag it must have been sent with; nil for any.
  public func immediateReceive<Element: MPIElement>(
    into buffer: MPIBuffer<Element>, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Request {
    try immediateReceive(into: buffer, 0..<buffer.count, from: source, tag: tag)
  }

  /// Starts to receive at most `range.count` elements into some elements of a buffer. Do not read them
  /// until the request is complete.
  ///
  /// ```swift
  /// let rowAbove = try world.immediateReceive(into: grid, 0..<columns, from: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - buffer: what the message goes into.
  ///   - range: the elements for which there is room; the message goes to the first of them.
  ///   - source: the sender; nil for any.
  ///   - tag: the tag it must have been sent with; nil for any.
  public func immediateReceive<Element: MPIElement>(
    into buffer: MPIBuffer<Element>, _ range: Range<Int>, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Request {
    try immediateReceive(
      into: buffer.address(of: range), count: range.count, keepingAlive: buffer, from: source,
      tag: tag)
  }

  /// Starts to send elements from memory that another object owns, such as a mapped file or the arrays
  /// of another library. Nothing is copied. Do not write to the elements until the request is complete.
  ///
  /// ```swift
  /// let request = try world.immediateSend(
  ///   matrix.values, count: matrix.rows * matrix.columns, keepingAlive: matrix, to: 1)
  /// ```
  ///
  /// - Parameters:
  ///   - elements: the first element. It must stay valid, and in place, as long as `owner` lives.
  ///   - count: the number of elements.
  ///   - owner: the object that the request keeps alive until MPI is done with the elements.
  ///   - destination: the rank that receives them.
  ///   - tag: the tag that they are sent with.
  public func immediateSend<Element: MPIElement>(
    _ elements: UnsafePointer<Element>, count: Int, keepingAlive owner: AnyObject,
    to destination: Int, tag: Int = 0
  ) throws(MPIError) -> Request {
    let layout = try Layout(Element.mpiDatatype, count: count, limit: countLimit)
    defer { layout.release() }
    var request = cmpi_request_null()
    try check(
      "MPI_Isend",
      MPI_Isend(
        elements, layout.count, layout.datatype.handle, peer(destination), Int32(clamping: tag),
        handle.handle, &request.handle))
    return Request([request], .send, of: Element.mpiDatatype, on: self, keepingAlive: owner)
  }

  /// Starts to receive up to `count` elements into memory that another object owns. Nothing is copied.
  /// Do not read the elements until the request is complete.
  ///
  /// ```swift
  /// let request = try world.immediateReceive(
  ///   into: matrix.values, count: capacity, keepingAlive: matrix, from: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - elements: where the first element goes. It must stay valid, and in place, as long as `owner`
  ///     lives.
  ///   - count: the number of elements for which there is room.
  ///   - owner: the object that the request keeps alive until MPI is done with the memory.
  ///   - source: the sender; nil for any.
  ///   - tag: the tag it must have been sent with; nil for any.
  public func immediateReceive<Element: MPIElement>(
    into elements: UnsafeMutablePointer<Element>, count: Int, keepingAlive owner: AnyObject,
    from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Request {
    let layout = try Layout(Element.mpiDatatype, count: count, limit: countLimit)
    defer { layout.release() }
    var request = cmpi_request_null()
    try check(
      "MPI_Irecv",
      MPI_Irecv(
        elements, layout.count, layout.datatype.handle, self.source(source), self.tag(tag),
        handle.handle, &request.handle))
    return Request([request], .receive, of: Element.mpiDatatype, on: self, keepingAlive: owner)
  }

  /// Starts to send a buffer; the request is complete once the receiver has begun to receive it, however
  /// short the message is. Do not write to the buffer until then.
  ///
  /// ```swift
  /// let request = try world.immediateSynchronousSend(buffer, to: 1)
  /// while try !request.test() { computeAnotherTile() }
  /// ```
  public func immediateSynchronousSend<Element: MPIElement>(
    _ buffer: MPIBuffer<Element>, to destination: Int, tag: Int = 0
  ) throws(MPIError) -> Request {
    let layout = try Layout(Element.mpiDatatype, count: buffer.count, limit: countLimit)
    defer { layout.release() }
    var request = cmpi_request_null()
    try check(
      "MPI_Issend",
      MPI_Issend(
        buffer.pointer, layout.count, layout.datatype.handle, peer(destination),
        Int32(clamping: tag), handle.handle, &request.handle))
    return Request([request], .send, of: Element.mpiDatatype, on: self, keepingAlive: buffer)
  }
}
