import Embeddings
import MPI
import NearestNeighbors

extension FaceAssignment {
  /// Clusters the new faces that join none of the clusters that are there, among themselves. Collective.
  ///
  /// - Parameters:
  ///   - faces: on rank 0, the assignment of each new face; those that find others join new clusters, whose
  ///     numbers follow the highest one that there is.
  ///   - labels: those of the known faces.
  func clusterRest(
    of faces: inout [AssignmentRule.Assignment], _ source: Source, labels: [Int],
    _ search: SearchSettings, _ nodes: NodeTopology
  ) throws {
    let own = faces.indices.filter { faces[$0].cluster == Labels.unknown }.map { UInt32($0) }
    let rest = try world.broadcast(own, from: 0)
    guard rest.count > 1 else { return }
    try planMemory(ofNewClustersAmong: rest.count, source.dimension, search, nodes)
    let found = try session.timer.measure(.clustering, as: InfomapMethod.name) {
      let found = try clusters(of: source.selecting(rest), search, nodes)
      return (found, bytes: found.sentBytes)
    }
    guard session.isRoot else { return }
    // Clusters come by falling size, those of one face last.
    var sizes = [Int](repeating: 0, count: rest.count)
    for label in found.labels { sizes[label] += 1 }
    let next = (labels.max() ?? Labels.unknown) + 1
    for (face, label) in zip(rest, found.labels) where sizes[label] > 1 {
      faces[Int(face)].cluster = next + label
    }
  }

  /// The clusters of some faces by their graph and Infomap. Collective.
  private func clusters(
    of source: Source, _ search: SearchSettings, _ nodes: NodeTopology
  ) throws -> FoundClusters {
    let layout = ShardLayout(faces: source.faces, ranks: world.size)
    let shards = try Shards(
      layout: layout, dimension: source.dimension, nodes: nodes, inPlace: false)
    try world.agree { _ = try source.read(layout.range(of: world.rank), into: shards.own) }
    let settings = SearchSettings(
      k: min(options.k, source.faces), minSimilarity: options.minSimilarity,
      threads: search.threads, kernel: search.kernel)
    guard let lists = try RingSearch(settings).neighbors(of: shards, world: world)?.lists else {
      preconditionFailure("only a checkpoint stops a search")
    }
    try shards.free()
    let method = InfomapMethod(options)
    let graph = try SharedEdges(
      DirectedEdges(lists), nodes: nodes, isNeeded: method.readsEdges(rank: world.rank))
    return try method.clusters(
      of: graph,
      among: ClusteringTeam(
        world: world, node: nodes.node, threads: settings.threads, source: source,
        search: settings),
      telling: ClusteringProgress(
        share: { session.progress(InfomapMethod.name, $0) }, note: session.note,
        timer: session.timer))
  }
}
