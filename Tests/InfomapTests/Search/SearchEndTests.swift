import Infomap
import Testing

/// Networks on which a walk hardly has a choice: codelengths are 0, or rounding above or below it, and no share of them is
/// a gain.
@Suite struct SearchEndTests {
  private func network(_ links: [(UInt32, UInt32)], directed: Bool = true) throws -> Network {
    try LinkTable(links.map { ($0.0, $0.1, 1) }).network(directed: directed)
  }

  /// Random links, all one way, between few nodes, in parts and sinks.
  private func links(_ random: inout TestRandom) -> [(UInt32, UInt32)] {
    let nodes = 2 + random.next(below: 20)
    let isOneWay = random.next(below: 2) == 0
    return (0..<max(1, nodes * (1 + random.next(below: 4)) / 3)).map { _ in
      let (a, b) = (random.next(below: nodes), random.next(below: nodes))
      let isLeading = isOneWay && a > b
      return isLeading ? (UInt32(b), UInt32(a)) : (UInt32(a), UInt32(b))
    }
  }

  @Test(arguments: [1.0, 0.9], [nil, 2]) func aWalkWithoutAChoiceNeedsNoBits(
    time: Double, levels: Int?
  ) throws {
    let network = try network([(0, 2), (1, 2), (6, 7)])
    for model in [Infomap.FlowModel.directed, .rawdir] {
      var options = FlowOptions()
      (options.model, options.markovTime) = (model, time)
      var search = SearchOptions()
      (search.trials, search.preferredLevels) = (3, levels)
      let found = FlowNetwork(network, options: options).searchHierarchy(search)
      #expect(found.codelength.total <= found.oneLevelCodelength)
      #expect(abs(found.codelength.total) < 1e-9 || time != 1)
    }
  }

  /// Where flow ends in one node, moves of others cost next to nothing, and levels round their flow in different ways.
  @Test func whatOneLevelGainsAnotherMayLose() throws {
    let links: [(UInt32, UInt32)] = [
      (3, 0), (4, 0), (2, 0), (1, 0), (1, 0), (5, 0), (5, 0), (1, 0), (4, 0), (4, 0), (1, 1),
      (5, 0), (2, 4), (2, 0), (4, 0), (2, 0), (1, 0), (2, 1), (2, 4),
    ]
    var options = FlowOptions()
    options.model = .undirdir
    var search = SearchOptions()
    search.seed = 84
    let found = FlowNetwork(try network(links), options: options).searchHierarchy(search)
    #expect(found.codelength.total <= found.oneLevelCodelength + 1e-9)
  }

  @Test(arguments: [0.9, 1, 1e6]) func everySearchEnds(time: Double) throws {
    var random = TestRandom(seed: 5)
    for number in 0..<60 {
      let links = links(&random)
      for model in [Infomap.FlowModel.undirected, .directed, .rawdir] {
        var options = FlowOptions()
        (options.model, options.markovTime) = (model, time)
        options.recordsTeleportation = model == .directed && number % 4 == 0
        options.entropyCorrection = number % 5 == 0 ? 1 : nil
        let flow = FlowNetwork(
          try network(links, directed: model.isDirected), options: options)
        var search = SearchOptions()
        search.seed = UInt64(number)
        search.preferredModules = number % 7 == 0 ? 3 : nil
        let found = flow.searchHierarchy(search)
        #expect(found.codelength.total.isFinite)
        #expect(
          search.preferredModules != nil
            || found.codelength.total <= found.oneLevelCodelength + 1e-9)
      }
    }
  }
}
