import CMPI

extension Communicator {
  /// Waits for a message without receiving it.
  ///
  /// ```swift
  /// let next = try world.probe(for: Float.self, from: nil, tag: nil)
  /// let row = try world.receive(Float.self, from: next.source, tag: next.tag).elements
  /// ```
  ///
  /// - Parameters:
  ///   - type: what the message is made of, to count its elements.
  ///   - source: the sender; nil for any.
  ///   - tag: the tag it must have been sent with; nil for any.
  public func probe<Element: MPIElement>(
    for type: Element.Type, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Status {
    var arrival = MPI_Status()
    try check(
      "MPI_Probe", MPI_Probe(self.source(source), self.tag(tag), handle.handle, &arrival))
    return Status(arrival, of: Element.mpiDatatype)
  }

  /// Looks for a message without waiting: nil if none is there yet.
  ///
  /// ```swift
  /// while try world.immediateProbe(for: Int.self, from: nil) == nil { doSomethingElse() }
  /// ```
  ///
  /// - Parameters:
  ///   - type: what the message is made of, to count its elements.
  ///   - source: the sender; nil for any.
  ///   - tag: the tag it must have been sent with; nil for any.
  public func immediateProbe<Element: MPIElement>(
    for type: Element.Type, from source: Int?, tag: Int? = 0
  ) throws(MPIError) -> Status? {
    var arrival = MPI_Status()
    var found: Int32 = 0
    try check(
      "MPI_Iprobe",
      MPI_Iprobe(self.source(source), self.tag(tag), handle.handle, &found, &arrival))
    return found == 0 ? nil : Status(arrival, of: Element.mpiDatatype)
  }

  /// Waits for a message without receiving it, asleep for up to a millisecond at a time: the core is
  /// free for ranks that still work, where `probe` may keep asking.
  ///
  /// ```swift
  /// try world.sleepingProbe(for: Int.self, from: 1)
  /// let numbers = try world.receive(Int.self, from: 1).elements
  /// ```
  ///
  /// - Parameters:
  ///   - type: what the message is made of, to count its elements.
  ///   - source: the sender; nil for any.
  ///   - tag: the tag it must have been sent with; nil for any.
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
}
