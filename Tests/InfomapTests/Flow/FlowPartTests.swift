import Infomap
import Testing

/// Of a network that several ranks search together each makes its own part only.
@Suite struct FlowPartTests {
  /// Several blocks of nodes; links of the same ends, self-links and nodes without links out included.
  private func table(mixing: Double = 0.2) -> LinkTable {
    var random = TestRandom(seed: 31)
    var table = LinkTable(random: &random, groups: 1700, groupSize: 20, degree: 6, mixing: mixing)
    table.links.removeAll { $0.source % 50 == 7 }
    return table
  }

  private func parts(
    _ table: LinkTable, directed: Bool, ranks: Int, threads: Int = 1
  ) throws -> [FlowNetwork?] {
    let sources = table.links.map(\.source)
    let targets = table.links.map(\.target)
    let weights = table.links.map { Float($0.weight) }
    return try SearchEngine.onRanks(ranks) {
      try FlowNetwork(
        partOf: $0,
        LinkSpans(sources: sources.span, targets: targets.span, weights: weights.span),
        directed: directed, threads: threads)
    }
  }

  private func whole(_ table: LinkTable, directed: Bool) throws -> FlowNetwork {
    var single = table
    for link in single.links.indices {
      single.links[link].weight = Double(Float(single.links[link].weight))
    }
    return FlowNetwork(try single.network(directed: directed))
  }

  /// Also with more ranks than blocks of nodes: some have no nodes.
  @Test(arguments: [1, 2, 3, 8], [true, false])
  func theirSearchFindsWhatThatOfTheWholeNetworkFinds(ranks: Int, directed: Bool) throws {
    let table = table()
    let expected = try whole(table, directed: directed).searchInParallel(seed: 5, threads: 1)
    let parts = try parts(table, directed: directed, ranks: ranks, threads: 2)
    for result in try SearchEngine.search(parts.map { try #require($0) }, seed: 5) {
      #expect(result.partition == expected.partition)
      #expect(abs(result.codelength.index - expected.codelength.index) < 1e-11)
      #expect(abs(result.codelength.module - expected.codelength.module) < 1e-11)
      #expect(abs(result.oneLevelCodelength - expected.oneLevelCodelength) < 1e-11)
    }
  }

  /// Links of one weight, so that nodes often gain as much in several modules.
  @Test(arguments: [1, 2, 3], [true, false])
  func smallNetworksAreSearchedAlikeByAnyNumberOfRanks(ranks: Int, directed: Bool) throws {
    var table = table()
    for link in table.links.indices { table.links[link].weight = 1 }
    let expected = try whole(table, directed: directed).searchInParallel(seed: 5, threads: 1)
    let parts = try parts(table, directed: directed, ranks: ranks).map { try #require($0) }
    let found = try SearchEngine.onRanks(ranks) {
      try parts[$0.rank].searchOnce(seed: 5, threads: 2, exchange: $0)
    }
    for result in found { #expect(result.partition == expected.partition) }
  }

  @Test(arguments: [true, false])
  func theCodelengthDoesNotDependOnTheNumberOfRanksAndThreads(directed: Bool) throws {
    let table = table()
    let one = try parts(table, directed: directed, ranks: 1).map { try #require($0) }
    let expected = try SearchEngine.search(one, seed: 2)[0]
    for (ranks, threads) in [(1, 2), (2, 1), (3, 1), (5, 2)] {
      let parts = try parts(table, directed: directed, ranks: ranks, threads: threads)
      let found = try SearchEngine.search(parts.map { try #require($0) }, seed: 2)[0]
      #expect(found.codelength == expected.codelength)
    }
  }

  @Test(arguments: [true, false])
  func aNetworkWithoutModulesIsOneModule(directed: Bool) throws {
    var random = TestRandom(seed: 9)
    var table = LinkTable(random: &random, nodes: 300, links: 9000)
    table.links.sort { $0.source < $1.source }
    let parts = try parts(table, directed: directed, ranks: 2).map { try #require($0) }
    for result in try SearchEngine.search(parts, seed: 1) {
      #expect(result.moduleCount == 1)
      #expect(result.codelength.total == result.oneLevelCodelength)
    }
  }

  /// Together they have each link once or twice: what leaves or enters their nodes.
  @Test(arguments: [true, false])
  func aPartHasNoLinksBetweenNodesOfOthers(directed: Bool) throws {
    let table = table(mixing: 0)
    let links = try whole(table, directed: directed).network.linkCount
    let parts = try parts(table, directed: directed, ranks: 3).map {
      try #require($0).network.linkCount
    }
    #expect(parts.allSatisfy { $0 < links / 2 })
    #expect(parts.reduce(0, +) >= links)
  }

  /// To find where the flow of a directed network goes all ranks read its links row by row.
  @Test func directedLinksThatAreNotInOrderMakeNoPart() throws {
    var table = table()
    table.links.swapAt(0, table.links.count - 1)
    #expect(try parts(table, directed: true, ranks: 2).allSatisfy { $0 == nil })
    table.links.swapAt(0, table.links.count - 1)
    table.links[3].weight = 0
    #expect(try parts(table, directed: true, ranks: 2).allSatisfy { $0 == nil })
  }

  @Test func undirectedLinksMayBeInAnyOrder() throws {
    var table = table()
    let expected = try parts(table, directed: false, ranks: 2).map { try #require($0) }
    table.links.append((source: 3, target: 40_000, weight: 0))
    for link in table.links.indices where link % 3 == 0 {
      let (a, b) = (table.links[link].source, table.links[link].target)
      (table.links[link].source, table.links[link].target) = (b, a)
    }
    table.links.reverse()
    let parts = try parts(table, directed: false, ranks: 2).map { try #require($0) }
    let found = try SearchEngine.search(parts, seed: 1)[0]
    #expect(found.partition == (try SearchEngine.search(expected, seed: 1)[0].partition))
  }

  @Test(arguments: [true, false])
  func badWeightsAreRefused(directed: Bool) {
    var table = table()
    table.links[77].weight = -.infinity
    #expect(throws: NetworkError.self) { try parts(table, directed: directed, ranks: 2) }
    table.links = []
    #expect(throws: NetworkError.noLinks) { try parts(table, directed: directed, ranks: 2) }
  }
}
