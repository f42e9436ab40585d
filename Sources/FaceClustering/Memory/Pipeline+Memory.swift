import Calibration
import ClusterTables
import Clustering
import Embeddings
import Foundation
import MPI
import NearestNeighbors

extension Pipeline {
  /// Says which ranks are on which node and what each node needs and has, and refuses a run that
  /// cannot fit. Collective.
  func planMemory(_ run: RunPlan) throws {
    let (source, search, nodes) = (run.source, run.search, run.nodes)
    let mine = nodes.ranksOfThisNode
    let mostEdges = source.faces * max(0, search.k - 1)
    let sharesEdges = try SharedEdges.canBeShared(count: mostEdges, nodes: nodes)
    let memory = memory(of: run)
    func planned(_ ranks: [Int]) -> MemoryPlan {
      memory.plan(
        of: ranks, edgeCopies: sharesEdges ? 1 : ranks.count { options.readsEdges(rank: $0) })
    }
    let plan = planned(mine)
    try world.agree {
      try requireRoom(
        for: planned([world.rank]), search,
        shared: run.inPlace ? source.faces - run.layout.counts[world.rank] : 0, of: source)
    }
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
      session.note(String(decoding: line, as: UTF8.self))
    }
    let isTight = available.map { plan.most > $0 } ?? false
    if try world.allReduce(isTight, with: .logicalOr), world.rank == 0 {
      let remedy = options.weights == .calibrated ? "; --weights cosine needs less" : ""
      session.warn(
        "a node has less memory free than it needs if the lists of neighbors fill up\(remedy)")
    }
    try world.agree {
      try session.requireFree(
        plan.least, nodes, "the embeddings",
        remedy: "use more nodes, or fewer ranks per node with more --threads")
    }
  }

  /// Refuses a saved graph that cannot be clustered in the memory of this node. Collective.
  func planMemory(of saved: SavedGraph, prefix: String, _ run: RunPlan) throws {
    let bytes = try world.agree { try isRoot ? EdgeList.fileBytes(prefix: prefix) : 0 }
    let edges = try world.broadcast(bytes, from: 0) / SharedEdges.bytesOfEdge
    let sharesEdges = try SharedEdges.canBeShared(count: edges, nodes: run.nodes)
    func copies(_ ranks: [Int]) -> Int {
      sharesEdges ? 1 : ranks.count { options.readsEdges(rank: $0) }
    }
    /// Rank 0 has the edges of the files while they are shared.
    func gathering(_ ranks: [Int]) -> Int {
      MemoryPlan.bytesOfProcesses(ranks: ranks.count)
        + ((ranks.contains(0) ? 1 : 0) + copies(ranks)) * SharedEdges.bytesOfEdge * edges
    }
    let ranks = run.nodes.ranksOfThisNode
    try session.requireRoom(
      for: .init(
        ofNode: gathering(ranks), ofRank: gathering([world.rank]), purpose: "the edges",
        remedy: "use a node with more memory, or save a graph of a higher --min-sim or a lower --k"),
      run.nodes)
    let memory = memory(of: run)
    let available = NodeMemory.available() ?? .max
    let isTight = (
      clustering: memory.clusteringBytes(of: ranks, edges: edges, edgeCopies: copies(ranks))
        > available,
      after: memory.bytesAfterClustering(of: ranks) > available
    )
    if try world.allReduce(isTight.clustering, with: .logicalOr), isRoot {
      session.warn("a node has less memory free than the search for clusters may need")
    }
    if try world.allReduce(isTight.after, with: .logicalOr), isRoot {
      session.warn("a node has less memory free than --attach, tables and the report may need")
    }
  }

  private func memory(of run: RunPlan) -> RunMemory {
    RunMemory(
      options: options, search: run.search, layout: run.layout, dimension: run.source.dimension,
      inPlace: run.inPlace, sweeps: run.sweeps, nameBytes: run.names?.byteCount ?? 0,
      constraintBytes: run.constraints?.faces.byteCount ?? 0)
  }

  /// Refuses what this rank may need of what the system limits for each process.
  ///
  /// - Parameter shared: how many faces of others this rank reads in place.
  private func requireRoom(
    for plan: MemoryPlan, _ search: SearchSettings, shared: Int, of source: Source
  ) throws(Failure) {
    let rowBytes = source.dimension * MemoryLayout<Float>.size
    let codes = search.kernel.codeBytes(dimension: source.dimension) * 13 / 12 + 8
    let ofThreads =
      RunMemory.mostThreads(search) * MemoryLimit.stack() + search.threads * BLASCore.bytesOfThread
    // Pieces of memory that are free but too small, and what MPI takes for large messages.
    let spare = plan.most / 8 + 64 << 20
    for limit in MemoryLimit.inForce() {
      let refusal = limit.refusal(
        own: plan.most + ofThreads + spare,
        shared: shared * rowBytes + (shared > 0 ? source.faces * codes : 0),
        purpose: "this run needs")
      if let refusal { throw refusal }
    }
  }
}
