import MPI

func sentElementsArriveWithSourceTagAndCount(_ world: Communicator) throws {
  try needsSeveralRanks(world)
  for count in interestingCounts {
    if world.rank == 0 {
      try world.send(numbers(rank: 0, count: count), to: 1, tag: count)
    } else if world.rank == 1 {
      let (elements, status) = try world.receive(Int.self, from: nil, tag: nil)
      try expectEqual(elements, numbers(rank: 0, count: count))
      try expectEqual([status.source, status.tag, status.count], [0, count, count])
    }
  }
}

func receiveIntoRoomTakesShorterMessages(_ world: Communicator) throws {
  for count in interestingCounts {
    let sending = try world.immediateSend(
      MPIBuffer(numbers(rank: world.rank, count: count)), to: world.next)
    var room = [Int](repeating: -1, count: 50)
    var span = room.mutableSpan
    let status = try world.receive(into: &span, from: world.previous)
    try expectEqual(status.count, count)
    try expectEqual(
      room,
      numbers(rank: world.previous, count: count) + [Int](repeating: -1, count: 50 - count))
    try sending.wait()
  }
}

func messagesOfOneSenderKeepTheirOrder(_ world: Communicator) throws {
  let buffers = (0..<10).map { MPIBuffer([$0]) }
  let requests = try buffers.map { try world.immediateSend($0, to: world.next) }
  for expected in 0..<10 {
    try expectEqual(try world.receive(Int.self, from: nil).elements, [expected])
  }
  try Request.waitAll(requests)
}

func synchronousSendsArrive(_ world: Communicator) throws {
  for count in interestingCounts {
    let elements = numbers(rank: world.rank, count: count)
    if world.size > 1, world.rank == 0 {
      try world.synchronousSend(elements, to: 1, tag: 11)
    } else if world.rank == 1 {
      let received = try world.receive(Int.self, from: 0, tag: 11).elements
      try expectEqual(received, numbers(rank: 0, count: count))
    }
    let sending = try world.immediateSynchronousSend(MPIBuffer(elements), to: world.next, tag: 12)
    let received = try world.receive(Int.self, from: world.previous, tag: 12).elements
    try expectEqual(received, numbers(rank: world.previous, count: count))
    try sending.wait()
  }
}

func aSynchronousSendLastsUntilItIsReceived(_ world: Communicator) throws {
  let sending = try world.immediateSynchronousSend(MPIBuffer([1]), to: world.next, tag: 13)
  // Whoever passes this knows that nobody has received anything.
  try expect(try !sending.test(), "complete before anyone receives")
  try world.barrier()
  try expect(try !sending.test(), "complete before anyone receives")
  try world.barrier()
  _ = try world.receive(Int.self, from: world.previous, tag: 13)
  try sending.wait()
}

func probeTellsTheCountAndLeavesTheMessage(_ world: Communicator) throws {
  let sending = try world.immediateSend(
    MPIBuffer([Float](repeating: 1, count: 23)), to: world.next, tag: 5)
  let status = try world.probe(for: Float.self, from: nil, tag: nil)
  try expectEqual([status.source, status.tag, status.count], [world.previous, 5, 23])
  try expectEqual(try world.receive(Float.self, from: status.source, tag: 5).elements.count, 23)
  try sending.wait()
}

func immediateProbeFindsOnlyWhatIsThere(_ world: Communicator) throws {
  try expect(
    try world.immediateProbe(for: Int.self, from: nil, tag: 77) == nil, "a message from nowhere")
  try world.barrier()
  let sending = try world.immediateSend(MPIBuffer([1, 2]), to: world.next, tag: 77)
  var found: Status?
  while found == nil { found = try world.immediateProbe(for: Int.self, from: nil, tag: 77) }
  try expectEqual(found?.count, 2)
  _ = try world.receive(Int.self, from: nil, tag: 77)
  try sending.wait()
}

func sleepingProbeWaitsForTheMessage(_ world: Communicator) throws {
  // Each rank sends only when it has had the message of the rank before.
  var sending: [Request] = []
  if world.rank == 0 {
    sending.append(try world.immediateSend(MPIBuffer([7, 8, 9]), to: world.next, tag: 78))
  }
  let status = try world.sleepingProbe(for: Int.self, from: world.previous, tag: 78)
  try expectEqual([status.source, status.tag, status.count], [world.previous, 78, 3])
  try expectEqual(try world.receive(Int.self, from: world.previous, tag: 78).elements, [7, 8, 9])
  if world.rank > 0 {
    sending.append(try world.immediateSend(MPIBuffer([7, 8, 9]), to: world.next, tag: 78))
  }
  try Request.waitAll(sending)
}

func sendReceiveGoesAroundTheRing(_ world: Communicator) throws {
  for count in interestingCounts {
    let mine = numbers(rank: world.rank, count: count)
    try expectEqual(
      try world.sendReceive(mine, to: world.next, from: world.previous),
      numbers(rank: world.previous, count: count))

    var theirs = [Int](repeating: 0, count: count)
    var span = theirs.mutableSpan
    try world.sendReceive(
      mine.span, to: world.next, receivingInto: &span, from: world.previous, tag: 9)
    try expectEqual(theirs, numbers(rank: world.previous, count: count))
  }
}

func longMessagesTravel(_ world: Communicator) throws {
  // Long enough that no MPI library sends it before the receiver asks for it.
  let count = 1_000_000
  let received = try world.sendReceive(
    numbers(rank: world.rank, count: count), to: world.next, from: world.previous)
  try expect(received == numbers(rank: world.previous, count: count), "a changed message")
}

func structsTravelWhole(_ world: Communicator) throws {
  let mine = (0..<9).map { Mixed(wide: Int64($0), narrow: Float(world.rank), flag: $0 % 2 == 0) }
  let theirs = try world.sendReceive(mine, to: world.next, from: world.previous)
  try expectEqual(
    theirs,
    (0..<9).map { Mixed(wide: Int64($0), narrow: Float(world.previous), flag: $0 % 2 == 0) })
}

func everyElementTypeTravels(_ world: Communicator) throws {
  func check<Element: MPIElement & Equatable>(_ values: [Element]) throws {
    try expectEqual(try world.sendReceive(values, to: world.next, from: world.previous), values)
    try expectEqual(MemoryLayout<Element>.stride * values.count, try bytes(of: values))
  }
  // The same message seen as bytes tells whether MPI took the type for one of another size.
  func bytes<Element: MPIElement>(of values: [Element]) throws -> Int {
    let sending = try world.immediateSend(MPIBuffer(values), to: world.rank, tag: 8)
    let count = try world.probe(for: UInt8.self, from: world.rank, tag: 8).count
    _ = try world.receive(Element.self, from: world.rank, tag: 8)
    try sending.wait()
    return count
  }
  try check([Int8.min, Int8.max])
  try check([Int16.min, Int16.max])
  try check([Int32.min, Int32.max])
  try check([Int64.min, Int64.max])
  try check([Int.min, Int.max])
  try check([UInt8.max])
  try check([UInt16.max])
  try check([UInt32.max])
  try check([UInt64.max])
  try check([UInt.max])
  try check([Float.leastNonzeroMagnitude, -Float.infinity])
  try check([Double.leastNonzeroMagnitude, -Double.infinity])
  try check([true, false, true])
}
