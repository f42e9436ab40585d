import Infomap
import Testing

@Suite struct SearchTests {
  @Test(arguments: Golden.all, SearchEngine.allCases)
  func everySeedReachesTheReferenceOnSmallNetworks(golden: Golden, engine: SearchEngine) throws {
    let flow = try golden.flow()
    for seed in engine.seeds {
      let found = try engine.search(flow, seed: seed).codelength.total
      #expect(found <= golden.codelength + 1e-9)
    }
  }

  /// Codelengths of Infomap 2.16.0, seed 123.
  @Test(
    .needsFaceGraph,
    arguments: [(true, 6.128726633912), (false, 6.758960703255)], SearchEngine.allCases)
  func everySeedReachesTheReferenceOnTwentyThousandFaces(
    graph: (directed: Bool, reference: Double), engine: SearchEngine
  ) throws {
    let (directed, reference) = graph
    let flow = FlowNetwork(try FaceGraph.shared.get().network(directed: directed))
    for seed in engine.seeds {
      #expect(try engine.search(flow, seed: seed).codelength.total <= reference * (1 + 1e-6))
    }
  }

  /// The search is a heuristic, but on networks this small a few trials should leave nothing.
  @Test(arguments: FlowModel.allCases) func tinyNetworksAreSolvedToTheOptimum(model: FlowModel)
    throws
  {
    var random = TestRandom(seed: 8)
    for _ in 0..<60 {
      let nodes = 3 + random.next(below: 5)
      let table = LinkTable(random: &random, nodes: nodes, links: 2 * nodes)
      let flow = FlowNetwork(try table.network(directed: model.isDirected), options: model.options)
      var options = SearchOptions()
      options.trials = 5
      let found = flow.search(options).codelength.total
      let dense = DenseMapEquation(table, directed: model.isDirected, options: model.options)
      #expect(abs(found - dense.shortestCodelength()) < 1e-9)
    }
  }

  /// To where the single precision of the neighbor lists reaches.
  @Test(arguments: [false, true]) func noMoveOfASingleNodeImprovesTheResult(directed: Bool) throws {
    var random = TestRandom(seed: 18)
    let table = LinkTable(random: &random, groups: 12, groupSize: 12, degree: 4, mixing: 0.5)
    let flow = FlowNetwork(try table.network(directed: directed))
    let result = flow.searchOnce(seed: 1)
    #expect(result.moduleCount > 1)
    for node in 0..<flow.nodeCount {
      for module in 0...UInt32(result.moduleCount) {
        var labels = result.partition.modules
        labels[node] = module
        let moved = MapEquation.codelength(of: Partition(labels: labels), on: flow)
        #expect(moved.total >= result.codelength.total - 1e-7)
      }
    }
  }

  @Test func theSameSeedFindsTheSamePartition() throws {
    var random = TestRandom(seed: 9)
    let table = LinkTable(random: &random, groups: 60, groupSize: 20, degree: 8, mixing: 0.4)
    let flow = FlowNetwork(try table.network(directed: true))
    for seed in UInt64(1)...5 {
      #expect(flow.searchOnce(seed: seed).partition == flow.searchOnce(seed: seed).partition)
    }
  }

  @Test(arguments: [false, true]) func theOrderOfTheLinksDoesNotMatter(directed: Bool) throws {
    var random = TestRandom(seed: 10)
    var table = LinkTable(random: &random, groups: 30, groupSize: 20, degree: 8, mixing: 0.4)
    let result = FlowNetwork(try table.network(directed: directed)).searchOnce(seed: 3)
    table.links = random.shuffled(table.links)
    let other = FlowNetwork(try table.network(directed: directed)).searchOnce(seed: 3)
    #expect(other.partition == result.partition)
    #expect(other.codelength == result.codelength)
  }

  @Test func plantedGroupsAreFound() throws {
    var random = TestRandom(seed: 11)
    let table = LinkTable(random: &random, groups: 50, groupSize: 20, degree: 10, mixing: 0.1)
    let flow = FlowNetwork(try table.network(directed: false))
    let planted = Partition(labels: flow.network.nodeIDs.map { $0 / 20 })
    #expect(flow.searchOnce(seed: 1).partition == planted)
  }

  @Test func theResultReportsTheCodelengthOfItsPartition() throws {
    var random = TestRandom(seed: 12)
    let table = LinkTable(random: &random, groups: 20, groupSize: 20, degree: 6, mixing: 0.5)
    let flow = FlowNetwork(try table.network(directed: true))
    let result = flow.searchOnce(seed: 1)
    #expect(result.codelength == MapEquation.codelength(of: result.partition, on: flow))
    #expect(result.oneLevelCodelength == MapEquation.oneLevelCodelength(on: flow))
    #expect(result.moduleCount == Set(result.partition.modules).count)
  }

  @Test func aResultCanBeMadeAgainFromItsPartition() throws {
    var random = TestRandom(seed: 17)
    let table = LinkTable(random: &random, groups: 20, groupSize: 20, degree: 6, mixing: 0.3)
    let flow = FlowNetwork(try table.network(directed: true))
    let result = flow.searchOnce(seed: 1)
    let again = SearchResult(
      partition: Partition(labels: result.partition.modules), seed: 1, on: flow)
    #expect(again.partition == result.partition)
    #expect(again.codelength == result.codelength)
    #expect(!again.isBetter(than: result) && !result.isBetter(than: again))
  }

  @Test func whereNoPartitionIsBetterTheAnswerIsOneModule() throws {
    var links: [(UInt32, UInt32, Double)] = []
    for a in UInt32(0)..<6 {
      for b in (a + 1)..<7 { links.append((a, b, 1)) }
    }
    let result = FlowNetwork(try LinkTable(links).network(directed: false)).searchOnce(seed: 1)
    #expect(result.moduleCount == 1)
    #expect(abs(result.codelength.total - result.oneLevelCodelength) < 1e-12)
  }

  @Test func selfLinksAloneAreANetworkToo() throws {
    let flow = FlowNetwork(try LinkTable([(4, 4, 1), (9, 9, 3)]).network(directed: false))
    let result = flow.searchOnce(seed: 1)
    #expect(result.moduleCount == 2)
    #expect(result.codelength.total == 0)
  }

  /// In single precision the flow of the weak links is zero.
  @Test(arguments: [false, true]) func weightsMayDifferByAnyFactor(directed: Bool) throws {
    var random = TestRandom(seed: 16)
    var table = LinkTable(random: &random, groups: 10, groupSize: 20, degree: 12, mixing: 0.5)
    for link in table.links.indices where table.links[link].source % 20 != 0 {
      table.links[link].weight *= link % 2 == 0 ? 1e-60 : 1e-270
    }
    let result = FlowNetwork(try table.network(directed: directed)).searchOnce(seed: 1)
    #expect(result.codelength.total.isFinite)
    #expect(result.codelength.total <= result.oneLevelCodelength)
  }

  @Test func theBestTrialWinsAndTheLowestSeedAmongEquals() throws {
    var random = TestRandom(seed: 13)
    let table = LinkTable(random: &random, groups: 30, groupSize: 15, degree: 5, mixing: 0.6)
    let flow = FlowNetwork(try table.network(directed: true))
    var options = SearchOptions()
    options.seed = 7
    options.trials = 8
    let best = flow.search(options)
    let trials = (0..<8).map { flow.searchOnce(seed: 7 + UInt64($0), trial: $0) }
    let shortest = trials.map(\.codelength.total).min()!
    #expect(best.codelength.total == shortest)
    #expect(best.seed == trials.first { $0.codelength.total == shortest }!.seed)
  }

  @Test func progressReportsCodelengthsThatNeverGrow() throws {
    var random = TestRandom(seed: 14)
    let table = LinkTable(random: &random, groups: 40, groupSize: 20, degree: 8, mixing: 0.5)
    let flow = FlowNetwork(try table.network(directed: true))
    var reports: [(phase: SearchPhase, codelength: Double)] = []
    let result = flow.searchOnce(seed: 1) { reports.append(($0, $1)) }
    #expect(reports.first?.phase == .clustering)
    #expect(reports.contains { $0.phase == .coarseTuning })
    for (earlier, later) in zip(reports, reports.dropFirst()) {
      #expect(later.codelength <= earlier.codelength + 1e-6)
    }
    #expect(abs(reports.last!.codelength - result.codelength.total) < 1e-6)
  }
}
