import CMPI

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
    try immediateSend(
      UnsafePointer(buffer.pointer), count: buffer.count, keepingAlive: buffer, to: destination,
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
  public func immediateReceive<Element: MPIElement>(
    into buffer: MPIBuffer<Element>, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Request {
    try immediateReceive(
      into: buffer.pointer, count: buffer.count, keepingAlive: buffer, from: source, tag: tag)
  }

  /// Starts to send `count` elements of memory that `owner` keeps alive and in place.
  package func immediateSend<Element: MPIElement>(
    _ elements: UnsafePointer<Element>, count: Int, keepingAlive owner: AnyObject,
    to destination: Int, tag: Int = 0
  ) throws(MPIError) -> Request {
    let layout = try Layout(Element.self, count: count, limit: countLimit)
    defer { layout.release() }
    var request = cmpi_request_null()
    try check(
      "MPI_Isend",
      MPI_Isend(
        elements, layout.count, layout.datatype.handle, peer(destination), Int32(clamping: tag),
        handle.handle, &request.handle))
    return Request.sending(request, of: Element.self, on: self, keepingAlive: owner)
  }

  /// Starts to receive up to `count` elements into memory that `owner` keeps alive and in place.
  package func immediateReceive<Element: MPIElement>(
    into elements: UnsafeMutablePointer<Element>, count: Int, keepingAlive owner: AnyObject,
    from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Request {
    let layout = try Layout(Element.self, count: count, limit: countLimit)
    defer { layout.release() }
    var request = cmpi_request_null()
    try check(
      "MPI_Irecv",
      MPI_Irecv(
        elements, layout.count, layout.datatype.handle, self.source(source), self.tag(tag),
        handle.handle, &request.handle))
    return Request.receiving(request, of: Element.self, on: self, keepingAlive: owner)
  }
}
