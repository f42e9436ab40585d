import MPI

func immediateMessagesGoAroundTheRing(_ world: Communicator) throws {
  for count in interestingCounts {
    let incoming = MPIBuffer(repeating: -1, count: 40)
    let receiving = try world.immediateReceive(into: incoming, from: world.previous, tag: 1)
    let sending = try world.immediateSend(
      MPIBuffer(numbers(rank: world.rank, count: count)), to: world.next, tag: 1)
    // Both ways to wait.
    if count % 2 == 0 {
      try Request.waitAll([sending, receiving])
    } else {
      try Request.sleepingWaitAll([sending, receiving])
    }
    try expectEqual(receiving.status?.count, count)
    try expectEqual(
      Array(Array(incoming).prefix(count)), numbers(rank: world.previous, count: count))
  }
}

func testTurnsTrueOnceTheMessageIsThere(_ world: Communicator) throws {
  let incoming = MPIBuffer(repeating: 0, count: 1)
  let receiving = try world.immediateReceive(into: incoming, from: world.rank, tag: 2)
  try expect(try !receiving.test(), "complete before anything was sent")
  try expect(receiving.status == nil, "a status before anything was sent")
  let sending = try world.immediateSend(MPIBuffer([11]), to: world.rank, tag: 2)
  while try !receiving.test() {}
  try expectEqual(incoming[0], 11)
  try expect(try receiving.test(), "complete only once")
  try sending.wait()
}

/// Keeps memory alive, and tells when it no longer does.
private final class Owner {
  static nonisolated(unsafe) var released = 0
  let pointer = UnsafeMutablePointer<Int>.allocate(capacity: 20)
  deinit {
    pointer.deallocate()
    Owner.released += 1
  }
}

func requestsKeepForeignMemoryAlive(_ world: Communicator) throws {
  let releasedBefore = Owner.released
  let sending: Request
  do {
    let owner = Owner()
    for index in 0..<20 { owner.pointer[index] = world.rank + index }
    sending = try world.immediateSend(
      UnsafePointer(owner.pointer), count: 20, keepingAlive: owner, to: world.next, tag: 4)
  }
  try world.barrier()
  try expectEqual(Owner.released, releasedBefore)

  let incoming = Owner()
  let receiving = try world.immediateReceive(
    into: incoming.pointer, count: 20, keepingAlive: incoming, from: world.previous, tag: 4)
  try Request.waitAll([sending, receiving])
  for index in 0..<20 { try expectEqual(incoming.pointer[index], world.previous + index) }
}

func partsOfBuffersTravel(_ world: Communicator) throws {
  let buffer = MPIBuffer(numbers(rank: world.rank, count: 40))
  let receiving = try world.immediateReceive(into: buffer, 0..<10, from: world.previous, tag: 14)
  let sending = try world.immediateSend(buffer, 25..<34, to: world.next, tag: 14)
  try Request.waitAll([sending, receiving])
  try expectEqual(receiving.status?.count, 9)
  let theirs = Array(numbers(rank: world.previous, count: 40)[25..<34])
  let mine = Array(numbers(rank: world.rank, count: 40)[9...])
  try expectEqual(Array(buffer), theirs + mine)
}

func droppedReceiveIsCanceled(_ world: Communicator) throws {
  do {
    _ = try world.immediateReceive(
      into: MPIBuffer(repeating: 0, count: 10), from: world.previous, tag: 6)
  }
  try world.barrier()
  // Had the dropped request not been canceled, it would take this message.
  let sending = try world.immediateSend(MPIBuffer([1, 2, 3]), to: world.next, tag: 6)
  try expectEqual(try world.receive(Int.self, from: world.previous, tag: 6).elements, [1, 2, 3])
  try sending.wait()
}

func droppedSendStillArrives(_ world: Communicator) throws {
  let long = 200_000
  do {
    let buffer = MPIBuffer(repeating: world.rank, count: world.countLimit < long ? 50 : long)
    _ = try world.immediateSend(buffer, to: world.next, tag: 10)
  }
  let noise = MPIBuffer(repeating: -1, count: long)
  let elements = try world.receive(Int.self, from: world.previous, tag: 10).elements
  try expect(elements.allSatisfy { $0 == world.previous }, "the buffer was reused too early")
  try expectEqual(noise[0], -1)
}

func buffersAreAlignedAndHoldWhatTheyWereGiven(_ world: Communicator) throws {
  let buffer = MPIBuffer([1, 2, 3])
  try expectEqual(
    buffer.span.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) % 64 }, 0)
  buffer[1] = 5
  var span = buffer.mutableSpan
  span[2] = 6
  try expectEqual(Array(buffer), [1, 5, 6])
  try expectEqual(buffer.span[2], 6)
  try expectEqual(MPIBuffer([Float]()).span.count, 0)

  let large = MPIBuffer<UInt64>(uninitializedCount: 1_000)
  for index in 0..<large.count { large[index] = UInt64(index) }
  try expectEqual(Array(large), (0..<1_000).map { UInt64($0) })
}
