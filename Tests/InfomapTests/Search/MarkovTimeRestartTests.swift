import Foundation
import Testing

@testable import Infomap

/// Searches that go on from what is found at another Markov time.
@Suite struct MarkovTimeRestartTests {
  /// Cliques of ten nodes without links between them.
  private func cliques(_ count: UInt32) throws -> Network {
    try Network(
      pairs: (0..<count).flatMap { clique in
        (0..<10 as Range<UInt32>).flatMap { first in
          (0..<first).map { (10 * clique + first, 10 * clique + $0) }
        }
      }, directed: false)
  }

  private func flow(_ network: Network, markovTime: Double) -> FlowNetwork {
    var options = FlowOptions()
    options.markovTime = markovTime
    return FlowNetwork(network, options: options)
  }

  /// At half the time no node gains by joining another, only many at once.
  @Test(arguments: SearchEngine.allCases)
  func cliquesAreFoundAtHalfTheMarkovTime(engine: SearchEngine) throws {
    let flow = flow(try cliques(30), markovTime: 0.5)
    for seed in engine.seeds {
      #expect(try engine.search(flow, seed: seed).codelength.total <= log2(10) + 1e-9)
    }
  }

  @Test func ranksFindTheSameAtAnyNumberOfThem() throws {
    var random = TestRandom(seed: 5)
    let table = LinkTable(random: &random, groups: 40, groupSize: 12, degree: 5, mixing: 0.4)
    let flow = FlowNetwork(try table.network(directed: false))
    let alone = flow.searchInParallel(seed: 3, threads: 2)
    for ranks in 1...3 {
      #expect(
        try SearchEngine.search(flow, seed: 3, ranks: ranks).partition == alone.partition)
    }
  }

  @Test func onlyTinyNetworksRestartAtFourTimes() {
    let limit = SearchEffort.tinyNetwork
    let rootOfHalf = 0.5.squareRoot()
    #expect(SearchEffort.restartTimes(linkEnds: limit).count == 4)
    #expect(SearchEffort.restartTimes(linkEnds: limit + 1) == [rootOfHalf, 0.5])
  }

  /// Each as short as a search by hand from the result at time 0.7, 1 or 2 was: the best of three seeds.
  @Test(
    .needsRealNetworks,
    arguments: [
      ("power.txt", 1.0, 5.5918), ("as20graph.txt", 2.0, 9.341), ("netscience.txt", 0.5, 3.2045),
      ("cliques30xK10.txt", 0.5, 3.3220),
    ])
  func realNetworksGetShorterCodelengths(name: String, time: Double, most: Double) throws {
    var options = SearchOptions()
    options.trials = 3
    let found = flow(try RealNetwork.network(name), markovTime: time).search(options)
    #expect(found.codelength.total <= most)
  }

  /// The best of fifty seeds of Infomap 2.16.
  @Test(
    .needsRealNetworks,
    arguments: [
      ("polbooks.txt", true, 1.0, 4.491086), ("lesmis.net", true, 1.0, 3.864616),
    ])
  func fiftyTrialsReachTheBestOfTheReference(
    name: String, directed: Bool, time: Double, best: Double
  ) throws {
    var options = SearchOptions()
    options.trials = 50
    let network = try RealNetwork.network(name, directed: directed)
    let found = flow(network, markovTime: time).searchHierarchy(options)
    #expect(found.codelength.total <= best + 1e-6)
  }

  /// Of the smallest networks further searches find partitions that better hierarchies stand on.
  @Test(.needsRealNetworks) func hierarchiesStandOnWhatFurtherSearchesFind() throws {
    var options = SearchOptions()
    options.seed = 4
    let network = try RealNetwork.network("lesmis.net", directed: true)
    let found = flow(network, markovTime: 0.5).searchHierarchy(options)
    #expect(found.codelength.total <= 2.83025)
  }
}
