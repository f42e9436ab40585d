import Infomap
import MPI
import Storage

/// What tells links that a rank has read from others.
struct SeenLinks: Equatable, MPIFixedLayout {
  let count: UInt64
  private var checksum: UInt64 = 0

  /// Of none.
  init() { count = 0 }

  init(_ list: EdgeList) {
    count = UInt64(list.count)
    add(list.sources)
    add(list.targets)
    add(list.weights)
  }

  init(_ network: Network) {
    count = UInt64(network.linkCount)
    add(network.nodeIDs)
    add(network.nodeWeights)
    add(network.linkOffsets)
    add(network.targets)
    for begin in stride(from: 0, to: network.linkCount, by: Self.pieceSize) {
      add(Array(network.weights[begin..<min(begin + Self.pieceSize, network.linkCount)]))
    }
  }

  /// Weights that are in memory twice at a time.
  private static var pieceSize: Int { 1 << 16 }

  private mutating func add<Element: BitwiseCopyable>(_ elements: [Element]) {
    checksum = elements.withUnsafeBytes { Checksum.of($0, key: checksum) }
  }
}

extension Communicator {
  /// Checks that ranks have read the same links: copies on the disks of nodes may be of different age. Collective.
  ///
  /// - Parameters:
  ///   - own: those of this rank; nil on ranks that read none, of which rank 0 is not one.
  ///   - path: what they were read from.
  func requireSame(_ own: SeenLinks?, of path: String) throws {
    let root = try broadcast(own ?? SeenLinks(), from: 0)
    try agree {
      guard let own, own != root else { return }
      let difference =
        own.count != root.count
        ? "\(own.count) links, and rank 0 \(root.count)" : "other links than rank 0"
      throw FileError(
        path,
        "rank \(rank) on \(MPIEnvironment.processorName) sees \(difference); give all ranks the same files, or the "
          + "same copies on every host")
    }
  }
}
