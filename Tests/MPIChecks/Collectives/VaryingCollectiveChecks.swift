import MPI

/// Lengths that differ by rank, with empty parts, below and beyond a count limit of 7.
private func count(ofRank rank: Int, shape: Int) -> Int {
  switch shape {
  case 0: rank
  case 1: rank % 2 == 0 ? 0 : 30
  case 2: rank == 0 ? 25 : 1
  default: 0
  }
}
private let shapes = 0...3

private func parts(_ world: Communicator, shape: Int) -> [[Int]] {
  (0..<world.size).map { numbers(rank: $0, count: count(ofRank: $0, shape: shape)) }
}

func gatherTakesPartsOfAnyLength(_ world: Communicator) throws {
  for shape in shapes {
    for root in 0..<world.size {
      let all = parts(world, shape: shape)
      let gathered = try world.gather(varying: all[world.rank], to: root)
      try expectEqual(gathered, world.rank == root ? RankParts(all) : nil)
    }
  }
}

func allGatherTakesPartsOfAnyLength(_ world: Communicator) throws {
  for shape in shapes {
    let all = parts(world, shape: shape)
    let gathered = try world.allGather(varying: all[world.rank])
    try expectEqual(gathered.map(Array.init), all)
    try expectEqual(gathered.counts, all.map(\.count))
    try expectEqual(
      try world.allGather(varying: all[world.rank], counts: all.map(\.count)),
      Array(all.joined()))
  }
}

func allGatherTakesStructs(_ world: Communicator) throws {
  let mine = (0..<world.rank).map { Mixed(wide: Int64($0), narrow: Float(world.rank), flag: false) }
  let gathered = try world.allGather(varying: mine)
  for rank in 0..<world.size {
    try expectEqual(gathered[rank].map(\.wide), (0..<rank).map(Int64.init))
    try expect(gathered[rank].allSatisfy { $0.narrow == Float(rank) }, "mixed up ranks")
  }
}

func scatterDealsPartsOfAnyLength(_ world: Communicator) throws {
  for shape in shapes {
    for root in 0..<world.size {
      let all = parts(world, shape: shape)
      let mine = try world.scatter(
        varying: world.rank == root ? RankParts(all) : nil, from: root)
      try expectEqual(mine, all[world.rank])
    }
  }
}

func allToAllExchangesPartsOfAnyLength(_ world: Communicator) throws {
  func part(from sender: Int, to receiver: Int, scale: Int) -> [Int] {
    (0..<(sender + 2 * receiver) * scale % 19).map { sender * 10_000 + receiver * 100 + $0 }
  }
  for scale in [0, 1, 5] {
    let outgoing = (0..<world.size).map { part(from: world.rank, to: $0, scale: scale) }
    let incoming = try world.allToAll(varying: RankParts(outgoing))
    try expectEqual(
      incoming.map(Array.init),
      (0..<world.size).map { part(from: $0, to: world.rank, scale: scale) })
  }
}
