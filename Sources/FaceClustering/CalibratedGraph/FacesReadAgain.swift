import Embeddings
import MPI
import NearestNeighbors

/// The faces of all ranks while there are clusters already: read once more when they are first asked for.
final class FacesReadAgain {
  private let team: ClusteringTeam
  private var shards: Shards?
  /// The faces of each rank.
  let layout: ShardLayout

  init(_ team: ClusteringTeam) {
    self.team = team
    layout = ShardLayout(faces: team.faces, ranks: team.world.size)
  }

  /// The faces of this rank. Collective.
  ///
  /// - Throws: `Failure` where they are others than those of the graph, the same on all ranks, or `MPIError`.
  func rows() throws -> FaceRows {
    let read =
      try shards
      ?? team.source.readAgain(
        layout, nodes: NodeTopology(of: team.world), threads: team.threads)
    shards = read
    return read.rowsAsGiven(of: team.world.rank)
  }

  /// The labels that rank 0 has of the faces of this rank. Collective.
  func own(_ labels: [Int]) throws(MPIError) -> [UInt32] {
    let parts =
      team.world.rank == 0 ? RankParts(labels.map { UInt32($0) }, counts: layout.counts) : nil
    return try team.world.scatter(varying: parts, from: 0)
  }
}
