import Foundation
import Infomap
import MPI
import Storage

/// Infomap on the edges of a run, its trials spread over the ranks.
struct PartitionSearch {
  let options: ClusteringOptions
  let world: Communicator
  /// The ranks of this node, and the threads of this rank.
  let node: Communicator
  let threads: Int

  /// What is known after the search, all of it on rank 0 only.
  struct Found {
    let nodeIDs: [UInt32]
    let modules: [UInt32]
    let codelength: MapEquation.Codelength
    let oneLevelCodelength: Double
    let seed: UInt64
    /// The links that a rank has, the most over the ranks.
    let mostLinks: Int
    /// What this rank has told others during the search.
    let sentBytes: Int

    func labels(faces: Int) -> [Int] {
      Labels.numberedBySize(modules: modules, nodeIDs: nodeIDs, faces: faces)
    }

    func record(labels: [Int]) -> RunRecord.Clusters {
      // Label 0 is the largest cluster.
      RunRecord.Clusters(
        count: (labels.max() ?? -1) + 1, largest: labels.count { $0 == 0 },
        codelength: codelength.total,
        indexCodelength: codelength.index, moduleCodelength: codelength.module,
        oneLevelCodelength: oneLevelCodelength, seed: seed,
        mostLinksOfARank: mostLinks)
    }
  }

  /// The ranks of a node that search have the threads of those that wait, too. Collective over the
  /// node.
  private func searchThreads(isSearching: Bool) throws -> Int {
    let all = try node.allReduce(threads, with: .sum)
    let share = try all / max(1, node.allReduce(isSearching ? 1 : 0, with: .sum))
    // A rank that is bound to some cores cannot use those of others.
    return max(threads, min(share, ProcessInfo.processInfo.activeProcessorCount))
  }

  /// Trial t runs on rank t mod P, or, in a distributed search, on all ranks together; the shortest
  /// codelength wins, then the lowest seed. Collective.
  ///
  /// The memory of the edges is given back as soon as all networks are made of them: the search needs
  /// the most memory of all stages. In a distributed search each rank has the links of its own nodes
  /// only. Edges of weight 0 and less carry no flow and are left out.
  func run(_ graph: SharedEdges, progress: (SearchPhase, Double) -> Void) throws -> Found {
    // Others have weights of at least the least similarity.
    let edges =
      options.minSimilarity > 0 ? graph : try graph.removingFlowless(world: world)
    let isDistributed = options.infomap == .distributed
    let isSearching = edges.count > 0 && options.searchesClusters(rank: world.rank)
    let threads = try searchThreads(isSearching: isSearching)
    let messages = RankMessages(world: world)
    let part =
      isSearching && isDistributed
      ? try edges.flowPart(of: messages, directed: options.directed, threads: threads) : nil
    let network =
      isSearching && part == nil
      ? try edges.network(directed: options.directed, threads: threads) : nil
    try world.sleepingBarrier()
    try edges.free()
    let flow = part ?? network.map { FlowNetwork($0, threads: threads) }
    let mostLinks = try world.allReduce(flow?.network.linkCount ?? 0, with: .max)

    var best: SearchResult?
    if let flow {
      let mine =
        isDistributed
        ? stride(from: 0, to: options.trials, by: 1)
        : stride(from: world.rank, to: options.trials, by: world.size)
      for trial in mine {
        let seed = options.seed &+ UInt64(trial)
        let result =
          isDistributed
          ? try flow.searchInParallel(
            seed: seed, threads: threads, exchange: messages, progress: progress)
          : flow.searchOnce(
            seed: seed, threads: threads, preferredModules: options.preferredModules,
            progress: progress)
        if best.map({ result.isBetter(than: $0) }) ?? true { best = result }
      }
    }
    try world.sleepingBarrier()
    let numbers = [
      best?.codelength.index ?? 0, best?.codelength.module ?? 0, best?.oneLevelCodelength ?? 0,
    ]
    let all = try world.allGather(numbers)
    let seeds = try world.allGather(best?.seed ?? 0)
    // Without edges rank 0 stands for the empty partition.
    let searching = edges.count > 0 ? (0..<world.size).filter(options.searchesClusters) : [0]
    let winner = searching.min { a, b in
      let (left, right) = (all[3 * a] + all[3 * a + 1], all[3 * b] + all[3 * b + 1])
      return (left, seeds[a]) < (right, seeds[b])
    }!
    let modules = try world.broadcast(best?.partition.modules ?? [], from: winner)
    return Found(
      nodeIDs: flow?.network.nodeIDs ?? [], modules: modules,
      codelength: .init(index: all[3 * winner], module: all[3 * winner + 1]),
      oneLevelCodelength: all[3 * winner + 2], seed: seeds[winner], mostLinks: mostLinks,
      sentBytes: messages.sentBytes)
  }
}
