import MPI
import Storage

extension Communicator {
  /// Opens faces on all ranks, and checks that these see the same ones: copies on the disks of nodes may be of different
  /// age. Collective.
  ///
  /// - Throws: what any rank has thrown, on all of them; `FileError` where a rank sees other faces than rank 0.
  func openSame(_ open: () throws -> Source) throws -> Source {
    let source = try agree { try open() }
    guard size > 1 else { return source }
    let own = try agree { try source.glimpse() }
    let root = try broadcast(own, from: 0)
    try agree {
      guard own != root else { return }
      let host = MPIEnvironment.processorName
      let difference =
        own.faces != root.faces || own.columns != root.columns
        ? "\(own.faces) faces x \(own.columns), and rank 0 \(root.faces) x \(root.columns)"
        : "other values in its rows than rank 0"
      throw FileError(
        source.name,
        "rank \(rank) on \(host) sees \(difference); give all ranks the same file, or the same copy on every host"
      )
    }
    return source
  }
}
