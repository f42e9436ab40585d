import Embeddings
import MPI
import NearestNeighbors
import Storage

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
    let read = try shards ?? read()
    shards = read
    return read.rowsAsGiven(of: team.world.rank)
  }

  /// The labels that rank 0 has of the faces of this rank. Collective.
  func own(_ labels: [Int]) throws(MPIError) -> [UInt32] {
    let parts =
      team.world.rank == 0 ? RankParts(labels.map { UInt32($0) }, counts: layout.counts) : nil
    return try team.world.scatter(varying: parts, from: 0)
  }

  private func read() throws -> Shards {
    let world = team.world
    let shards = try Shards(
      layout: layout, dimension: team.source.dimension, nodes: NodeTopology(of: world),
      inPlace: false)
    let source = team.source
    let own = Result {
      let sum = try source.read(
        layout.range(of: world.rank), into: shards.own, threads: team.threads
      ).all
      try source.checkUnchanged()
      return sum
    }
    try world.sleepingBarrier()
    let part = try world.agree { try own.get() }
    let sum = String(try world.allReduce(part, with: .sum), radix: 16)
    try world.agree {
      guard source.checksum ?? sum == sum else {
        throw FileError(
          source.name,
          "has other faces than the graph was made of; name those, or write the graph anew")
      }
    }
    return shards
  }
}
