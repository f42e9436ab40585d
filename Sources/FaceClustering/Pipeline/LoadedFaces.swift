import Embeddings
import MPI
import NearestNeighbors

/// The faces of a run, in memory.
struct LoadedFaces {
  let shards: Shards
  /// Of all faces, as in the run record.
  let checksum: String
  /// Of the first faces, as many as were asked for.
  let checksumOfEarlier: String
}

extension RunSession {
  /// Opens the file of the faces, and tells what is odd about it. Collective.
  func openSource(_ options: ClusteringOptions) throws -> Source {
    let source = try world.openSame { try Source(options) }
    if isRoot { source.notices.forEach(warn) }
    return source
  }

  /// Reads faces, each rank its own. The stage `load`. Collective.
  ///
  /// - Parameters:
  ///   - inPlace: whether ranks are to read each other's rows where they are.
  ///   - earlier: how many faces, the first ones, have a checksum of their own.
  ///   - threads: of this rank.
  func load(
    _ source: Source, _ layout: ShardLayout, _ nodes: NodeTopology, inPlace: Bool = false,
    earlier: Int = 0, threads: Int
  ) throws -> LoadedFaces {
    try timer.measure(.load) {
      let shards = try Shards(
        layout: layout, dimension: source.dimension, nodes: nodes, inPlace: inPlace)
      let range = layout.range(of: world.rank)
      let own = try timer.phase("read") {
        // Damage is told before what it may have made of a row.
        try source.checkArchives(
          world.agree { try source.readUnscaled(range, into: shards.own) }, world: world)
        return try world.agree {
          let sum = try source.normalize(
            range, in: shards.own, earlier: earlier, threads: threads)
          try source.checkUnchanged()
          return sum
        }
      }
      let checksums = try world.allReduce([own.all, own.earlier], with: .sum)
      return (
        LoadedFaces(
          shards: shards, checksum: String(checksums[0], radix: 16),
          checksumOfEarlier: String(checksums[1], radix: 16)),
        bytes: shards.own.rows * shards.own.dimension * MemoryLayout<Float>.size
      )
    }
  }
}
