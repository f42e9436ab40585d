import Testing

@testable import Infomap

@Suite struct HierarchyTests {
  /// Codelengths of Infomap 2.16.0 without `--two-level`, seed 123.
  @Test(arguments: [
    ("twotriangles", FlowModel.undirected, 2.320730356834),
    ("twotriangles", .directed, 1.808241199268),
    ("ninetriangles", .undirected, 3.371875026385),
    ("ninetriangles", .directed, 3.249859432962),
    ("modular_w", .undirected, 3.048111860027),
    ("modular_w", .directed, 3.120003594871),
    ("modular_wd", .undirected, 3.048111860027),
    ("modular_wd", .directed, 2.864883855914),
  ]) func everySeedReachesTheReference(name: String, model: FlowModel, codelength: Double) throws {
    let network = try exampleNetwork(name, directed: model.isDirected)
    let flow = FlowNetwork(network, options: model.options)
    for seed in UInt64(1)...5 {
      var options = SearchOptions()
      options.seed = seed
      #expect(flow.searchHierarchy(options).codelength.total <= codelength + 1e-9)
    }
  }

  @Test(arguments: FlowModel.allCases)
  func aHierarchyOfTwoLevelsHasTheCodelengthOfItsPartition(model: FlowModel) throws {
    var random = TestRandom(seed: 21)
    let table = LinkTable(random: &random, groups: 12, groupSize: 10, degree: 5, mixing: 0.3)
    let flow = FlowNetwork(
      try table.network(directed: model.isDirected), options: model.options)
    let result = flow.searchOnce(seed: 1)
    let same = MapEquation.codelength(of: Hierarchy(result.partition), on: flow)
    #expect(abs(same.index - result.codelength.index) < 1e-12)
    #expect(abs(same.module - result.codelength.module) < 1e-12)
  }

  @Test(arguments: FlowModel.allCases)
  func levelsAreAddedOnlyWhereTheyShortenTheCodelength(model: FlowModel) throws {
    var random = TestRandom(seed: 22)
    let table = LinkTable(random: &random, groups: 30, groupSize: 12, degree: 5, mixing: 0.3)
    let flow = FlowNetwork(
      try table.network(directed: model.isDirected), options: model.options)
    let twoLevel = flow.searchOnce(seed: 1)
    let deeper = flow.deepen(twoLevel)
    #expect(deeper.codelength.total <= twoLevel.codelength.total + 1e-10)
    let exact = MapEquation.codelength(of: deeper.hierarchy, on: flow).total
    #expect(abs(deeper.codelength.total - exact) < 1e-12)
  }

  /// A module around any two of the modules that a codebook names makes the codelength longer.
  @Test(arguments: FlowModel.allCases)
  func noPairOfModulesIsBetterOffInAModule(model: FlowModel) throws {
    var random = TestRandom(seed: 23)
    let table = LinkTable(random: &random, groups: 40, groupSize: 8, degree: 4, mixing: 0.4)
    let flow = FlowNetwork(
      try table.network(directed: model.isDirected), options: model.options)
    let found = flow.deepen(flow.searchOnce(seed: 1))
    let parents = found.hierarchy.parents
    var pairs = 0
    for a in parents.indices {
      for b in a + 1..<parents.count where parents[a] == parents[b] {
        guard parents.count(where: { $0 == parents[a] }) > 2 else { continue }
        var joined = parents + [parents[a]]
        (joined[a], joined[b]) = (parents.count, parents.count)
        let hierarchy = Hierarchy(ordering: joined, modules: found.hierarchy.modules)
        let codelength = MapEquation.codelength(of: hierarchy, on: flow).total
        #expect(codelength >= found.codelength.total - 1e-9)
        pairs += 1
      }
    }
    #expect(pairs > 0)
  }

  @Test(arguments: [PartitionFormat.clu, .tree, .ftree], [false, true])
  func aFileWrittenIsReadBackToTheSameCodelength(format: PartitionFormat, directed: Bool) throws {
    let network = try exampleNetwork("ninetriangles", directed: directed)
    let flow = FlowNetwork(network)
    let result = flow.searchHierarchy()
    var bytes: [UInt8] = []
    result.write(format, of: flow) { piece in
      for place in piece.indices { bytes.append(piece[place]) }
    }
    let read = try Hierarchy(text: bytes, format: format, fileName: "file", of: network)
    let expected =
      format == .clu
      ? MapEquation.codelength(of: result.hierarchy.topPartition, on: flow).total
      : result.codelength.total
    #expect(result.hierarchy.levelCount > 2)
    #expect(abs(MapEquation.codelength(of: read, on: flow).total - expected) < 1e-12)
  }

  @Test(arguments: [
    (PartitionFormat.clu, "1 1\n2 x\n", "line 2", "a module"),
    (.clu, "1 1\n1 2\n", "line 2", "node 1 has a module already"),
    (.tree, "1:1 0.5 \"a\" 1\n1:x 0.5 \"b\" 2\n", "line 2", "a path"),
    (.tree, "1:1 .5 a 1\n1:2:1 .3 b 2\n1:2:2 .2 c 3\n", "file:", "node 1 has submodules"),
  ]) func badClusterDataIsRefused(
    format: PartitionFormat, text: String, place: String, problem: String
  ) throws {
    let network = try Network(text: Array("1 2\n2 3\n".utf8), fileName: "n", directed: false)
    do {
      _ = try Hierarchy(text: Array(text.utf8), format: format, fileName: "file", of: network)
      Issue.record("taken: \(text)")
    } catch {
      #expect(error.description.contains(place))
      #expect(error.description.contains(problem))
    }
  }

  /// Codelengths of Infomap 2.16.0 with `--two-level --markov-time 2`, seed 123.
  @Test(arguments: [
    ("ninetriangles", FlowModel.directed, 3.601741953133),
    ("ninetriangles", .undirected, 3.924868967562),
    ("modular_w", .directed, 3.554382898924),
    ("modular_w", .undirected, 3.374587748265),
    ("modular_wd", .directed, 3.215894833183),
  ]) func aLongerMarkovTimeReachesTheReference(
    name: String, model: FlowModel, codelength: Double
  ) throws {
    var options = model.options
    options.markovTime = 2
    let network = try exampleNetwork(name, directed: model.isDirected)
    let result = FlowNetwork(network, options: options).searchOnce(seed: 1)
    #expect(result.codelength.total <= codelength + 1e-9)
  }
}
