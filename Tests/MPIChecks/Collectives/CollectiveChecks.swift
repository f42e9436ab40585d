import MPI

func broadcastReachesEveryRankFromEveryRoot(_ world: Communicator) throws {
  for root in 0..<world.size {
    for count in interestingCounts {
      let expected = numbers(rank: root, count: count)
      let given = world.rank == root ? expected : []
      try expectEqual(try world.broadcast(given, from: root), expected)

      var inPlace = world.rank == root ? expected : [Int](repeating: -1, count: count)
      var span = inPlace.mutableSpan
      try world.broadcast(into: &span, from: root)
      try expectEqual(inPlace, expected)
    }
    try expectEqual(try world.broadcast(Double(world.rank), from: root), Double(root))
  }
}

func gatherCollectsInRankOrderOnTheRootOnly(_ world: Communicator) throws {
  for root in 0..<world.size {
    for count in interestingCounts {
      let gathered = try world.gather(numbers(rank: world.rank, count: count), to: root)
      let all = (0..<world.size).flatMap { numbers(rank: $0, count: count) }
      try expectEqual(gathered, world.rank == root ? all : nil)
    }
    try expectEqual(
      try world.gather(world.rank, to: root), world.rank == root ? Array(0..<world.size) : nil)
  }
}

func allGatherCollectsInRankOrderEverywhere(_ world: Communicator) throws {
  for count in interestingCounts {
    let mine = numbers(rank: world.rank, count: count)
    let expected = (0..<world.size).flatMap { numbers(rank: $0, count: count) }
    try expectEqual(try world.allGather(mine), expected)

    var all = [Int](repeating: -1, count: count * world.size)
    var span = all.mutableSpan
    try world.allGather(mine.span, into: &span)
    try expectEqual(all, expected)
  }
  let structs = try world.allGather([Mixed(wide: Int64(world.rank), narrow: 1, flag: true)])
  try expectEqual(structs.map(\.wide), (0..<world.size).map(Int64.init))
}

func scatterDealsEqualBlocks(_ world: Communicator) throws {
  for root in 0..<world.size {
    for count in interestingCounts {
      let all = (0..<world.size).flatMap { numbers(rank: $0, count: count) }
      try expectEqual(
        try world.scatter(world.rank == root ? all : [], from: root),
        numbers(rank: world.rank, count: count))
    }
  }
}

func allToAllTransposesBlocks(_ world: Communicator) throws {
  for count in interestingCounts {
    let blocks = (0..<world.size).flatMap { receiver in
      (0..<count).map { world.rank * 10_000 + receiver * 100 + $0 }
    }
    let expected = (0..<world.size).flatMap { sender in
      (0..<count).map { sender * 10_000 + world.rank * 100 + $0 }
    }
    try expectEqual(try world.allToAll(blocks), expected)
  }
}
