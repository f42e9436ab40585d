import Embeddings
import Foundation
import MPI
import NearestNeighbors

let faces = EmbeddingMatrix([[3, 4], [4, 3], [-1, 0]])
try faces.normalize(path: "three faces", firstRow: 0)
let settings = SearchSettings(k: 2, minSimilarity: 0, threads: 1)
let lists = LocalSearch(settings).neighbors(of: faces)
print("alone:", lists.neighbors.map(\.index))

exit(
  MPIEnvironment.run { world in
    let layout = ShardLayout(faces: 3, ranks: world.size)
    let nodes = try NodeTopology(of: world)
    let shards = try Shards(layout: layout, dimension: 2, nodes: nodes, inPlace: false)
    for (row, face) in layout.range(of: world.rank).enumerated() {
      shards.own.write(faces[face], toRow: row)
    }
    let found = try RingSearch(settings).neighbors(of: shards, world: world)
    let edges = DirectedEdges(found!.lists)
    if world.rank == 0 { print("over ranks:", edges.sources, edges.targets) }
    return 0
  })
