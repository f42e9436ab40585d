import Clustering
import Foundation
import Infomap
import MPI
import Storage

/// Infomap on the edges of a run, its trials spread over the ranks, or each searched by all ranks.
struct InfomapMethod: ClusteringMethod {
  static let name = "infomap"
  static let summary = "two-level Infomap"

  private let options: ClusteringOptions

  init(_ options: ClusteringOptions) { self.options = options }

  var name: String { Self.name }

  static func settings(of preset: Preset) -> PresetSettings {
    switch preset {
    case .msCeleb: PresetSettings(k: 50, minSimilarity: 0.58)
    case .youTubeFaces: PresetSettings(k: 400, minSimilarity: 0.56)
    case .deepFashion: PresetSettings(k: 400, minSimilarity: 0.88)
    }
  }

  private func searchOptions(trials: Int, threads: Int) -> SearchOptions {
    var search = SearchOptions()
    search.seed = options.seed
    search.trials = trials
    search.preferredModules = options.preferredModules
    search.threads = threads
    return search
  }

  private var isDistributed: Bool { options.infomap == .distributed }

  func readsEdges(rank: Int) -> Bool { isDistributed || rank < options.trials }

  /// The network, its flow and the search's copy of it on each rank that searches, and a table of each of its
  /// threads. All that was there before is given back when the networks are made. Parts of the network are made
  /// from edges that stay until all are; of an undirected one most edges come twice. Labels to start from are
  /// there besides.
  func bytes(of load: ClusteringLoad) -> Int {
    let searches = load.ranksOfNode.count { readsEdges(rank: $0) }
    let (edges, faces) = (load.edges, load.faces)
    let starts =
      options.startsFromEarlierLabels ? searches * faces * MemoryLayout<UInt32>.size : 0
    let ofThreads = load.threads(ofRanks: searches) * faces * FlowNetwork.bytesOfThreadAndNode
    return starts + ofThreads
      + (isDistributed
        ? 12 * load.edgeCopies * edges
          + searches * (edges * (options.directed ? 17 : 14) / load.ranks + faces * 128)
        : searches * (edges * 24 + faces * 160))
  }

  /// Trial t runs on rank t mod P, or, in a distributed search, on all ranks together, those that are free on
  /// rank 0; the shortest codelength wins, then the lowest seed. Collective.
  ///
  /// The memory of the edges is given back as soon as all networks are made of them: the search needs
  /// the most memory of all stages. In a distributed search each rank has the links of its own nodes
  /// only. Edges of weight 0 and less carry no flow and are left out.
  func clusters(
    of graph: SharedEdges, among team: ClusteringTeam, telling progress: ClusteringProgress
  ) throws -> FoundClusters {
    let world = team.world
    // Others have weights of at least the least similarity.
    let edges = try contracted(
      options.minSimilarity > 0 ? graph : try graph.removingFlowless(world: world), among: team)
    let isSearching = edges.count > 0 && readsEdges(rank: world.rank)
    let threads = try team.threads(isSearching: isSearching)
    let messages = RankMessages(world: world)
    let trials =
      options.hasFreeTrials ? ClusteringOptions.freeTrials(links: edges.count) : options.trials
    let (part, network) = try progress.timer.phase("network") {
      let part =
        isSearching && isDistributed
        ? try edges.flowPart(of: messages, directed: options.directed, threads: threads) : nil
      let network =
        isSearching && part == nil
        ? try edges.network(directed: options.directed, threads: threads) : nil
      return (part, network)
    }
    try world.sleepingBarrier()
    try edges.free()
    let flow =
      part
      ?? network.map { network in
        progress.timer.phase("flow") { FlowNetwork(network, threads: threads) }
      }
    // Ranks that do not search sleep, which leaves their cores to those that do.
    try world.sleepingBarrier()
    let mostLinks = try world.allReduce(flow?.network.linkCount ?? 0, with: .max)

    let start = try startingLabels(team, isSearching: isSearching)
    let best = try flow.flatMap { flow in
      try progress.timer.phase("search") {
        try search(
          flow, from: start, searchOptions(trials: trials, threads: threads),
          team.constraints?.apartNodes(of: flow.network), messages, progress)
      }
    }
    try progress.timer.phase("wait") { try world.sleepingBarrier() }
    // Without edges rank 0 stands for the empty partition.
    let searching = edges.count > 0 ? (0..<world.size).filter(readsEdges) : [0]
    let winner = try winner(among: searching, best, world: world)
    let modules = try modules(of: winner, best, world: world)
    var labels: [Int] = []
    if world.rank == 0 {
      labels = Labels.numberedBySize(
        modules: modules, nodeIDs: flow?.network.nodeIDs ?? [], faces: team.faces)
      if let constraints = team.constraints { labels = Labels.spread(labels, over: constraints) }
    }
    return FoundClusters(
      labels: labels,
      report: winner.report(trials: trials, mostLinks: mostLinks), sentBytes: messages.sentBytes)
  }

  /// The label of each face from which to start, as ``Labels/dense(_:)`` has it, on ranks that search; nil elsewhere,
  /// and to start from single faces. Collective.
  private func startingLabels(_ team: ClusteringTeam, isSearching: Bool) throws -> [UInt32]? {
    guard options.startsFromEarlierLabels else { return nil }
    // Rank 0 is one of them if any is.
    let searching = try team.world.split(color: isSearching ? 0 : nil)
    return try searching?.broadcast(team.earlier.map(Labels.dense) ?? [], from: 0)
  }

  /// The modules of the best partition, on rank 0; none elsewhere. To be called on all ranks.
  private func modules(
    of winner: Winner, _ own: SearchResult?, world: Communicator
  ) throws -> [UInt32] {
    let modules = own?.partition.modules ?? []
    switch (world.rank, winner.rank) {
    case (0, 0): return modules
    case (0, let rank): return try world.receive(UInt32.self, from: rank).elements
    case (winner.rank, _): try world.send(modules, to: 0)
    default: break
    }
    return []
  }

  /// The edges with the sets of faces that must be together as one face each. Collective.
  private func contracted(
    _ edges: SharedEdges, among team: ClusteringTeam
  ) throws -> SharedEdges {
    guard let constraints = team.constraints else { return edges }
    let contracted = try edges.contracted(
      by: constraints, among: team, isNeeded: readsEdges(rank: team.world.rank))
    try edges.free()
    return contracted
  }

  /// The best of the trials that are this rank's.
  ///
  /// - Parameter labels: of all faces, to start from; faces in no cluster are alone at first.
  private func search(
    _ flow: FlowNetwork, from labels: [UInt32]?, _ search: SearchOptions, _ apart: ApartNodes?,
    _ messages: RankMessages, _ progress: ClusteringProgress
  ) throws -> SearchResult? {
    let mine =
      isDistributed || options.hasFreeTrials
      ? stride(from: 0, to: search.trials, by: 1)
      : stride(from: messages.rank, to: search.trials, by: messages.size)
    let trials = InfomapTrials(
      flow: flow, options: search, messages: isDistributed ? messages : nil, progress: progress,
      start: labels.map { labels in
        Partition(of: flow.network.nodeIDs) { Labels.label(labels[Int($0)]) }
      })
    return try trials.best(of: mine) {
      guard let apart else { return $0 }
      return try $0.separating(
        apart, on: flow, exchange: isDistributed ? messages : nil,
        preferredModules: options.preferredModules)
    }
  }

  /// The shortest codelength of some ranks, the lowest seed of equal ones. Collective.
  private func winner(
    among ranks: [Int], _ own: SearchResult?, world: Communicator
  ) throws -> Winner {
    let numbers = [
      own?.codelength.index ?? 0, own?.codelength.module ?? 0, own?.oneLevelCodelength ?? 0,
    ]
    let all = try world.allGather(numbers)
    let seeds = try world.allGather(own?.seed ?? 0)
    return ranks.map { rank in
      Winner(
        rank: rank, codelength: .init(index: all[3 * rank], module: all[3 * rank + 1]),
        oneLevelCodelength: all[3 * rank + 2], seed: seeds[rank])
    }.best()!
  }

  /// The rank with the best partition, and what there is to say of it.
  private struct Winner: TrialResult {
    let rank: Int
    let codelength: MapEquation.Codelength
    let oneLevelCodelength: Double
    let seed: UInt64

    func report(trials: Int, mostLinks: Int) -> Report {
      Report(
        codelength: codelength.total, indexCodelength: codelength.index,
        moduleCodelength: codelength.module, oneLevelCodelength: oneLevelCodelength, seed: seed,
        trials: trials, mostLinksOfARank: mostLinks)
    }
  }

  /// Codelengths are in bits a step.
  struct Report: MethodReport {
    let codelength: Double
    let indexCodelength: Double
    let moduleCodelength: Double
    let oneLevelCodelength: Double
    let seed: UInt64
    /// Of which the one with this seed was the best.
    let trials: Int
    /// The links of the network that a rank has, the most over the ranks: all, but for a distributed
    /// search.
    let mostLinksOfARank: Int

    var lines: [(name: String, text: String)] {
      [("codelength", String(format: "%.9f bits", codelength))]
    }
  }
}
