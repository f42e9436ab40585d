import MPI

func ranksAreNumberedFromZero(_ world: Communicator) throws {
  try expectEqual(try world.allGather(world.rank), Array(0..<world.size))
}

func duplicateKeepsRanksAndSeparatesMessages(_ world: Communicator) throws {
  let other = try world.duplicate()
  try expectEqual(other.rank, world.rank)
  try expectEqual(other.size, world.size)

  let first = try world.immediateSend(MPIBuffer([1]), to: world.next)
  let second = try other.immediateSend(MPIBuffer([2]), to: world.next)
  try expectEqual(try other.receive(Int.self, from: nil, tag: nil).elements, [2])
  try expectEqual(try world.receive(Int.self, from: nil, tag: nil).elements, [1])
  try Request.waitAll([first, second])
}

func splitGroupsByColorAndOrdersByKey(_ world: Communicator) throws {
  let color = world.rank % 2
  guard let half = try world.split(color: color, key: -world.rank) else {
    throw CheckFailure(description: "no communicator for color \(color)")
  }
  let members = (0..<world.size).filter { $0 % 2 == color }
  try expectEqual(try half.allGather(world.rank), Array(members.reversed()))
}

func splitWithoutColorGivesNothing(_ world: Communicator) throws {
  let onlyFirst = try world.split(color: world.rank == 0 ? 0 : nil)
  try expectEqual(onlyFirst?.size, world.rank == 0 ? 1 : nil)
}

func splitByNodeKeepsOrder(_ world: Communicator) throws {
  let node = try world.splitByNode()
  let members = try node.allGather(world.rank)
  try expectEqual(members, members.sorted())
  try expect(members.contains(world.rank), "the node of rank \(world.rank) has \(members)")
}

func communicatorsAreFreed(_ world: Communicator) throws {
  // Both MPI libraries run out of communicators well before this many unless they are freed.
  for _ in 0..<5_000 {
    _ = try world.duplicate()
  }
}

func barrierHoldsUntilTheLastRankArrives(_ world: Communicator) throws {
  // Rank 0 sends before it enters, so whoever has passed must find the message.
  let note = MPIBuffer([42])
  var requests: [Request] = []
  if world.rank == 0 {
    for rank in 0..<world.size { requests.append(try world.immediateSend(note, to: rank, tag: 3)) }
  }
  try world.barrier()
  try expectEqual(try world.receive(Int.self, from: 0, tag: 3).elements, [42])
  try Request.waitAll(requests)
}

func sleepingBarrierHoldsUntilTheLastRankArrives(_ world: Communicator) throws {
  let note = MPIBuffer([43])
  var requests: [Request] = []
  if world.rank == 0 {
    for rank in 0..<world.size { requests.append(try world.immediateSend(note, to: rank, tag: 4)) }
  }
  try world.sleepingBarrier()
  try expectEqual(try world.receive(Int.self, from: 0, tag: 4).elements, [43])
  try Request.waitAll(requests)
}

func environmentKnowsHostAndLibrary(_ world: Communicator) throws {
  try expect(!MPIEnvironment.processorName.isEmpty, "the processor has no name")
  try expect(MPIEnvironment.libraryVersion.contains("MPI"), MPIEnvironment.libraryVersion)
}
