import Embeddings
import MPI
import NearestNeighbors

extension Pipeline {
  /// Says which ranks are on which node and what each node needs and has, and refuses a run that
  /// cannot fit. Collective.
  func planMemory(
    _ source: Source, _ layout: ShardLayout, _ search: SearchSettings, _ nodes: NodeTopology,
    inPlace: Bool
  ) throws {
    let counts = layout.counts
    let mine = nodes.nodeOfRank.indices.filter { nodes.nodeOfRank[$0] == nodes.nodeIndex }
    let mostEdges = source.faces * max(0, search.k - 1)
    let sharesEdges = try SharedEdges.canBeShared(count: mostEdges, nodes: nodes)
    let plan = MemoryPlan(
      rows: mine.map { counts[$0] }, largestShard: counts[0], ranks: world.size, inPlace: inPlace,
      faces: source.faces, dimension: source.dimension, k: options.k,
      codeBytes: search.kernel.codeBytes(dimension: source.dimension),
      orderBytes: search.bringsInOrder(
        faces: source.faces, isApproximate: options.search == .approximate)
        ? search.orderBytes(faces: source.faces, dimension: source.dimension) : nil,
      edgeCopies: sharesEdges ? 1 : mine.count { options.readsEdges(rank: $0) },
      searches: options.labels == nil ? 0 : mine.count { options.searchesClusters(rank: $0) },
      searchesParts: options.infomap == .distributed, directed: options.directed)
    let available = NodeMemory.available()
    let line =
      "node \(MPIEnvironment.processorName): rank\(mine.count == 1 ? "" : "s") "
      + mine.map(String.init).joined(separator: ", ")
      + "; needs \(MemoryPlan.text(plan.least)) for "
      + "the embeddings (\(MemoryPlan.text(plan.least / mine.count)) a rank), up to "
      + "\(MemoryPlan.text(plan.most)) in all; "
      + (available.map { "\(MemoryPlan.text($0)) are free" } ?? "free memory is unknown")
    let lines = try world.gather(varying: nodes.node.rank == 0 ? Array(line.utf8) : [], to: 0)
    for line in lines ?? RankParts([]) where !line.isEmpty {
      note(String(decoding: line, as: UTF8.self))
    }
    let isTight = available.map { plan.most > $0 } ?? false
    if try world.allReduce(isTight, with: .logicalOr), world.rank == 0 {
      warn("a node has less memory free than it needs if the lists of neighbors fill up")
    }
    try world.agree {
      guard let available, plan.least > available else { return }
      throw Failure(
        .memory,
        "node \(MPIEnvironment.processorName) needs \(MemoryPlan.text(plan.least)) for the "
          + "embeddings of its \(mine.count) ranks, but only \(MemoryPlan.text(available)) are free "
          + "(limits of control groups included); use more nodes, or fewer ranks per node with more "
          + "--threads")
    }
  }
}
