import Clustering
import Embeddings
import MPI
import NearestNeighbors

/// A method that all ranks run together on the faces themselves, each with its part of them, which it reads
/// again: while neighbors are searched and edges gathered they are not in memory as they were given.
struct FeatureMethodOnRanks<Method: FeatureMethod>: ClusteringMethod {
  private let method: Method

  init(_ method: Method) { self.method = method }

  var name: String { Method.name }

  func readsEdges(rank: Int) -> Bool { false }

  func bytes(of load: ClusteringLoad) -> Int {
    load.ranksOfNode.reduce(0) { sum, rank in
      let own = load.layout.counts[rank]
      return sum + own * load.dimension * MemoryLayout<Float>.size
        + method.bytes(
          own: own, faces: load.faces, dimension: load.dimension,
          threads: load.threads)
        // Labels as they are found, and the best and the present ones as they are saved.
        + load.faces * (5 * MemoryLayout<UInt32>.size + 6 * MemoryLayout<Int>.size)
    }
  }

  func clusters(
    of graph: SharedEdges, among team: ClusteringTeam, telling progress: ClusteringProgress
  ) throws -> FoundClusters {
    try graph.free()
    let world = team.world
    let range = ShardLayout(faces: team.faces, ranks: world.size).range(of: world.rank)
    let matrix = EmbeddingMatrix(rows: range.count, dimension: team.source.dimension)
    try world.agree {
      _ = try team.source.read(range, into: matrix)
      try team.source.checkUnchanged()
    }
    let faces = ShardedFaces(
      world: world, count: team.faces, own: range,
      rows: FloatRows(
        values: matrix.values, count: matrix.rows, dimension: matrix.dimension, owner: matrix),
      threads: team.threads, kernel: team.search.kernel)
    let found = try method.clusters(of: faces, saving: team.rounds, progress: progress.share)
    team.rounds?.end()
    return FoundClusters(
      labels: world.rank == 0 ? Labels.numberedBySize(clusters: found.labels) : [],
      report: found.report, warnings: found.warnings, dendrogram: found.dendrogram,
      sentBytes: faces.sentBytes)
  }
}
