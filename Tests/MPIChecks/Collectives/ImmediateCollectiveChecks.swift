import MPI

func immediateBarrierHoldsUntilTheLastRankArrives(_ world: Communicator) throws {
  try needsSeveralRanks(world)
  // The last rank starts the barrier only when it has heard that the first is still held by it.
  let last = world.size - 1
  if world.rank == last { _ = try world.receive(Int.self, from: 0, tag: 5) }
  let barrier = try world.immediateBarrier()
  if world.rank == 0 {
    try expect(try !barrier.test(), "past the barrier before the last rank has come")
    try world.send([1], to: last, tag: 5)
  }
  try barrier.wait()
  try expect(barrier.isComplete && barrier.status == nil, "a barrier that is not complete")
}

func immediateBroadcastReachesEveryRank(_ world: Communicator) throws {
  for count in interestingCounts {
    let root = count % world.size
    let buffer = MPIBuffer(
      world.rank == root ? numbers(rank: root, count: count) : [Int](repeating: -1, count: count))
    try world.immediateBroadcast(buffer, from: root).wait()
    try expectEqual(Array(buffer), numbers(rank: root, count: count))
  }
}

func immediateGathersCollectInRankOrder(_ world: Communicator) throws {
  for count in interestingCounts {
    let mine = MPIBuffer(numbers(rank: world.rank, count: count))
    let expected = (0..<world.size).flatMap { numbers(rank: $0, count: count) }
    let all = MPIBuffer<Int>(uninitializedCount: count * world.size)
    let root = world.size - 1
    let collected =
      world.rank == root ? MPIBuffer<Int>(uninitializedCount: count * world.size) : nil
    // Two at a time, waited for in another order than they were started in.
    let gather = try world.immediateGather(mine, into: collected, to: root)
    try world.immediateAllGather(mine, into: all).wait()
    try gather.wait()
    try expectEqual(Array(all), expected)
    if let collected { try expectEqual(Array(collected), expected) }
  }
}

func immediateScatterAndAllToAllDealBlocks(_ world: Communicator) throws {
  for count in interestingCounts {
    let all = (0..<world.size).flatMap { numbers(rank: $0, count: count) }
    let mine = MPIBuffer<Int>(uninitializedCount: count)
    try world.immediateScatter(world.rank == 0 ? MPIBuffer(all) : nil, into: mine, from: 0).wait()
    try expectEqual(Array(mine), numbers(rank: world.rank, count: count))

    let received = MPIBuffer<Int>(uninitializedCount: count * world.size)
    try world.immediateAllToAll(MPIBuffer(all), into: received).wait()
    try expectEqual(
      Array(received), (0..<world.size).flatMap { _ in numbers(rank: world.rank, count: count) })
  }
}

func immediateReductionsCombinePositionByPosition(_ world: Communicator) throws {
  for count in interestingCounts {
    let mine = MPIBuffer(numbers(rank: world.rank, count: count))
    let sums = MPIBuffer<Int>(uninitializedCount: count)
    let largest = world.rank == 0 ? MPIBuffer<Int>(uninitializedCount: count) : nil
    let requests = [
      try world.immediateAllReduce(mine, into: sums, with: .sum),
      try world.immediateReduce(mine, into: largest, with: .max, to: 0),
    ]
    // Beyond the count limit a request has several pieces.
    switch count % 3 {
    case 0: try Request.waitAll(requests)
    case 1: while try !Request.testAll(requests) {}
    default: while try Request.waitAny(requests) != nil {}
    }
    try expectEqual(
      Array(sums),
      (0..<count).map { index in (0..<world.size).reduce(0) { $0 + $1 * 1_000 + index } })
    if let largest {
      try expectEqual(Array(largest), numbers(rank: world.size - 1, count: count))
    }
  }
}

func droppedCollectivesGoOn(_ world: Communicator) throws {
  let buffer = MPIBuffer(repeating: world.rank, count: 30)
  do { _ = try world.immediateBroadcast(buffer, from: 0) }
  let sums = MPIBuffer<Int>(uninitializedCount: 30)
  do {
    _ = try world.immediateAllReduce(MPIBuffer(repeating: 1, count: 30), into: sums, with: .sum)
  }
  try world.barrier()
  try expectEqual(try world.allReduce(1, with: .sum), world.size)
}
