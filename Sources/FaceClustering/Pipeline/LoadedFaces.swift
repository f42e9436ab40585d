import Embeddings
import MPI
import NearestNeighbors

/// The faces of a run, in memory.
struct LoadedFaces {
  let shards: Shards
  /// Of all faces, as in the run record.
  let checksum: String
}

extension RunSession {
  /// Opens the file of the faces, and tells what is odd about it. Collective.
  func openSource(_ options: ClusteringOptions) throws -> Source {
    let source = try world.agree { try Source(options) }
    if isRoot { source.notices.forEach(warn) }
    return source
  }

  /// Reads faces, each rank its own. The stage `load`. Collective.
  ///
  /// - Parameter inPlace: whether ranks are to read each other's rows where they are.
  func load(
    _ source: Source, _ layout: ShardLayout, _ nodes: NodeTopology, inPlace: Bool = false
  ) throws -> LoadedFaces {
    try timer.measure(.load) {
      let shards = try Shards(
        layout: layout, dimension: source.dimension, nodes: nodes, inPlace: inPlace)
      let own = try world.agree {
        try timer.phase("read") {
          let sum = try source.read(layout.range(of: world.rank), into: shards.own)
          try source.checkUnchanged()
          return sum
        }
      }
      let checksum = String(try world.allReduce(own, with: .sum), radix: 16)
      return (
        LoadedFaces(shards: shards, checksum: checksum),
        bytes: shards.own.rows * shards.own.dimension * MemoryLayout<Float>.size
      )
    }
  }
}
