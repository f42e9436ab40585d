import MPI

/// More than 2^31 bytes, and not a multiple of anything.
private let hugeCount = (1 << 31) + 12_345

/// Positions around which a count or an offset of 32 bits would go wrong.
private let tellingPositions = [
  0, 1, (1 << 31) - 2, (1 << 31) - 1, 1 << 31, (1 << 31) + 1, hugeCount - 1,
]

private func mark(_ position: Int) -> UInt8 {
  UInt8(truncatingIfNeeded: position &* 31 &+ position >> 24 &+ 7)
}

private func markedBuffer() -> MPIBuffer<UInt8> {
  let buffer = MPIBuffer<UInt8>(repeating: 0, count: hugeCount)
  for position in tellingPositions { buffer[position] = mark(position) }
  return buffer
}

private func expectMarks(_ elements: Span<UInt8>) throws {
  try expectEqual(elements.count, hugeCount)
  for position in tellingPositions { try expectEqual(elements[position], mark(position)) }
}

func messageBeyondInt32(_ world: Communicator) throws {
  if world.rank == 0 {
    try world.immediateSend(markedBuffer(), to: world.size - 1).wait()
  } else if world.rank == world.size - 1 {
    let incoming = MPIBuffer<UInt8>(repeating: 0, count: hugeCount + 5)
    let receiving = try world.immediateReceive(into: incoming, from: 0)
    try receiving.wait()
    try expectEqual(receiving.status?.count, hugeCount)
    try expectMarks(incoming.span.extracting(first: hugeCount))
  }
}

func partsBeyondInt32(_ world: Communicator) throws {
  let part = [UInt8](repeating: UInt8(world.rank), count: hugeCount / world.size + world.rank)
  let parts = try world.allGather(varying: part)
  try expect(parts.elements.count > Int(Int32.max), "only \(parts.elements.count) elements")
  for rank in 0..<world.size {
    try expectEqual(parts[rank].count, hugeCount / world.size + rank)
    try expectEqual(parts[rank].first, UInt8(rank))
    try expectEqual(parts[rank].last, UInt8(rank))
  }
}

func broadcastBeyondInt32(_ world: Communicator) throws {
  let buffer =
    world.rank == 0 ? markedBuffer() : MPIBuffer<UInt8>(repeating: 0, count: hugeCount)
  var span = buffer.mutableSpan
  try world.broadcast(into: &span, from: 0)
  try expectMarks(buffer.span)
}

func sharedArrayBeyondInt32(_ world: Communicator) throws {
  let node = try world.splitByNode()
  let array = try NodeSharedArray<UInt8>(repeating: 0, count: hugeCount, on: node)
  if node.rank == 0 {
    for position in tellingPositions {
      array.update(position..<position + 1) { $0[0] = mark(position) }
    }
  }
  try array.synchronize()
  try expectMarks(array.span)
  try array.free()
}
