import CMPI

extension Communicator {
  /// Sends elements to another rank and returns once they may be overwritten, which can be when the
  /// receiver has them and not before.
  ///
  /// ```swift
  /// if world.rank == 0 { try world.send([1, 2, 3], to: 1, tag: 7) }
  /// ```
  public func send<Element: MPIElement>(
    _ elements: Span<Element>, to destination: Int, tag: Int = 0
  ) throws(MPIError) {
    let layout = try Layout(Element.self, count: elements.count, limit: countLimit)
    defer { layout.release() }
    let code = elements.withUnsafeBufferPointer {
      MPI_Send(
        $0.baseAddress, layout.count, layout.datatype.handle, peer(destination),
        Int32(clamping: tag), handle.handle)
    }
    try check("MPI_Send", code)
  }

  public func send<Element: MPIElement>(
    _ elements: [Element], to destination: Int, tag: Int = 0
  ) throws(MPIError) {
    try elements.withSpan { (span) throws(MPIError) in
      try send(span, to: destination, tag: tag)
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
  ///   - source: the sender; nil for any.
  ///   - tag: the tag it must have been sent with; nil for any.
  public func receive<Element: MPIElement>(
    _ type: Element.Type, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> (elements: [Element], status: Status) {
    // A probe that claims the message (MPI_Mprobe) would be safe among threads, but Open MPI 4.1 over
    // libfabric's TCP, which it takes between hosts without a fast network, fails to receive what was
    // claimed.
    let status = try probe(for: type, from: source, tag: tag)
    let layout = try Layout(type, count: status.count, limit: countLimit)
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
  @discardableResult
  public func receive<Element: MPIElement>(
    into elements: inout MutableSpan<Element>, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Status {
    let layout = try Layout(Element.self, count: elements.count, limit: countLimit)
    defer { layout.release() }
    var arrival = MPI_Status()
    let code = elements.withUnsafeMutableBufferPointer {
      MPI_Recv(
        $0.baseAddress, layout.count, layout.datatype.handle, self.source(source), self.tag(tag),
        handle.handle, &arrival)
    }
    try check("MPI_Recv", code)
    return try Status(arrival, of: Element.self)
  }

  /// Waits for a message without receiving it.
  ///
  /// ```swift
  /// let next = try world.probe(for: Float.self, from: nil, tag: nil)
  /// let row = try world.receive(Float.self, from: next.source, tag: next.tag).elements
  /// ```
  ///
  /// - Parameter type: what the message is made of, to count its elements.
  public func probe<Element: MPIElement>(
    for type: Element.Type, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Status {
    var arrival = MPI_Status()
    try check(
      "MPI_Probe", MPI_Probe(self.source(source), self.tag(tag), handle.handle, &arrival))
    return try Status(arrival, of: type)
  }

  /// Looks for a message without waiting: nil if none is there yet.
  ///
  /// ```swift
  /// while try world.immediateProbe(for: Int.self, from: nil) == nil { doSomethingElse() }
  /// ```
  public func immediateProbe<Element: MPIElement>(
    for type: Element.Type, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Status? {
    var arrival = MPI_Status()
    var found: Int32 = 0
    try check(
      "MPI_Iprobe",
      MPI_Iprobe(self.source(source), self.tag(tag), handle.handle, &found, &arrival))
    return found == 0 ? nil : try Status(arrival, of: type)
  }

  /// Waits for a message without receiving it, asleep for up to a millisecond at a time: the core is
  /// free for ranks that still work, where `probe` may keep asking.
  ///
  /// ```swift
  /// try world.sleepingProbe(for: Int.self, from: 1)
  /// let numbers = try world.receive(Int.self, from: 1).elements
  /// ```
  @discardableResult
  public func sleepingProbe<Element: MPIElement>(
    for type: Element.Type, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Status {
    var found: Status?
    try sleep { () throws(MPIError) in
      found = try immediateProbe(for: type, from: source, tag: tag)
      return found != nil
    }
    return found!
  }

  /// Sends to one rank and receives from another at the same time, so that a ring of ranks doing
  /// this cannot lock up.
  ///
  /// ```swift
  /// let next = (world.rank + 1) % world.size
  /// let previous = (world.rank + world.size - 1) % world.size
  /// try world.sendReceive(mine.span, to: next, receivingInto: &span, from: previous)
  /// ```
  @discardableResult
  public func sendReceive<Element: MPIElement>(
    _ elements: Span<Element>, to destination: Int,
    receivingInto received: inout MutableSpan<Element>, from source: Int?, tag: Int = 0
  ) throws(MPIError) -> Status {
    let outgoing = try Layout(Element.self, count: elements.count, limit: countLimit)
    defer { outgoing.release() }
    let incoming = try Layout(Element.self, count: received.count, limit: countLimit)
    defer { incoming.release() }
    var arrival = MPI_Status()
    let code = elements.withUnsafeBufferPointer { send in
      received.withUnsafeMutableBufferPointer { receive in
        MPI_Sendrecv(
          send.baseAddress, outgoing.count, outgoing.datatype.handle, peer(destination),
          Int32(clamping: tag), receive.baseAddress, incoming.count, incoming.datatype.handle,
          self.source(source), self.tag(tag), handle.handle, &arrival)
      }
    }
    try check("MPI_Sendrecv", code)
    return try Status(arrival, of: Element.self)
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

  func source(_ rank: Int?) -> Int32 {
    rank.map(peer) ?? Int32(MPI_ANY_SOURCE)
  }

  /// A tag to receive, nil for any. As with ranks, a negative number must not become a wildcard.
  func tag(_ tag: Int?) -> Int32 {
    guard let tag else { return Int32(MPI_ANY_TAG) }
    return tag < 0 ? Int32.min : Int32(clamping: tag)
  }
}
