import MPI

func sendingToARankThatIsNotThereIsAnError(_ world: Communicator) throws {
  for rank in [world.size, -1, -2, Int.max, Int.min] {
    try expectMPIError(from: "MPI_Send", mentioning: "rank") { try world.send([1], to: rank) }
  }
}

func receivingFromARankThatIsNotThereIsAnError(_ world: Communicator) throws {
  for rank in [world.size, -1, -2] {
    try expectMPIError(from: "MPI_Probe", mentioning: "rank") {
      _ = try world.receive(Int.self, from: rank)
    }
  }
}

func aNegativeTagIsAnError(_ world: Communicator) throws {
  try expectMPIError(from: "MPI_Send", mentioning: "tag") {
    try world.send([1], to: world.rank, tag: -1)
  }
}

func aRootThatIsNotThereIsAnError(_ world: Communicator) throws {
  try expectMPIError(from: "MPI_Bcast", mentioning: "root") {
    _ = try world.broadcast(1, from: world.size)
  }
}

func aMessageLongerThanTheRoomIsAnError(_ world: Communicator) throws {
  let sending = try world.immediateSend(
    MPIBuffer(numbers(rank: 0, count: 11)), to: world.next, tag: 11)
  try expectMPIError(from: "MPI_Recv", mentioning: "truncate") {
    var room = [Int](repeating: 0, count: 10)
    var span = room.mutableSpan
    try world.receive(into: &span, from: world.previous, tag: 11)
  }
  try sending.wait()
}

func derivedCommunicatorsRaiseErrorsToo(_ world: Communicator) throws {
  let node = try world.splitByNode()
  try expectMPIError(from: "MPI_Send", mentioning: "rank") { try node.send([1], to: node.size) }
  let copy = try world.duplicate()
  try expectMPIError(from: "MPI_Send", mentioning: "rank") { try copy.send([1], to: copy.size) }
}

func waitAllWaitsForTheOthersWhenOneFails(_ world: Communicator) throws {
  try waitsForTheOthersWhenOneFails(world, "MPI_Wait") { try Request.waitAll($0) }
  try waitsForTheOthersWhenOneFails(world, "MPI_Test") { try Request.sleepingWaitAll($0) }
}

private func waitsForTheOthersWhenOneFails(
  _ world: Communicator, _ function: String, _ waitAll: ([Request]) throws -> Void
) throws {
  // Open MPI 4.1 does not notice that a message to oneself is too long for a receive posted before.
  try needsSeveralRanks(world)
  let small = MPIBuffer(repeating: 0, count: 1)
  let fitting = MPIBuffer(repeating: 0, count: 3)
  let receives = [
    try world.immediateReceive(into: small, from: world.previous, tag: 12),
    try world.immediateReceive(into: fitting, from: world.previous, tag: 13),
  ]
  let sends = [
    try world.immediateSend(MPIBuffer([1, 2, 3]), to: world.next, tag: 12),
    try world.immediateSend(MPIBuffer([4, 5, 6]), to: world.next, tag: 13),
  ]
  try expectMPIError(from: function, mentioning: "truncate") { try waitAll(receives) }
  try expectEqual(Array(fitting), [4, 5, 6])
  try Request.waitAll(sends)
}
