// Searches the modules of a network on all ranks of MPI together, each with its part of the links.
//   mpirun -n 2 DistributedCommunities
import Foundation
import Infomap
import MPI

/// What a distributed search needs of the ranks, over MPI.
struct Ranks: RankExchange {
  let world: Communicator
  var rank: Int { world.rank }
  var size: Int { world.size }

  func allGather<Element: BitwiseCopyable>(_ mine: [Element]) throws -> [Element] {
    try world.allGather(varying: mine.map(Plain.init)).elements.map(\.value)
  }

  func allToAll<Element: BitwiseCopyable>(_ lists: [[Element]]) throws -> [[Element]] {
    try world.allToAll(varying: RankParts(lists.map { $0.map(Plain.init) })).map { $0.map(\.value) }
  }
}

/// Any plain value, which travels as bytes.
struct Plain<Value: BitwiseCopyable>: MPIFixedLayout, @unchecked Sendable {
  let value: Value
}

/// A ring of groups: in each all nodes are linked, and one of them to the next group.
func ringOfGroups(_ groups: UInt32, of size: UInt32) -> [Link] {
  var links: [Link] = []
  for group in 0..<groups {
    let first = group * size
    for a in first..<first + size {
      for b in a + 1..<first + size { links.append(Link(a, b)) }
    }
    links.append(Link(first, (group + 1) % groups * size + 1, weight: 0.5))
  }
  return links
}

let status = MPIEnvironment.run(requiring: .funneled) { world in
  let ranks = Ranks(world: world)
  let links = ringOfGroups(1000, of: 10)
  let (sources, targets) = (links.map(\.source), links.map(\.target))
  let weights = links.map { Float($0.weight) }
  // A rank keeps what it needs of the links only, if they let it.
  let spans = LinkSpans(sources: sources.span, targets: targets.span, weights: weights.span)
  let flow =
    try FlowNetwork(partOf: ranks, spans, directed: false)
    ?? FlowNetwork(try Network(spans, directed: false))
  let found = try flow.search(exchange: ranks)
  if world.rank == 0 {
    print("\(found.moduleCount) modules, \(String(format: "%.6f", found.codelength.total)) bits")
  }
  return 0
}
exit(status)
