import MPI

/// The ways to pretend that the ranks of this machine are on several nodes.
private let placements: [(name: String, node: @Sendable (_ rank: Int) -> Int)] = [
  ("all on one", { _ in 0 }),
  ("in pairs", { $0 / 2 }),
  ("dealt out", { $0 % 3 }),
  ("each on its own", { $0 }),
]

private func topology(_ world: Communicator, _ node: (Int) -> Int) throws -> NodeTopology {
  guard let members = try world.split(color: node(world.rank), key: world.rank) else {
    throw CheckFailure(description: "no node communicator")
  }
  return try NodeTopology(of: world, node: members)
}

func topologyNumbersNodesByTheirLeaders(_ world: Communicator) throws {
  let pairs = try topology(world) { $0 / 2 }
  try expectEqual(pairs.nodeOfRank, (0..<world.size).map { $0 / 2 })
  try expectEqual(pairs.nodeCount, (world.size + 1) / 2)
  try expectEqual(pairs.leaders?.rank, world.rank % 2 == 0 ? world.rank / 2 : nil)

  // The node with the highest color has the lowest rank.
  let reversed = try topology(world) { $0 == 0 ? 5 : 2 }
  try expectEqual(reversed.nodeOfRank, (0..<world.size).map { $0 == 0 ? 0 : 1 })
}

func topologyOfThisMachineIsOneNode(_ world: Communicator) throws {
  let nodes = try NodeTopology(of: world)
  try expectEqual(nodes.nodeCount, 1)
  try expectEqual(nodes.node.size, world.size)
}

func sharedArrayIsOneMemoryForTheNode(_ world: Communicator) throws {
  let node = try world.splitByNode()
  let array = try NodeSharedArray(repeating: -1, count: 3 * node.size, on: node)
  try expect(array.span.indices.allSatisfy { array[$0] == -1 }, "not filled")
  try array.synchronize()
  array.update(3 * node.rank..<3 * node.rank + 3) { mine in
    for index in mine.indices { mine[index] = node.rank * 10 + index }
  }
  try array.synchronize()
  for rank in 0..<node.size {
    for index in 0..<3 { try expectEqual(array.span[3 * rank + index], rank * 10 + index) }
  }
  try array.free()
}

func sharedArrayIsAligned(_ world: Communicator) throws {
  let node = try world.splitByNode()
  let array = try NodeSharedArray(repeating: Float(0), count: 5, on: node)
  let address = array.span.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
  try expectEqual(address % 64, 0)
  try array.free()
}

func sharedArrayMayBeEmpty(_ world: Communicator) throws {
  let array = try NodeSharedArray(repeating: 0, count: 0, on: try world.splitByNode())
  try expectEqual(array.span.count, 0)
  try array.free()
}

func sharedArrayMayGoWithoutBeingFreed(_ world: Communicator) throws {
  let node = try world.splitByNode()
  // Rank by rank, so that a deinit that waited for the others would hang.
  for rank in 0..<node.size {
    var array: NodeSharedArray<Int>? = try NodeSharedArray(repeating: 7, count: 10, on: node)
    if node.rank == rank { array = nil }
    try node.barrier()
    try expectEqual(array?[9], node.rank == rank ? nil : 7)
  }
}

func sharedAllGatherGivesTheWholeOnEveryNode(_ world: Communicator) throws {
  let shapes: [(Int) -> Int] = [{ $0 }, { $0 % 2 == 0 ? 0 : 30 }, { _ in 0 }, { _ in 9 }]
  for placement in placements {
    let nodes = try topology(world, placement.node)
    for count in shapes {
      let whole = try nodes.allGatherShared(
        varying: numbers(rank: world.rank, count: count(world.rank)))
      let expected = (0..<world.size).flatMap { numbers(rank: $0, count: count($0)) }
      try expectEqual(whole.count, expected.count)
      for index in expected.indices {
        try expect(
          whole.span[index] == expected[index],
          "\(placement.name): [\(index)] is \(whole.span[index]), not \(expected[index])")
      }
      try whole.free()
    }
  }
}

func sharedAllGatherTakesStructs(_ world: Communicator) throws {
  let nodes = try topology(world) { $0 / 2 }
  let mine = [Mixed](
    repeating: Mixed(wide: Int64(world.rank), narrow: 0.5, flag: true), count: world.rank + 1)
  let whole = try nodes.allGatherShared(varying: mine)
  let owners = (0..<world.size).flatMap { [Int64](repeating: Int64($0), count: $0 + 1) }
  try expectEqual(whole.span.indices.map { whole[$0].wide }, owners)
  try whole.free()
}
