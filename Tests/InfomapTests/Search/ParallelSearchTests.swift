import Infomap
import Testing

@Suite struct ParallelSearchTests {
  /// Several blocks of nodes, with links between them.
  private func flow(_ model: FlowModel, mixing: Double) throws -> FlowNetwork {
    var random = TestRandom(seed: 21)
    let table = LinkTable(
      random: &random, groups: 1700, groupSize: 20, degree: 6, mixing: mixing)
    return FlowNetwork(try table.network(directed: model.isDirected), options: model.options)
  }

  @Test(arguments: [FlowModel.undirected, .directed, .recorded], [0.2])
  func theResultDoesNotDependOnTheNumberOfThreads(model: FlowModel, mixing: Double) throws {
    let flow = try flow(model, mixing: mixing)
    let one = flow.searchInParallel(seed: 5, threads: 1)
    for threads in [2, 5] {
      let many = flow.searchInParallel(seed: 5, threads: threads)
      #expect(many.partition == one.partition)
      #expect(many.codelength == one.codelength)
    }
  }

  @Test(arguments: [FlowModel.undirected, .directed, .recorded], [0.2])
  func theResultDoesNotDependOnTheNumberOfRanks(model: FlowModel, mixing: Double) throws {
    let flow = try flow(model, mixing: mixing)
    let one = try SearchEngine.search(flow, seed: 5, ranks: 1)
    for ranks in [2, 3, 4, 7, 8] {
      let many = try SearchEngine.search(flow, seed: 5, ranks: ranks)
      #expect(many.partition == one.partition)
    }
  }

  @Test(arguments: [FlowModel.undirected, .directed, .recorded], [0.2])
  func parallelSearchesAreAsGoodAsTheSerialOne(model: FlowModel, mixing: Double) throws {
    let flow = try flow(model, mixing: mixing)
    let serial = flow.searchSerially(seed: 5).codelength.total
    for engine in [SearchEngine.threaded, .distributed] {
      #expect(try engine.search(flow, seed: 5).codelength.total <= serial * (1 + 1e-3))
    }
  }

  @Test func largeNetworksAreSearchedInParallelWhateverTheNumberOfThreads() throws {
    var random = TestRandom(seed: 22)
    let table = LinkTable(random: &random, groups: 1500, groupSize: 40, degree: 10, mixing: 0.2)
    let flow = FlowNetwork(try table.network(directed: false))
    #expect(flow.network.linkCount > 500_000)
    let parallel = flow.searchInParallel(seed: 2, threads: 1)
    for threads in [1, 2, 5] {
      #expect(flow.searchOnce(seed: 2, threads: threads).partition == parallel.partition)
    }
  }

  @Test func aPartitionOfALargeNetworkIsImprovedAlikeByAnyNumberOfThreads() throws {
    var random = TestRandom(seed: 22)
    let table = LinkTable(random: &random, groups: 1500, groupSize: 40, degree: 10, mixing: 0.2)
    let flow = FlowNetwork(try table.network(directed: false))
    let found = flow.searchOnce(seed: 2)
    // Every hundredth node is alone, as a face is that comes later.
    let given = Partition(
      labels: found.partition.modules.enumerated().map {
        $0.offset % 100 == 0 ? UInt32(found.moduleCount + $0.offset) : $0.element
      })
    var options = SearchOptions()
    let one = flow.improve(given, options)
    options.threads = 5
    #expect(flow.improve(given, options).partition == one.partition)
    #expect(one.codelength.total <= found.codelength.total + 1e-3)
    #expect(one.codelength.total < MapEquation.codelength(of: given, on: flow).total - 0.01)
  }

  @Test(arguments: [true, false])
  func aLongMarkovTimeOnALargeNetworkHasFewerModules(directed: Bool) throws {
    var random = TestRandom(seed: 3)
    let table = LinkTable(
      random: &random, groups: 1000, groupSize: 50, degree: 30, mixing: 0.05)
    let network = try table.network(directed: directed)
    var options = FlowOptions()
    let short = FlowNetwork(network, options: options).searchOnce(seed: 1, threads: 2)
    options.markovTime = 40
    let long = FlowNetwork(network, options: options).searchOnce(seed: 1, threads: 2)
    #expect(long.moduleCount < short.moduleCount)
  }
}
