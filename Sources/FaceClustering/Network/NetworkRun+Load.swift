import Foundation
import Infomap
import MPI
import Storage

/// A network as it was read; on a rank that has none of it, only what it is made of.
struct LoadedNetwork {
  /// The whole of it.
  var network: Network?
  /// Its links where all ranks share them, instead of a network.
  var edges: SharedEdges?
  /// The modules to start from.
  var given: Hierarchy?
  /// How fast it was parsed, of a text.
  var parsing: NetworkInput.Parsing?
}

extension NetworkRun {
  /// Reads the network and the modules to start from. The stage `load`. Collective.
  ///
  /// In a distributed search arrays have one copy for each node; a text is read by each rank.
  func load(_ nodes: NodeTopology, threads: Int) throws -> LoadedNetwork? {
    let isShared =
      try isDistributed
      && world.allReduce(NetworkInput.isEdgeList(path), with: .logicalAnd)
    let loaded = try stage(.load) {
      let loaded = isShared ? try readShared(nodes, threads: threads) : try read(threads: threads)
      return (loaded, bytes: fileBytes)
    }
    if isDistributed, !isShared, world.size > 1 {
      try world.requireSame(loaded?.network.map { SeenLinks($0) }, of: path)
    }
    return loaded
  }

  /// Says how links are taken that could be taken otherwise, where nobody was asked.
  private func noticeOfDirection() {
    guard network.directed == nil else { return }
    notice(
      "\(path): links are taken without direction, as Infomap does (earlier versions took most with one); "
        + "--directed says that they lead from the first node to the second, --undirected that they do not"
    )
  }

  func notice(_ text: String) { if session.isRoot { session.warn(text) } }

  private func readShared(_ nodes: NodeTopology, threads: Int) throws -> LoadedNetwork {
    if network.flow.model == .precomputed { throw needsVisitRates("--flow-model precomputed") }
    let edges = try SharedEdges(
      reading: path, filter: network.links, nodes: nodes, threads: threads,
      notice: notice)
    noticeOfDirection()
    return LoadedNetwork(edges: edges)
  }

  private func read(threads: Int) throws -> LoadedNetwork {
    var loaded = LoadedNetwork()
    let read = try NetworkInput.read(
      path, directed: network.directed ?? false, filter: network.links,
      threads: threads,
      notice: notice, parsed: { loaded.parsing = $0 })
    if read.leavesDirectionOpen { noticeOfDirection() }
    if network.flow.teleportsToNodes, !read.hasTargetsOfTeleportation {
      throw FileError(
        path,
        "all vertices with links have the weight 0, so --to-nodes lands nowhere; give one of them a "
          + "positive weight, or leave the option out")
    }
    try check(read)
    loaded.given = try network.clusterData.map { try modules(from: $0, of: read, threads: threads) }
    loaded.network = read
    if let parsing = loaded.parsing { session.note(Self.text(of: parsing)) }
    return loaded
  }

  /// Reads the modules of a network's nodes.
  private func modules(from file: String, of read: Network, threads: Int) throws -> Hierarchy {
    var missing: Hierarchy.MissingNodes?
    let given = try Hierarchy(
      text: try InputFile.contents(of: file), format: Self.partitionFormat(file), fileName: file,
      of: read, passedOver: { notice("\(file): \(Self.text(of: $0))") },
      incomplete: { missing = $0 })
    guard let missing else { return given }
    guard network.joinsNeighbors else {
      notice("\(file): \(Self.text(of: missing)); each is in a module of its own")
      return given
    }
    // Without direction, links do not say any more in which they were given, which decides the first neighbor.
    let links =
      read.isDirected
      ? read
      : try NetworkInput.read(path, directed: true, filter: network.links, threads: threads)
    let completed = given.joiningNeighbors(of: missing.nodes, on: read, links: links)
    let joined = given.moduleCount - completed.moduleCount
    notice(
      "\(file): \(Self.text(of: missing)); \(joined) of \(missing.count) are put into modules of their "
        + "neighbors, others alone")
    return completed
  }

  /// Checks that the flow asked for can be found on a network.
  private func check(_ read: Network) throws(FileError) {
    if read.bipartiteStart != nil, read.isDirected, network.flow.adjustsBipartite {
      throw FileError(
        path,
        "the flow of a bipartite network is adjusted without direction only; leave --directed or --flow-model "
          + "out, or add --skip-adjust-bipartite-flow")
    }
    if read.bipartiteStart != nil, network.flow.prior != nil, network.flow.adjustsBipartite {
      throw FileError(
        path,
        "the flow of a bipartite network is not adjusted with --regularized, whose links lead from every node to "
          + "every node; add --skip-adjust-bipartite-flow")
    }
    let isPrecomputed = network.flow.model == .precomputed
    guard isPrecomputed || network.flow.visitsByNodeWeights else { return }
    if isPrecomputed && !read.givesNodeWeights
      || !read.nodeWeights.isEmpty && !read.nodeWeights.contains(where: { $0 > 0 })
    {
      throw needsVisitRates(
        isPrecomputed ? "--flow-model precomputed" : "--use-node-weights-as-flow")
    }
  }

  private func needsVisitRates(_ option: String) -> FileError {
    FileError(
      path,
      "\(option) needs the visit rate of each node, above 0 for one of them: after its name "
        + "under *Vertices, as in: 1 \"a\" 0.25")
  }

  private static func text(of missing: Hierarchy.MissingNodes) -> String {
    let others = missing.count > 1 ? " and for \(missing.count - 1) others" : ""
    return "there is no module for node \(missing.firstNode)\(others)"
  }

  private static func text(of parsing: NetworkInput.Parsing) -> String {
    String(
      format: "parsed %.1f MB in %.3f s, %.0f MB/s", Double(parsing.bytes) * 1e-6, parsing.seconds,
      parsing.megabytesPerSecond ?? 0)
  }

  private static func text(of strangers: Hierarchy.StrangeNodes) -> String {
    let others = strangers.count > 1 ? ", and \(strangers.count - 1) more lines" : ""
    return
      "line \(strangers.firstLine) is for node \(strangers.firstNode), which the network does not "
      + "have; it is passed over\(others)"
  }
}
