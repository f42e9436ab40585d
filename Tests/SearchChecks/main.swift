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

/// Whether faces that are added to others are searched right: with the edges of the others each face has the
/// neighbors that it has among all, and without them only pairs with added faces are found.
func addedAreRight(
  _ all: EmbeddingMatrix, among shards: Shards, _ settings: SearchSettings, _ world: Communicator
) throws -> Bool {
  let first = all.rows * 2 / 3
  let others = EmbeddingMatrix(rows: first, dimension: all.dimension)
  for row in 0..<first { others.write(all[row], toRow: row) }
  let own = shards.layout.range(of: world.rank)
  let edges = DirectedEdges(LocalSearch(settings).neighbors(of: others))
  let mine = edges.sources.indices.filter { own.contains(Int(edges.sources[$0])) }
  let known = DirectedEdges(
    sources: mine.map { edges.sources[$0] }, targets: mine.map { edges.targets[$0] },
    weights: mine.map { edges.weights[$0] })
  let search = AddedFaceSearch(settings)
  let found = try search.neighbors(of: shards, known: known, firstAdded: first, world: world)
  let none = DirectedEdges(sources: [], targets: [], weights: [])
  let alone = try search.neighbors(of: shards, known: none, firstAdded: first, world: world)
  return isPart(found, of: LocalSearch(settings).neighbors(of: all))
    && own.clamped(to: 0..<first).allSatisfy { face in
      alone[face - own.lowerBound].allSatisfy { Int($0.index) >= first }
    }
}

/// Whether each query, when the best face that it has found is left out, finds the others.
///
/// - Parameter order: in which queries are compared.
func exclusionIsRight(
  of queries: Shards, among faces: Shards, _ found: NeighborLists, inOrder order: [UInt32]? = nil,
  _ settings: SearchSettings, _ world: Communicator
) throws -> Bool {
  let fewer = SearchSettings(
    k: settings.k - 1, minSimilarity: settings.minSimilarity, threads: settings.threads)
  let others = try QuerySearch(fewer).neighbors(
    of: queries, among: faces, excluding: (0..<found.count).map { found[$0].first?.index ?? .max },
    inOrder: order, world: world)
  return (0..<found.count).allSatisfy { others[$0].elementsEqual(found[$0].dropFirst()) }
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
      let rows = UInt32(found.count)
      // Every third row, then those after these and so on.
      let order = (0..<3).flatMap { Array(stride(from: UInt32($0), to: rows, by: 3)) }
      for order in [nil, order] {
        isRight =
          try exclusionIsRight(
            of: asked, among: among, found, inOrder: order, settings, world) && isRight
      }
      guard let ring = try RingSearch(settings).neighbors(of: among, world: world) else { return 1 }
      isRight = isRight && isPart(ring.lists, of: local.neighbors(of: all))
      // The rows of a ring search are in its order.
      let again = try shards(all, nodes: nodes, inPlace: inPlace)
      isRight = try addedAreRight(all, among: again, settings, world) && isRight
      isRight = try interruptedIsRight(world: world, inPlace: inPlace) && isRight
      isRight = try interruptedExactIsRight(world: world, inPlace: inPlace) && isRight
      try again.free()
      try among.free()
      try asked.free()
      // Whoever still holds the shards holds no rows.
      isRight = isRight && among.own.rows == 0 && asked.own.rows == 0
    }
    return isRight ? 0 : 1
  })
