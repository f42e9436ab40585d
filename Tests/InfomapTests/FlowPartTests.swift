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

  private func parts(_ table: LinkTable, ranks: Int, threads: Int = 1) throws -> [FlowNetwork?] {
    let sources = table.links.map(\.source)
    let targets = table.links.map(\.target)
    let weights = table.links.map { Float($0.weight) }
    return try (0..<ranks).map {
      try FlowNetwork(
        partOfRank: $0, of: ranks, sources: sources.span, targets: targets.span,
        weights: weights.span, threads: threads)
    }
  }

  private func whole(_ table: LinkTable) throws -> FlowNetwork {
    var single = table
    for link in single.links.indices {
      single.links[link].weight = Double(Float(single.links[link].weight))
    }
    return FlowNetwork(try single.network(directed: true))
  }

  /// Also with more ranks than blocks of nodes: some have no nodes.
  @Test(arguments: [1, 2, 3, 8], [1, 2])
  func theirSearchFindsWhatThatOfTheWholeNetworkFinds(ranks: Int, threads: Int) throws {
    let table = table()
    let expected = try whole(table).searchInParallel(seed: 5, threads: 1)
    let parts = try parts(table, ranks: ranks, threads: threads).map { try #require($0) }
    for result in try SearchEngine.search(parts, seed: 5) {
      #expect(result.partition == expected.partition)
      #expect(abs(result.codelength.index - expected.codelength.index) < 1e-11)
      #expect(abs(result.codelength.module - expected.codelength.module) < 1e-11)
      #expect(abs(result.oneLevelCodelength - expected.oneLevelCodelength) < 1e-11)
    }
  }

  @Test func theCodelengthDoesNotDependOnTheNumberOfRanks() throws {
    let table = table()
    let one = try SearchEngine.search(parts(table, ranks: 1).map { try #require($0) }, seed: 2)[0]
    for ranks in [2, 3, 5] {
      let parts = try parts(table, ranks: ranks).map { try #require($0) }
      #expect(try SearchEngine.search(parts, seed: 2)[0].codelength == one.codelength)
    }
  }

  @Test func aNetworkWithoutModulesIsOneModule() throws {
    var random = TestRandom(seed: 9)
    var table = LinkTable(random: &random, nodes: 300, links: 9000)
    table.links.sort { $0.source < $1.source }
    let parts = try parts(table, ranks: 2).map { try #require($0) }
    for result in try SearchEngine.search(parts, seed: 1) {
      #expect(result.moduleCount == 1)
      #expect(result.codelength.total == result.oneLevelCodelength)
    }
  }

  /// Together they have each link once or twice: what leaves or enters their nodes.
  @Test func aPartHasNoLinksBetweenNodesOfOthers() throws {
    let table = table(mixing: 0)
    let links = try whole(table).network.linkCount
    let parts = try parts(table, ranks: 3).map { try #require($0).network.linkCount }
    #expect(parts.allSatisfy { $0 < links / 2 })
    #expect(parts.reduce(0, +) >= links)
  }

  @Test func linksThatAreNotInOrderMakeNoPart() throws {
    var table = table()
    table.links.swapAt(0, table.links.count - 1)
    #expect(try parts(table, ranks: 2).allSatisfy { $0 == nil })
    table.links.swapAt(0, table.links.count - 1)
    table.links[3].weight = 0
    #expect(try parts(table, ranks: 2).allSatisfy { $0 == nil })
  }

  @Test func badWeightsAreRefused() {
    var table = table()
    table.links[77].weight = -.infinity
    #expect(throws: NetworkError.self) { try parts(table, ranks: 2) }
    table.links = []
    #expect(throws: NetworkError.noLinks) { try parts(table, ranks: 2) }
  }
}
