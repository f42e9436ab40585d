import MPI

/// Checks of a process that no launcher started, in which MPI may start late; in this order.
let aloneChecks: [(name: String, body: @Sendable (Communicator) throws -> Void)] = [
  ("collective operations of one rank need no MPI", collectiveOperationsOfOneRankNeedNoMPI),
  ("a rank that does not exist is refused by MPI", aRankThatDoesNotExistIsRefusedByMPI),
  ("communicators made before MPI are apart", communicatorsMadeBeforeMPIAreApart),
]

/// Whether MPI is to wait: it does where the library is known to have no other ways to tell ranks of each other.
private var waits: Bool { MPIEnvironment.libraryVersion.hasPrefix("Open MPI") }

@Sendable private func collectiveOperationsOfOneRankNeedNoMPI(_ world: Communicator) throws {
  try expectEqual(world.size, 1)
  for group in [world, try world.duplicate(), try world.splitByNode()] {
    try expectEqual([group.rank, group.size], [0, 1])
    try group.barrier()
    try group.sleepingBarrier()
    try expectEqual(try group.broadcast([1, 2], from: 0), [1, 2])
    try expectEqual(try group.broadcast(7, from: 0), 7)
    try expectEqual(try group.gather([1.5, 2], to: 0), [1.5, 2])
    try expectEqual(try group.allGather([3, 4]), [3, 4])
    try expectEqual(try group.allGather(varying: [5, 6])[0].map { $0 }, [5, 6])
    try expectEqual(try group.gather(varying: [UInt8(8)], to: 0)?.counts, [1])
    try expectEqual(try group.allReduce(9, with: .sum), 9)
    try expectEqual(try group.allReduce([1, -1], with: .min), [1, -1])
  }
  try expect(try world.split(color: nil) == nil, "a group for no color")
  try expectEqual(try world.split(color: 3)?.size, 1)
  let nodes = try NodeTopology(of: world)
  try expectEqual([nodes.nodeCount, nodes.nodeIndex, nodes.node.size], [1, 0, 1])
  try expect(nodes.leaders != nil, "no leader")
  let name = MPIEnvironment.processorName
  try expect(MPIEnvironment.isRunning == !waits, "MPI has started")
  // Starts MPI.
  try expectEqual(try world.reduce(2, with: .max, to: 0), 2)
  try expect(MPIEnvironment.isRunning, "MPI has not started")
  try expectEqual(MPIEnvironment.processorName, name)
}

@Sendable private func aRankThatDoesNotExistIsRefusedByMPI(_ world: Communicator) throws {
  try expectMPIError(from: "MPI_Bcast", mentioning: "") { _ = try world.broadcast(1, from: 1) }
}

@Sendable private func communicatorsMadeBeforeMPIAreApart(_ world: Communicator) throws {
  let other = try world.duplicate()
  let (first, second) = (MPIBuffer(repeating: 0, count: 1), MPIBuffer(repeating: 0, count: 1))
  let receiving = try other.immediateReceive(into: first, from: 0)
  let ofWorld = try world.immediateReceive(into: second, from: 0)
  try world.send([1], to: 0)
  try other.send([2], to: 0)
  try receiving.wait()
  try ofWorld.wait()
  try expectEqual([first[0], second[0]], [2, 1])
}
