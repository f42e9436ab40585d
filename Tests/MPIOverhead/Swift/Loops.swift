import Clock
import MPI

// The loops of Tests/MPIOverhead/C by the MPI module. Each gives the seconds that its rounds took on this
// rank.

func pingPong(
  _ world: Communicator, _ bytes: inout MutableSpan<UInt8>, rounds: Int
) throws(MPIError) -> Double {
  let start = Moment.now
  for _ in 0..<rounds {
    if world.rank == 0 {
      try world.send(bytes.span, to: 1)
      try world.receive(into: &bytes, from: 1)
    } else if world.rank == 1 {
      try world.receive(into: &bytes, from: 0)
      try world.send(bytes.span, to: 0)
    }
  }
  return start.secondsAgo
}

func allGather(
  _ world: Communicator, _ bytes: Span<UInt8>, into all: inout MutableSpan<UInt8>, rounds: Int
) throws(MPIError) -> Double {
  let start = Moment.now
  for _ in 0..<rounds { try world.allGather(bytes, into: &all) }
  return start.secondsAgo
}

func allGatherNew(
  _ world: Communicator, _ bytes: Span<UInt8>, rounds: Int
) throws(MPIError) -> Double {
  let start = Moment.now
  for _ in 0..<rounds { _ = try world.allGather(bytes) }
  return start.secondsAgo
}

func allReduce(
  _ world: Communicator, _ value: Double, rounds: Int
) throws(MPIError) -> Double {
  let start = Moment.now
  for _ in 0..<rounds { _ = try world.allReduce(value, with: .sum) }
  return start.secondsAgo
}
