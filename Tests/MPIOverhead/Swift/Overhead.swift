import CMPIOverhead
import Foundation
import MPI

/// One thing measured: batches of rounds by C and by Swift.
private struct Comparison {
  let name: String
  let rounds: Int
  let c: (Int) -> Double
  let swift: (Int) throws -> Double
}

/// Measures, and prints on the first rank a line of each comparison: the medians of the batches, in
/// microseconds a round, the median of the ratios of neighboring batches, and the ratio of the batches that
/// are faster than nine tenths, which other programs on the machine disturb least.
func measureOverhead(_ world: Communicator, batches: Int) throws {
  if world.rank == 0 {
    print("\(world.size) ranks, medians of \(batches) batches, \(MPIEnvironment.libraryVersion)")
    print("what                            C, us     Swift, us   Swift / C   fastest tenth")
  }
  for one in comparisons(world) {
    var (c, swift): ([Double], [Double]) = ([], [])
    for batch in -1..<batches {
      var both = (c: 0.0, swift: 0.0)
      for turn in 0..<2 {
        try world.barrier()
        if (batch + turn) % 2 == 0 {
          both.c = one.c(one.rounds)
        } else {
          both.swift = try one.swift(one.rounds)
        }
      }
      // The first batch opens connections and touches memory.
      guard batch >= 0 else { continue }
      c.append(both.c / Double(one.rounds) * 1e6)
      swift.append(both.swift / Double(one.rounds) * 1e6)
    }
    guard world.rank == 0 else { continue }
    let ratio = quantile(zip(c, swift).map { $1 / $0 }, 0.5)
    let fastest = quantile(swift, 0.1) / quantile(c, 0.1)
    print(
      one.name.padding(toLength: 26, withPad: " ", startingAt: 0)
        + String(
          format: "%12.3f  %12.3f    %8.4f        %8.4f", quantile(c, 0.5),
          quantile(swift, 0.5), ratio, fastest))
  }
}

private func comparisons(_ world: Communicator) -> [Comparison] {
  let large = 8 << 20
  let bytes = MPIBuffer<UInt8>(repeating: 1, count: large)
  let all = MPIBuffer<UInt8>(repeating: 0, count: large * world.size)
  func pingPongs(_ name: String, count: Int, rounds: Int) -> Comparison {
    let bytes = MPIBuffer<UInt8>(repeating: 1, count: count)
    return Comparison(
      name: name, rounds: rounds,
      c: { rounds in
        var span = bytes.mutableSpan
        return span.withUnsafeMutableBufferPointer {
          overhead_ping_pong($0.baseAddress, $0.count, Int32(rounds))
        }
      },
      swift: { rounds in
        var span = bytes.mutableSpan
        return try pingPong(world, &span, rounds: rounds)
      })
  }
  return [
    pingPongs("ping-pong, 8 bytes", count: 8, rounds: 500),
    pingPongs("ping-pong, 8 MiB", count: large, rounds: 2),
    Comparison(
      name: "all-reduce, 1 number", rounds: 500,
      c: { rounds in
        var (value, sum) = (1.0, 0.0)
        return overhead_all_reduce(&value, 1, &sum, Int32(rounds))
      },
      swift: { try allReduce(world, 1, rounds: $0) }),
    Comparison(
      name: "all-gather, 8 MiB each", rounds: 2,
      c: { rounds in
        var span = all.mutableSpan
        return span.withUnsafeMutableBufferPointer { all in
          bytes.span.withUnsafeBufferPointer {
            overhead_all_gather($0.baseAddress, $0.count, all.baseAddress, Int32(rounds))
          }
        }
      },
      swift: { rounds in
        var span = all.mutableSpan
        return try allGather(world, bytes.span, into: &span, rounds: rounds)
      }),
    Comparison(
      name: "the same, new memory", rounds: 2,
      c: { rounds in
        bytes.span.withUnsafeBufferPointer {
          overhead_all_gather_new($0.baseAddress, $0.count, Int32(rounds))
        }
      },
      swift: { try allGatherNew(world, bytes.span, rounds: $0) }),
  ]
}

private func quantile(_ values: [Double], _ share: Double) -> Double {
  values.sorted()[Int(share * Double(values.count - 1))]
}
