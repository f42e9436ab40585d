import Testing

@testable import Infomap

/// Modules that unite two at a time.
@Suite struct ModuleUnionsTests {
  private func flow(directed: Bool, groups: Int, mixing: Double) throws -> FlowNetwork {
    var random = TestRandom(seed: 3)
    let table = LinkTable(
      random: &random, groups: groups, groupSize: 6, degree: 4, mixing: mixing)
    return FlowNetwork(try table.network(directed: directed))
  }

  /// The nodes of a network in so many modules, united from modules of one node each.
  private func united(_ flow: FlowNetwork, until count: Int) -> Partition {
    flow.withLeafLevel { leaf in
      var unions = ModuleUnions(leaf)
      unions.run(until: count)
      return Partition(labels: (0..<UInt32(leaf.nodeCount)).map { unions.union(of: $0) })
    }
  }

  @Test(arguments: [false, true], [0.1, 0.4])
  func theBestNumberOnTheWayIsThatOfTheShortestCodelength(directed: Bool, mixing: Double) throws {
    let flow = try flow(directed: directed, groups: 6, mixing: mixing)
    let count = flow.withLeafLevel { leaf in
      var unions = ModuleUnions(leaf)
      return unions.bestCountOnTheWay(bitsPerModule: 0)
    }
    // The number that it begins with is none that a union led to.
    let codelengths = (1..<flow.nodeCount).map {
      MapEquation.codelength(of: united(flow, until: $0), on: flow).total
    }
    #expect(codelengths[count - 1] <= codelengths.min()! + 1e-6)
  }

  @Test func whatModulesCostCountsOnTheWay() throws {
    let flow = try flow(directed: false, groups: 6, mixing: 0.1)
    func best(_ bits: Double) -> Int {
      flow.withLeafLevel { leaf in
        var unions = ModuleUnions(leaf)
        return unions.bestCountOnTheWay(bitsPerModule: bits)
      }
    }
    #expect(best(0) > 1)
    #expect(best(10) == 1)
  }

  /// Single moves and restarts find nothing better than one module for all here, where a few small modules are.
  @Test(.needsRealNetworks) func aSearchGoesOnWhereOneModuleIsBetterThanThoseFound() throws {
    var options = FlowOptions()
    options.prior = PriorNetwork()
    let network = try RealNetwork.network("igraphdata-yeast.txt", directed: true)
    let flow = FlowNetwork(network, options: options)
    let one = MapEquation.codelength(
      of: Partition(labels: [UInt32](repeating: 0, count: flow.nodeCount)), on: flow
    ).total
    let found = flow.search(SearchOptions())
    #expect(found.moduleCount > 1)
    #expect(found.codelength.total < one - 0.03)
  }
}
