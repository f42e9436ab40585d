import Foundation
import MPI
import Storage

/// Where the ranks of a run meet rank 0 besides MPI: at the loopback, if they run on its host, else at
/// those of its addresses by which their hosts reach it. Rank 0 listens at no others.
struct HeartbeatRendezvous {
  /// On rank 0, what it listens at.
  let listeners: [Doorway.Listener]
  /// Where this rank is to look for rank 0, in this order.
  private let places: [(address: UInt32, port: UInt16)]

  /// Rank 0 may have lost a connection to others that came in between.
  private static let tries = 3

  /// Finds out where to meet. Collective.
  init(world: Communicator, hostName: String) throws(MPIError) {
    let isRoot = world.rank == 0
    let loopback = Array(HostAddress.ownLoopback(hostName: hostName).utf8)
    let isOnHost = try world.broadcast(loopback, from: 0) == loopback
    let own = HostAddress.own()
    let ofRoot = try Self.broadcast(own, world: world)
    let all = [TCP.loopback] + ofRoot.map(\.address)
    let wanted: [Int] =
      isRoot ? [] : isOnHost ? [0] : HostAddress.reachable(ofRoot, from: own).map { $0 + 1 }
    let flags = all.indices.map { wanted.contains($0) ? 1 : 0 }
    let isWanted = try world.allReduce(flags, with: .max)
    if isRoot { OpenFileLimit.raise(to: Self.descriptorsBesides + 2 * world.size) }
    let here =
      isRoot
      ? all.indices.filter { isWanted[$0] == 1 }.compactMap { TCP.listen(at: all[$0]) } : []
    let ports = try world.broadcast(
      all.map { address in Int(here.first { $0.address == address }?.port ?? 0) }, from: 0)
    listeners = here
    places = wanted.filter { ports[$0] > 0 }.map { (all[$0], UInt16(ports[$0])) }
  }

  /// What MPI and the files of a run may need, and visitors.
  private static let descriptorsBesides = 512 + Doorway.spareVisitors

  private static func broadcast(
    _ addresses: [HostAddress], world: Communicator
  ) throws(MPIError) -> [HostAddress] {
    let numbers = try world.broadcast(addresses.flatMap { [$0.address, $0.mask] }, from: 0)
    return stride(from: 0, to: numbers.count, by: 2).map {
      HostAddress(address: numbers[$0], mask: numbers[$0 + 1])
    }
  }

  /// A connection to rank 0; nil where none can be had.
  func connect(as rank: Int, secret: [UInt8], frame: BeatFrame) -> BeatConnection? {
    for _ in 0..<Self.tries {
      var wasThere = false
      for place in places {
        guard let descriptor = TCP.connect(to: place.address, port: place.port) else { continue }
        wasThere = true
        let root = BeatConnection.toRoot(
          over: descriptor, as: rank, secret: secret, frame: frame, patience: Doorway.patience)
        if let root { return root }
        close(descriptor)
      }
      if !wasThere { break }
    }
    return nil
  }
}
