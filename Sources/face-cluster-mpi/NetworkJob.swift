import FaceClustering
import Foundation
import Infomap
import MPI
import ProgramArguments
import Storage

/// What the command `infomap` works on and where the result goes.
struct NetworkJob {
  /// The network, or this rank's part of it.
  let flow: FlowNetwork
  /// The links of the whole network, and the most of them that a rank has.
  let linkCount: Int
  let mostLinks: Int
  /// The modules to start from.
  let given: Hierarchy?
  /// How fast the network was parsed, if it is a text.
  let parsing: NetworkInput.Parsing?
  /// What is worth knowing of how the files were taken.
  private(set) var notices: [String] = []
  var phases = PhaseTimes()
  private let line: Arguments
  private let threads: Int
  private let output: Output?
  /// What the network is made of, where ranks have parts of it and one still needs all.
  private var edges: SharedEdges?

  private struct Output {
    let path: String
    let format: PartitionFormat

    init?(_ line: Arguments) {
      guard let path = line.out else { return nil }
      (self.path, format) = (path, NetworkJob.partitionFormat(path))
    }
  }

  /// With the whole network.
  init(_ line: Arguments, threads: Int) throws {
    self.line = line
    self.threads = threads
    output = Output(line)
    var parsing: NetworkInput.Parsing?
    var notices: [String] = []
    let (network, given) = try phases.measure("load") {
      let network = try NetworkInput.read(
        line.files[0], directed: line.network.directed,
        keepsSelfLinks: line.network.keepsSelfLinks, threads: threads,
        notice: { notices.append($0) }, parsed: { parsing = $0 })
      if line.network.flow.teleportsToNodes, !network.hasTargetsOfTeleportation {
        throw FileError(
          line.files[0],
          "all vertices with links have the weight 0, so --to-nodes lands nowhere; give one of them a "
            + "positive weight, or leave the option out")
      }
      let given = try line.network.clusterData.map { path in
        try Hierarchy(
          text: try InputFile.contents(of: path), format: Self.partitionFormat(path),
          fileName: path, of: network
        ) { notices.append("\(path): \(Self.text(of: $0))") }
      }
      return (network, given)
    }
    self.given = given
    self.parsing = parsing
    self.notices = notices
    flow = phases.measure("flow") {
      FlowNetwork(network, options: line.network.flow, threads: threads)
    }
    linkCount = network.linkCount
    mostLinks = linkCount
  }

  /// With this rank's part of a network that all ranks search together, made of arrays of which each
  /// node has one copy; with the whole network where the flow asked for or the order of the links let
  /// nobody make parts. Collective.
  ///
  /// - Returns: nil, on all ranks, if the network is a text.
  init?(sharedBy world: Communicator, _ line: Arguments, threads: Int) throws {
    let path = line.files[0]
    guard try world.allReduce(NetworkInput.isEdgeList(path), with: .logicalAnd) else { return nil }
    output = Output(line)
    self.line = line
    self.threads = threads
    given = nil
    parsing = nil
    var notices: [String] = []
    let edges = try phases.measure("load") {
      try SharedEdges(
        reading: path, keepsSelfLinks: line.network.keepsSelfLinks, nodes: NodeTopology(of: world),
        threads: threads, notice: { notices.append($0) })
    }
    self.notices = notices
    let options = line.network.flow
    let makesParts = !options.recordsTeleportation && options.markovTime == 1
    flow = try phases.measure("flow") {
      try world.agree {
        do {
          let part =
            makesParts
            ? try edges.flowPart(
              of: RankMessages(world: world), directed: line.network.directed ?? true,
              options: options, threads: threads) : nil
          return try part ?? Self.wholeFlow(of: edges, line, threads: threads)
        } catch let error as NetworkError {
          throw FileError(path, error.description)
        }
      }
    }
    linkCount = try world.allReduce(flow.ownLinkCount, with: flow.isPart ? .sum : .max)
    mostLinks = try world.allReduce(flow.network.linkCount, with: .max)
    if flow.isPart, !line.network.isTwoLevel {
      self.edges = edges
    } else {
      try edges.free()
    }
  }

  /// The whole network, which a hierarchy of more than two levels needs.
  func wholeFlow() throws -> FlowNetwork {
    try edges.map { try Self.wholeFlow(of: $0, line, threads: threads) } ?? flow
  }

  private static func wholeFlow(
    of edges: SharedEdges, _ line: Arguments, threads: Int
  ) throws -> FlowNetwork {
    FlowNetwork(
      try edges.network(directed: line.network.directed ?? true, threads: threads),
      options: line.network.flow, threads: threads)
  }

  /// The same where the visit rates of all nodes are known, as a file of the result has them.
  /// Collective.
  func gatheringVisitRates(world: Communicator) throws -> FlowNetwork {
    try output == nil ? flow : flow.gatheringVisitRates(from: RankMessages(world: world))
  }

  mutating func write(_ result: HierarchyResult, of flow: FlowNetwork) throws {
    try phases.measure("write") {
      guard let output else { return }
      let file = try AtomicFile(output.path)
      try result.write(output.format, of: flow) { (bytes) throws(FileError) in
        try file.append(elements: bytes)
      }
      try file.commit()
    }
  }

  private static func text(of strangers: Hierarchy.StrangeNodes) -> String {
    let others = strangers.count > 1 ? ", and \(strangers.count - 1) more lines" : ""
    return
      "line \(strangers.firstLine) is for node \(strangers.firstNode), which the network does not "
      + "have; it is passed over\(others)"
  }

  /// The format that the name of a file says, which the command line has been checked for.
  private static func partitionFormat(_ path: String) -> PartitionFormat {
    path.hasSuffix(".clu") ? .clu : .tree
  }
}
