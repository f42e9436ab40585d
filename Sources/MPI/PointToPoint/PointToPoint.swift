import CMPI

extension Communicator {
  /// Sends elements to another rank and returns once they may be overwritten, which can be when the
  /// receiver has them and not before.
  ///
  /// ```swift
  /// if world.rank == 0 { try world.send(numbers.span, to: 1, tag: 7) }
  /// ```
  @inlinable
  public func send<Element: MPIElement>(
    _ elements: Span<Element>, to destination: Int, tag: Int = 0
  ) throws(MPIError) {
    try elements.withUnsafeBufferPointer { (buffer) throws(MPIError) in
      try send(UntypedElements(buffer), to: destination, tag: tag)
    }
  }

  /// Sends the elements of an array to another rank and returns once they may be overwritten, which can
  /// be when the receiver has them and not before.
  ///
  /// ```swift
  /// if world.rank == 0 { try world.send([1, 2, 3], to: 1, tag: 7) }
  /// ```
  @inlinable
  public func send<Element: MPIElement>(
    _ elements: [Element], to destination: Int, tag: Int = 0
  ) throws(MPIError) {
    try elements.withSpan { (span) throws(MPIError) in
      try send(span, to: destination, tag: tag)
    }
  }

  /// Sends elements to another rank and returns once the receiver has begun to receive them, however
  /// short the message is: a program that still works with this in place of
  /// ``send(_:to:tag:)-(Span<Element>,_,_)`` does not depend on the room that MPI has for messages.
  ///
  /// ```swift
  /// if world.rank == 0 { try world.synchronousSend(numbers.span, to: 1) }
  /// ```
  public func synchronousSend<Element: MPIElement>(
    _ elements: Span<Element>, to destination: Int, tag: Int = 0
  ) throws(MPIError) {
    try elements.withUnsafeBufferPointer { (buffer) throws(MPIError) in
      let elements = UntypedElements(buffer)
      let layout = try Layout(elements.datatype, count: elements.count, limit: countLimit)
      defer { layout.release() }
      try check(
        "MPI_Ssend",
        MPI_Ssend(
          elements.address, layout.count, layout.datatype.handle, peer(destination),
          Int32(clamping: tag), handle.handle))
    }
  }

  /// Sends the elements of an array to another rank and returns once the receiver has begun to receive
  /// them, however short the message is.
  ///
  /// ```swift
  /// if world.rank == 0 { try world.synchronousSend([1, 2, 3], to: 1) }
  /// ```
  public func synchronousSend<Element: MPIElement>(
    _ elements: [Element], to destination: Int, tag: Int = 0
  ) throws(MPIError) {
    try elements.withSpan { (span) throws(MPIError) in
      try synchronousSend(span, to: destination, tag: tag)
    }
  }

  /// Receives a message of any length. Of the threads of a rank, only one at a time may receive in
  /// this way from the same source with the same tag.
  ///
  /// ```swift
  /// let (numbers, status) = try world.receive(Int.self, from: nil, tag: 7)
  /// print("\(status.count) numbers from rank \(status.source): \(numbers)")
  /// ```
  ///
  /// - Parameters:
  ///   - type: what the message is made of.
  ///   - source: the sender; nil for any.
  ///   - tag: the tag it must have been sent with; nil for any.
  public func receive<Element: MPIElement>(
    _ type: Element.Type, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> (elements: [Element], status: Status) {
    // A probe that claims the message (MPI_Mprobe) would be safe among threads, but Open MPI 4.1 over
    // libfabric's TCP, which it takes between hosts without a fast network, fails to receive what was
    // claimed.
    let status = try probe(for: type, from: source, tag: tag)
    let layout = try Layout(Element.mpiDatatype, count: status.count, limit: countLimit)
    defer { layout.release() }
    var code = Int32(MPI_SUCCESS)
    var arrival = MPI_Status()
    let elements = [Element](unsafeUninitializedCapacity: status.count) { buffer, count in
      code = MPI_Recv(
        buffer.baseAddress, layout.count, layout.datatype.handle, peer(status.source),
        Int32(clamping: status.tag), handle.handle, &arrival)
      count = status.count
    }
    try check("MPI_Recv", code)
    return (elements, status)
  }

  /// Receives a message of at most as many elements as there is room for. A longer one is an error.
  ///
  /// ```swift
  /// var room = [Float](repeating: 0, count: 100)
  /// var span = room.mutableSpan
  /// let status = try world.receive(into: &span, from: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - elements: where the message goes, from the first element on.
  ///   - source: the sender; nil for any.
  ///   - tag: the tag it must have been sent with; nil for any.
  @inlinable
  @discardableResult
  public func receive<Element: MPIElement>(
    into elements: inout MutableSpan<Element>, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Status {
    try elements.withUnsafeMutableBufferPointer { (buffer) throws(MPIError) in
      try receive(into: UntypedElements(buffer), from: source, tag: tag)
    }
  }

  /// Sends to one rank and receives from another at the same time, so that a ring of ranks doing
  /// this cannot lock up.
  ///
  /// ```swift
  /// let next = (world.rank + 1) % world.size
  /// let previous = (world.rank + world.size - 1) % world.size
  /// try world.sendReceive(mine.span, to: next, receivingInto: &span, from: previous)
  /// ```
  ///
  /// - Parameters:
  ///   - elements: what is sent.
  ///   - destination: the rank that receives it.
  ///   - received: where the message that arrives goes; a longer one is an error.
  ///   - source: the sender; nil for any.
  ///   - tag: the tag of both messages.
  @inlinable
  @discardableResult
  public func sendReceive<Element: MPIElement>(
    _ elements: Span<Element>, to destination: Int,
    receivingInto received: inout MutableSpan<Element>, from source: Int?, tag: Int = 0
  ) throws(MPIError) -> Status {
    try elements.withUnsafeBufferPointer { (outgoing) throws(MPIError) in
      try received.withUnsafeMutableBufferPointer { (incoming) throws(MPIError) in
        try sendReceive(
          UntypedElements(outgoing), to: destination, receivingInto: UntypedElements(incoming),
          from: source, tag: tag)
      }
    }
  }

  /// Sends to one rank and receives a message of any length from another.
  ///
  /// ```swift
  /// let theirs = try world.sendReceive(mine, to: next, from: previous)
  /// ```
  public func sendReceive<Element: MPIElement>(
    _ elements: [Element], to destination: Int, from source: Int?, tag: Int = 0
  ) throws(MPIError) -> [Element] {
    let request = try immediateSend(MPIBuffer(elements), to: destination, tag: tag)
    let received = try receive(Element.self, from: source, tag: tag).elements
    try request.wait()
    return received
  }

  @usableFromInline
  func send(_ elements: UntypedElements, to destination: Int, tag: Int) throws(MPIError) {
    let layout = try Layout(elements.datatype, count: elements.count, limit: countLimit)
    defer { layout.release() }
    try check(
      "MPI_Send",
      MPI_Send(
        elements.address, layout.count, layout.datatype.handle, peer(destination),
        Int32(clamping: tag), handle.handle))
  }

  @usableFromInline
  func receive(
    into elements: UntypedElements, from source: Int?, tag: Int?
  ) throws(MPIError) -> Status {
    let layout = try Layout(elements.datatype, count: elements.count, limit: countLimit)
    defer { layout.release() }
    var arrival = MPI_Status()
    try check(
      "MPI_Recv",
      MPI_Recv(
        elements.address, layout.count, layout.datatype.handle, self.source(source),
        self.tag(tag), handle.handle, &arrival))
    return Status(arrival, of: elements.datatype)
  }

  @usableFromInline
  func sendReceive(
    _ elements: UntypedElements, to destination: Int, receivingInto received: UntypedElements,
    from source: Int?, tag: Int
  ) throws(MPIError) -> Status {
    let outgoing = try Layout(elements.datatype, count: elements.count, limit: countLimit)
    defer { outgoing.release() }
    let incoming = try Layout(received.datatype, count: received.count, limit: countLimit)
    defer { incoming.release() }
    var arrival = MPI_Status()
    try check(
      "MPI_Sendrecv",
      MPI_Sendrecv(
        elements.address, outgoing.count, outgoing.datatype.handle, peer(destination),
        Int32(clamping: tag), received.address, incoming.count, incoming.datatype.handle,
        self.source(source), self.tag(tag), handle.handle, &arrival))
    return Status(arrival, of: received.datatype)
  }

  func source(_ rank: Int?) -> Int32 {
    rank.map(peer) ?? Int32(MPI_ANY_SOURCE)
  }

  /// A tag to receive, nil for any. As with ranks, a negative number must not become a wildcard.
  func tag(_ tag: Int?) -> Int32 {
    guard let tag else { return Int32(MPI_ANY_TAG) }
    return tag < 0 ? Int32.min : Int32(clamping: tag)
  }
}
