import Infomap
import MPI

/// What the ranks of a distributed search by Infomap tell each other, over MPI.
package final class RankMessages: RankExchange {
  private let world: Communicator
  /// What this rank has sent.
  package private(set) var sentBytes = 0

  package init(world: Communicator) { self.world = world }

  package var rank: Int { world.rank }
  package var size: Int { world.size }

  package func allGather<Element: BitwiseCopyable>(_ mine: [Element]) throws -> [Element] {
    sentBytes += mine.count * MemoryLayout<Element>.stride * (size - 1)
    return try world.allGather(varying: mine.map(Parcel.init)).elements.map(\.contents)
  }

  package func allToAll<Element: BitwiseCopyable>(_ lists: [[Element]]) throws -> [[Element]] {
    for (other, list) in lists.enumerated() where other != rank {
      sentBytes += list.count * MemoryLayout<Element>.stride
    }
    let parcels = RankParts(lists.map { $0.map(Parcel.init) })
    return try world.allToAll(varying: parcels).map { $0.map(\.contents) }
  }
}

/// Makes any plain value one that MPI moves, as bytes.
private struct Parcel<Contents: BitwiseCopyable>: MPIFixedLayout, @unchecked Sendable {
  let contents: Contents
}
