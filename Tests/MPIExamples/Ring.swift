import MPI

/// Sends a number around all ranks, to which each adds its own.
func passToken(_ world: Communicator) throws {
  let next = (world.rank + 1) % world.size
  let previous = (world.rank + world.size - 1) % world.size

  var token = 0
  if world.rank > 0 {
    token = try world.receive(Int.self, from: previous).elements[0]
  }
  let sending = try world.immediateSend(MPIBuffer([token + world.rank]), to: next)
  if world.rank == 0 {
    token = try world.receive(Int.self, from: previous).elements[0]
    print("the token came back with \(token) after \(world.size) ranks")
  }
  try sending.wait()
}
