import CMemory
import Infomap
import MPI
import Storage

/// The flow on a network, or on this rank's part of it.
struct NetworkFlow {
  let flow: FlowNetwork
  /// The links of the whole network.
  fileprivate(set) var linkCount: Int
  /// Whether some rank has only a part of it.
  fileprivate(set) var isPart = false
  /// What the network is made of, where ranks have parts of it and rank 0 still needs all.
  fileprivate(set) var edges: SharedEdges?
  /// The flow at Markov time 1, where files ask for it and that of the search is another.
  fileprivate(set) var atTimeOne: FlowNetwork?

  /// This flow where the visit rates of all nodes are known, as a file of the result has them. Collective.
  func gatheringVisitRates(world: Communicator) throws -> FlowNetwork {
    isPart ? try flow.gatheringVisitRates(from: RankMessages(world: world)) : flow
  }
}

extension NetworkRun {
  /// Finds the flow on the network. The stage `flow`. Collective.
  ///
  /// Ranks have parts of shared links, but all of them where the flow asked for or the order of the links
  /// lets nobody make parts.
  func makeFlow(
    _ loaded: LoadedNetwork?, _ nodes: NodeTopology, threads: Int
  ) throws -> NetworkFlow? {
    try planMemory(ofFlowAlong: loaded?.network?.linkCount ?? 0, nodes)
    let flow =
      try stage(.flow) {
        let flow =
          try loaded?.network.map {
            FlowNetwork($0, options: network.flow, threads: threads)
          } ?? loaded?.edges.map { try partOrWhole(of: $0, nodes, threads: threads) }
        return (flow, bytes: 0)
      } ?? nil
    // Texts, arrays and what was made of them on the way.
    give_back_memory()
    guard let flow else { return nil }
    var made = NetworkFlow(flow: flow, linkCount: flow.network.linkCount)
    guard isDistributed else {
      made.atTimeOne = try flowAtTimeOne(loaded, threads: threads)
      return made
    }
    made.atTimeOne = try world.agree { try flowAtTimeOne(loaded, threads: threads) }
    made.linkCount = try world.allReduce(flow.ownLinkCount, with: flow.isPart ? .sum : .max)
    made.isPart = flow.isPart
    try tell(of: made)
    if flow.isPart, !network.isTwoLevel {
      made.edges = loaded?.edges
    } else {
      try loaded?.edges?.free()
    }
    return made
  }

  private func partOrWhole(
    of edges: SharedEdges, _ nodes: NodeTopology, threads: Int
  ) throws -> FlowNetwork {
    let options = network.flow
    let makesParts =
      !options.needsWholeNetwork
      && !network.outputs.contains { $0.content.hasLinks }
    let part = try namingFile {
      makesParts
        ? try edges.flowPart(
          of: RankMessages(world: world), directed: network.directed ?? false, options: options,
          threads: threads) : nil
    }
    if let part { return part }
    // Links with the same ends are not one yet.
    try planMemory(ofFlowAlong: edges.count, nodes)
    return try wholeFlow(of: edges, threads: threads)
  }

  /// Says of which file it is that links make no network, which all ranks learn then.
  private func namingFile<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as NetworkError {
      throw FileError(path, error.description)
    }
  }

  /// The flow on the whole network, which a hierarchy of more than two levels needs.
  func wholeFlow(of edges: SharedEdges, threads: Int) throws -> FlowNetwork {
    FlowNetwork(try whole(edges, threads: threads), options: network.flow, threads: threads)
  }

  private func whole(_ edges: SharedEdges, threads: Int) throws -> Network {
    try namingFile { try edges.network(directed: network.directed ?? false, threads: threads) }
  }

  /// The flow at Markov time 1, where this rank writes files of it and that of the search is another; nil otherwise.
  private func flowAtTimeOne(_ loaded: LoadedNetwork?, threads: Int) throws -> FlowNetwork? {
    var options = network.flow
    options.markovTime = 1
    options.localTime = nil
    guard session.isRoot, options != network.flow,
      network.outputs.contains(where: \.content.isOfNetwork)
    else { return nil }
    let read = try loaded?.network ?? loaded?.edges.map { try whole($0, threads: threads) }
    return read.map { FlowNetwork($0, options: options, threads: threads) }
  }

  /// Says what each rank has of the network. Collective.
  private func tell(of made: NetworkFlow) throws {
    let mostLinks = try world.allReduce(made.flow.network.linkCount, with: .max)
    guard session.isRoot else { return }
    if made.isPart {
      session.note("no rank has more than \(mostLinks) of \(made.linkCount) links")
    } else if world.size > 1 {
      session.warn(
        "every rank has the whole network; to have a part each, give numpy arrays, directed ones with "
          + "rising sources, no --recorded-teleportation, --regularized, --markov-time, --variable-markov-time or "
          + "other --flow-model, and no output that has links (ftree, json, network, states, flow)")
    }
  }
}
