import Infomap
import Testing

/// Nodes for which it makes no difference to the codelength whether they are alone.
@Suite struct LoneNodesTests {
  /// Groups of exact duplicates as a search of `k` nearest neighbors links them: all are as near, so
  /// each lists the first `k - 1` others. Nothing links to the rest, which are never visited.
  private func duplicates(groups: Int, copies: Int, k: Int) -> LinkTable {
    var links: [(UInt32, UInt32, Double)] = []
    for node in 0..<groups * copies {
      let first = node / copies * copies
      for other in (first..<first + copies).filter({ $0 != node }).prefix(k - 1) {
        links.append((UInt32(node), UInt32(other), 1))
      }
    }
    return LinkTable(links)
  }

  private func network(_ table: LinkTable) throws -> Network { try table.network(directed: true) }

  @Test(arguments: [(5, 200, 50), (20, 50, 10), (3, 12, 4)], SearchEngine.allCases)
  func duplicatesAreTogether(case numbers: (groups: Int, copies: Int, k: Int), engine: SearchEngine)
    throws
  {
    let table = duplicates(groups: numbers.groups, copies: numbers.copies, k: numbers.k)
    let flow = FlowNetwork(try network(table))
    let groups = Partition(labels: flow.network.nodeIDs.map { $0 / UInt32(numbers.copies) })
    for seed in engine.seeds {
      #expect(try engine.search(flow, seed: seed).partition == groups)
    }
  }

  @Test(arguments: FlowModel.allCases) func duplicatesAreTogetherInEachFlowModel(model: FlowModel)
    throws
  {
    let table = duplicates(groups: 5, copies: 60, k: 20)
    let flow = FlowNetwork(
      try table.network(directed: model.isDirected), options: model.options)
    #expect(flow.searchOnce(seed: 1).moduleCount == 5)
  }

  @Test func duplicatesAreTogetherInAHierarchy() throws {
    let flow = FlowNetwork(try network(duplicates(groups: 5, copies: 200, k: 50)))
    let found = flow.searchHierarchy().hierarchy
    #expect(found.topModuleCount == 5)
    #expect(found.bottomPartition.moduleCount == 5)
  }

  @Test(arguments: [1, 2, 3]) func ranksWithPartsOfTheNetworkPutDuplicatesTogether(ranks: Int)
    throws
  {
    // More than one block of nodes, so that several ranks have some.
    let table = duplicates(groups: 5, copies: 4000, k: 6)
    let sources = table.links.map(\.source)
    let targets = table.links.map(\.target)
    let weights = table.links.map { Float($0.weight) }
    let results = try SearchEngine.onRanks(ranks) {
      try FlowNetwork(
        partOf: $0,
        LinkSpans(sources: sources.span, targets: targets.span, weights: weights.span),
        directed: true)!.searchOnce(seed: 1, threads: 1, exchange: $0)
    }
    for result in results {
      #expect(result.moduleCount == 5)
      #expect(result.partition == results[0].partition)
      #expect(result.codelength == results[0].codelength)
    }
  }

  @Test func duplicatesAreTogetherInThePreferredNumberOfModules() throws {
    let flow = FlowNetwork(try network(duplicates(groups: 5, copies: 100, k: 20)))
    var options = SearchOptions()
    options.preferredModules = 5
    #expect(flow.search(options).moduleCount == 5)
  }

  @Test func modulesGivenAreLeftForNeighborsTooWhereThatCostsNothing() throws {
    let flow = FlowNetwork(try network(duplicates(groups: 5, copies: 60, k: 20)))
    let ids = flow.network.nodeIDs
    // Of one group those that are never visited are alone.
    let given = Partition(labels: ids.map { $0 < 260 ? $0 / 60 : $0 })
    let found = flow.improve(given)
    #expect(found.moduleCount == 5)
    #expect(
      abs(found.codelength.total - MapEquation.codelength(of: given, on: flow).total) < 1e-12)
  }

  /// Two nodes that nothing links to, with ten nodes each that link to nothing.
  @Test(arguments: SearchEngine.allCases)
  func nodesThatLinkToNothingAreWithTheNodeThatLinksToThem(engine: SearchEngine) throws {
    var links: [(UInt32, UInt32, Double)] = []
    for hub in UInt32(0)..<2 {
      for leaf in UInt32(1)...10 { links.append((100 * hub, 100 * hub + leaf, 1)) }
    }
    let flow = FlowNetwork(try network(LinkTable(links)))
    let expected = Partition(labels: flow.network.nodeIDs.map { $0 / 100 })
    for seed in engine.seeds {
      #expect(try engine.search(flow, seed: seed).partition == expected)
    }
  }

  /// Alone it would be, for all that the codelength says: what is recorded never reaches it.
  @Test func aNodeWithoutFlowJoinsTheModuleThatItSharesMostWeightWith() throws {
    var links: [(UInt32, UInt32, Double)] = []
    for clique in [UInt32(0), 10, 20] {
      for a in clique..<clique + 5 {
        for b in clique..<clique + 5 where a != b { links.append((a, b, 1)) }
      }
    }
    links += [(30, 0, 1), (30, 10, 2), (30, 1, 0.5)]
    let flow = FlowNetwork(try network(LinkTable(links)), options: FlowModel.recorded.options)
    let found = flow.searchOnce(seed: 1)
    #expect(found.moduleCount == 3)
    let ids = flow.network.nodeIDs
    func module(_ id: UInt32) -> UInt32 { found.partition.modules[ids.firstIndex(of: id)!] }
    #expect(module(30) == module(10))
  }

  @Test(arguments: [false, true]) func aNodeThatIsBetterOffAloneStaysSo(directed: Bool) throws {
    // Most of its flow is its own.
    var links: [(UInt32, UInt32, Double)] = [(50, 50, 40), (50, 0, 1), (50, 10, 1)]
    for clique in [UInt32(0), 10, 20] {
      for a in clique..<clique + 5 {
        for b in clique..<clique + 5 where a < b {
          links += [(a, b, 1), (b, a, 1)]
        }
      }
    }
    let flow = FlowNetwork(try LinkTable(links).network(directed: directed))
    let found = flow.searchOnce(seed: 1)
    let node = try #require(flow.network.nodeIDs.firstIndex(of: 50))
    #expect(found.partition.modules.count { $0 == found.partition.modules[node] } == 1)
  }

  @Test(arguments: FlowModel.allCases, [1, 2, 3])
  func noLoneNodeCanJoinANeighborAtNoCost(model: FlowModel, seed: Int) throws {
    var random = TestRandom(seed: UInt64(40 + seed))
    var table = LinkTable(random: &random, groups: 15, groupSize: 12, degree: 3, mixing: 0.3)
    // Many that nothing links to, and many that link to nothing.
    for link in table.links.indices {
      if table.links[link].target % 3 == 0 { table.links[link].target += 1 }
    }
    table.links.removeAll { $0.source % 12 >= 10 }
    let flow = FlowNetwork(
      try table.network(directed: model.isDirected), options: model.options)
    let result = flow.searchOnce(seed: 1)
    var memberCounts = [Int](repeating: 0, count: result.moduleCount)
    for module in result.partition.modules { memberCounts[Int(module)] += 1 }
    for node in 0..<flow.nodeCount where memberCounts[Int(result.partition.modules[node])] == 1 {
      for other in 0..<flow.nodeCount where other != node {
        let isNeighbor =
          flow.network.links(from: node).contains { flow.network.targets[$0] == UInt32(other) }
          || flow.network.links(from: other).contains { flow.network.targets[$0] == UInt32(node) }
        guard isNeighbor else { continue }
        var labels = result.partition.modules
        labels[node] = labels[other]
        let joined = MapEquation.codelength(of: Partition(labels: labels), on: flow)
        #expect(joined.total > result.codelength.total + 1e-14)
      }
    }
  }
}
