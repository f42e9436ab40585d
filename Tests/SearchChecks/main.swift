// Checks of searches over ranks, run by NearestNeighborsTests under mpirun: what all ranks together find
// is what one process finds that has all faces in memory. Exits with 1 on a rank that finds anything
// else.
//
//   search-checks ROWS QUERIES       with shards that travel and, where they can be, in place

import Embeddings
import Foundation
import MPI
import NearestNeighbors

/// Normalized rows near a few centers, the same on all ranks.
func faces(_ count: Int, seed: Int) throws -> EmbeddingMatrix {
  let matrix = SyntheticFaces(faces: max(count, 1), dimension: 40, seed: UInt64(seed))
    .matrix(rows: 0..<count)
  try matrix.normalize(path: "synthetic faces", firstRow: 0)
  return matrix
}

/// A shard of a matrix that every rank has.
func shards(
  _ matrix: EmbeddingMatrix, nodes: NodeTopology, inPlace: Bool
) throws -> Shards {
  let layout = ShardLayout(faces: matrix.rows, ranks: nodes.all.size)
  let shards = try Shards(
    layout: layout, dimension: matrix.dimension, nodes: nodes, inPlace: inPlace)
  for (row, face) in layout.range(of: nodes.all.rank).enumerated() {
    shards.own.write(matrix[face], toRow: row)
  }
  return shards
}

/// Whether the lists of a range of rows are those of the same rows among the lists of all.
func isPart(_ part: NeighborLists, of all: NeighborLists) -> Bool {
  (0..<part.count).allSatisfy { part[$0].elementsEqual(all[part.firstFace + $0]) }
}

let counts = CommandLine.arguments.dropFirst().compactMap { Int($0) }

exit(
  MPIEnvironment.run(requiring: .funneled) { world in
    let (all, queries) = (try faces(counts[0], seed: 1), try faces(counts[1], seed: 2))
    let settings = SearchSettings(k: 6, minSimilarity: 0.3, threads: 1)
    let local = LocalSearch(settings)
    let nodes = try NodeTopology(of: world)
    var isRight = true
    for inPlace in world.size > 1 && nodes.nodeCount == 1 ? [false, true] : [false] {
      let among = try shards(all, nodes: nodes, inPlace: inPlace)
      let asked = try shards(queries, nodes: nodes, inPlace: inPlace)
      let found = try QuerySearch(settings).neighbors(of: asked, among: among, world: world)
      isRight = isRight && isPart(found, of: local.neighbors(of: queries, among: all))
      guard let ring = try RingSearch(settings).neighbors(of: among, world: world) else { return 1 }
      isRight = isRight && isPart(ring.lists, of: local.neighbors(of: all))
      try among.free()
      try asked.free()
      // Whoever still holds the shards holds no rows.
      isRight = isRight && among.own.rows == 0 && asked.own.rows == 0
    }
    return isRight ? 0 : 1
  })
