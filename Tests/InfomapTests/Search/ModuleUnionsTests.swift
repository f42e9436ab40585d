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
    let way = flow.withLeafLevel { leaf in
      var unions = ModuleUnions(leaf)
      return unions.bestCountOnTheWay(bitsPerModule: 0)
    }
    // The number that it begins with is none that a union led to.
    let codelengths = (1..<flow.nodeCount).map {
      MapEquation.codelength(of: united(flow, until: $0), on: flow).total
    }
    #expect(codelengths[way.count - 1] <= codelengths.min()! + 1e-6)
    let apart = Partition(labels: Array(0..<UInt32(flow.nodeCount)))
    let before = MapEquation.codelength(of: apart, on: flow).total
    #expect(abs(before + way.change - codelengths[way.count - 1]) < 1e-6)
  }

  @Test func whatModulesCostCountsOnTheWay() throws {
    let flow = try flow(directed: false, groups: 6, mixing: 0.1)
    func best(_ bits: Double) -> Int {
      flow.withLeafLevel { leaf in
        var unions = ModuleUnions(leaf)
        return unions.bestCountOnTheWay(bitsPerModule: bits).count
      }
    }
    #expect(best(0) > 1)
    #expect(best(10) == 1)
  }

  @Test func noMorePairsAreValuedThanAllowed() throws {
    let flow = try flow(directed: false, groups: 6, mixing: 0.1)
    flow.withLeafLevel { leaf in
      var unions = ModuleUnions(leaf)
      let way = unions.bestCountOnTheWay(bitsPerModule: 10, mostPairs: leaf.linkEnds / 2 + 20)
      #expect(way.count > 1 && way.count < leaf.nodeCount)
      #expect(unions.count == way.count)
    }
  }

  /// Nodes that nothing leads to have no flow: alone they cost a word each, all together one, and no links show that.
  @Test func modulesWithoutLinksUniteWhereEachCostsBits() throws {
    var links: [(UInt32, UInt32, Double)] = []
    for source in UInt32(0)..<12 {
      for step in UInt32(0)..<3 { links.append((source, 12 + (source + 5 * step) % 6, 1)) }
    }
    var options = FlowOptions()
    options.entropyCorrection = 1
    let flow = FlowNetwork(try LinkTable(links).network(directed: true), options: options)
    let targets = Array(UInt32(1)...6)
    let apart = Partition(labels: Array(7..<19) + targets)
    let united = Partition(labels: [UInt32](repeating: 0, count: 12) + targets)
    let (long, short) = (
      MapEquation.codelength(of: apart, on: flow).total,
      MapEquation.codelength(of: united, on: flow).total
    )
    #expect(short < long - 0.1)
    #expect(flow.search().codelength.total <= short + 1e-9)
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
