import Infomap
import MPI

/// What the ranks of a distributed search by Infomap tell each other, over MPI.
struct RankMessages: RankExchange {
  let world: Communicator

  var rank: Int { world.rank }
  var size: Int { world.size }

  func allGather<Element: BitwiseCopyable>(_ mine: [Element]) throws -> [Element] {
    try world.allGather(varying: mine.map(Parcel.init)).elements.map(\.contents)
  }

  func allToAll<Element: BitwiseCopyable>(_ lists: [[Element]]) throws -> [[Element]] {
    let parcels = RankParts(lists.map { $0.map(Parcel.init) })
    return try world.allToAll(varying: parcels).map { $0.map(\.contents) }
  }
}

/// Makes any plain value one that MPI moves, as bytes.
private struct Parcel<Contents: BitwiseCopyable>: MPIFixedLayout, @unchecked Sendable {
  let contents: Contents
}
