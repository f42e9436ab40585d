import Testing

@testable import Infomap

/// Nodes that are not valued since they certainly stay where they are.
@Suite struct StayingNodeTests {
  /// A network in two modules, of which the even nodes have no links out of their own.
  private func flow(markovTime: Double) throws -> FlowNetwork {
    var random = TestRandom(seed: 9)
    var links: [Link] = []
    for node in 0..<UInt32(40) {
      for other in 0..<node where node < 20 || other >= 20 {
        if random.unit() < 0.5 { links.append(Link(node, other, weight: random.unit())) }
      }
      if node % 2 == 1 { links.append(Link(node, (node + 20) % 40, weight: 0.1 * random.unit())) }
    }
    var options = FlowOptions()
    options.markovTime = markovTime
    return FlowNetwork(try Network(links: links, directed: false), options: options)
  }

  @Test(arguments: [1, 1.5, 2.5])
  func aNodeThatStaysInsideWouldLoseByLeaving(markovTime: Double) throws {
    let flow = try flow(markovTime: markovTime)
    let labels = flow.network.nodeIDs.map { $0 < 20 ? 0 : 1 as UInt32 }
    let partition = Partition(labels: labels)
    let before = MapEquation.codelength(of: partition, on: flow).total
    var stayed = 0
    flow.withLeafLevel { level in
      let moduleOf = Buffer(partition.modules)
      let sums = Level(aggregating: level, into: moduleOf, moduleCount: 2)
      var state = ModuleState(capacity: level.nodeCount, hasTeleportation: false)
      state.assign(level, moduleOf, sums: sums.view)
      for node in 0..<level.nodeCount {
        let links = level.offsets[node]..<level.offsets[node + 1]
        let inside = links.filter { moduleOf[level.neighbors[$0].node] == moduleOf[node] }
          .reduce(0) { $0 + Double(level.neighbors[$1].flow) }
        if !state.staysInside(level.nodes[node], inside: inside) { continue }
        stayed += 1
        var alone = partition.modules
        alone[node] = 2
        #expect(MapEquation.codelength(of: Partition(labels: alone), on: flow).total > before)
      }
    }
    #expect(stayed == 20)
  }

  /// At a shorter time a node may be worth more alone.
  @Test func nodesOfWhichLittleFlowLeavesAreValued() throws {
    let flow = try flow(markovTime: 0.5)
    flow.withLeafLevel { level in
      let moduleOf = Buffer<UInt32>(count: level.nodeCount, repeating: 0)
      let sums = Level(aggregating: level, into: moduleOf, moduleCount: 1)
      var state = ModuleState(capacity: level.nodeCount, hasTeleportation: false)
      state.assign(level, moduleOf, sums: sums.view)
      let node = level.nodes[0]
      let stays = state.staysInside(node, inside: node.enter + node.exit)
      #expect(!stays)
    }
  }
}
