/// The flow of some nodes and of their links to others, the same on all ranks.
struct LinksOfNodes {
  /// A link between a node and another: the flow in both directions together.
  struct Link: BitwiseCopyable {
    let node: UInt32
    let other: UInt32
    let flow: Double
  }

  private struct Visits: BitwiseCopyable {
    let node: UInt32
    let flow: NodeFlow
  }

  /// The links of each node follow each other, by rising nodes.
  private let links: [Link]
  private var rows: [UInt32: Range<Int>] = [:]
  private var flows: [UInt32: NodeFlow] = [:]

  /// Gathers the flow of some nodes. Collective where ranks have parts of the network.
  init(
    of flow: FlowNetwork, exchange: (any RankExchange)?, where isWanted: (Int) -> Bool
  ) throws {
    let own = (flow.part ?? 0..<flow.nodeCount).filter(isWanted)
    var ownLinks: [Link] = []
    for node in own {
      flow.forEachLink(at: node) { other, linkFlow, _ in
        ownLinks.append(Link(node: UInt32(node), other: UInt32(other), flow: linkFlow))
      }
    }
    let ownVisits = own.map {
      Visits(
        node: UInt32($0),
        flow: NodeFlow(flow: flow.nodeFlow[$0], enter: flow.enterFlow[$0], exit: flow.exitFlow[$0]))
    }
    links = try exchange?.allGather(ownLinks) ?? ownLinks
    for visits in try exchange?.allGather(ownVisits) ?? ownVisits {
      flows[visits.node] = visits.flow
    }
    var start = 0
    for place in links.indices
    where place + 1 == links.count || links[place + 1].node != links[place].node {
      rows[links[place].node] = start..<place + 1
      start = place + 1
    }
  }

  /// The links of a node; none of one whose flow was not asked for.
  subscript(node: UInt32) -> ArraySlice<Link> { rows[node].map { links[$0] } ?? [] }

  /// The flow of a node that was asked for.
  func flow(of node: UInt32) -> NodeFlow { flows[node]! }
}
