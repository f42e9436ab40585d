import Testing

@testable import Infomap

/// Whether nodes find together at a shorter Markov time.
@Suite struct MeanNodeTests {
  /// A ring in which each node has links to the nearest on either side.
  private func ring(_ count: UInt32, reach: UInt32) throws -> FlowNetwork {
    let pairs = (0..<count).flatMap { node in (1...reach).map { (node, (node + $0) % count) } }
    return FlowNetwork(try Network(pairs: pairs, directed: false))
  }

  @Test func nodesWithFewLinksJoinNeighborsAtAShorterTime() throws {
    #expect(try ring(4000, reach: 5).withLeafLevel { MeanNode(of: $0).joinsNeighbor(at: 0.7) })
  }

  @Test func nodesWithManyLinksDoNot() throws {
    #expect(try !ring(4000, reach: 25).withLeafLevel { MeanNode(of: $0).joinsNeighbor(at: 0.7) })
  }

  /// In a ring all nodes are alike, so that two of them change the codelength as the mean ones do.
  @Test(arguments: [1, 4, 12, 20, 40] as [UInt32])
  func itIsWhatTwoNodesOfARingWouldDo(reach: UInt32) throws {
    let flow = try ring(1000, reach: reach)
    let alone = Partition(labels: Array(0..<UInt32(1000)))
    let pair = Partition(labels: flow.network.nodeIDs.map { max($0, 1) })
    let gains =
      MapEquation.codelength(of: pair, on: flow).total
      < MapEquation.codelength(of: alone, on: flow).total
    #expect(flow.withLeafLevel { MeanNode(of: $0).joinsNeighbor(at: 1) } == gains)
  }
}
