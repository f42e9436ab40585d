import MPI

/// Fills a table of which there is one copy for each node, every rank a part, and reads it on all ranks.
func shareTable(_ world: Communicator) throws {
  let nodes = try NodeTopology(of: world)
  let node = nodes.node
  let count = 1_000

  let squares = try NodeSharedArray<Int>(uninitializedCount: count, on: node)
  let mine = part(node.rank, of: node.size, length: count)
  squares.update(mine) { elements in
    for index in elements.indices {
      let number = mine.lowerBound + index
      elements[index] = number * number
    }
  }
  try squares.synchronize()

  // Every rank reads what all of its node have written.
  let sum = squares.span.indices.reduce(0) { $0 + squares[$1] }
  let isSame = try world.allReduce(sum, with: .min) == world.allReduce(sum, with: .max)
  try squares.free()

  // What all ranks have, in one copy for each node.
  let ranks = try nodes.allGatherShared(varying: [world.rank])
  let last = ranks[world.size - 1]
  try ranks.free()

  if world.rank == 0 {
    print("\(isSame ? "all" : "not all") ranks read \(sum) from the table; the last is \(last)")
  }
}
