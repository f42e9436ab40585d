import Infomap
import Testing

/// Nodes that no link concerns.
@Suite struct UnlinkedNodesTests {
  private static let text =
    "*Vertices 6\n1 \"a\"\n2 \"b\"\n3 \"c\"\n4 \"lonely\"\n5 \"alone\" 3\n6 \"d\"\n*Edges\n1 2\n2 3\n2 6\n"

  private func flow(_ model: FlowModel) throws -> FlowNetwork {
    let network = try Network(
      text: Array(Self.text.utf8), fileName: "n", directed: model.isDirected)
    return FlowNetwork(network, options: model.options)
  }

  private func lines(_ format: PartitionFormat, _ result: HierarchyResult, _ flow: FlowNetwork)
    -> [Substring]
  {
    var bytes: [UInt8] = []
    result.write(format, of: flow) { piece in
      for place in piece.indices { bytes.append(piece[place]) }
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
  }

  @Test(arguments: [FlowModel.undirected, .directed, .toNodes, .recorded])
  func eachIsAModuleInTheFilesToo(model: FlowModel) throws {
    let flow = try flow(model)
    #expect(flow.nodeCount == 6 && flow.network.linkedNodeCount == 4)
    let result = flow.searchHierarchy()
    #expect(result.hierarchy.topModuleCount == 3)
    #expect(lines(.clu, result, flow).suffix(2) == ["4 2 0.0", "5 3 0.0"])
    #expect(
      lines(.tree, result, flow).suffix(2) == ["2:1 0.0 \"lonely\" 4", "3:1 0.0 \"alone\" 5"])
  }

  /// Codelengths of Infomap 2.16.0, which has all nodes in one module in the last case.
  @Test(arguments: [
    (FlowModel.undirected, 1.792481250361), (.directed, 1.566613908161), (.toNodes, 1.583971831252),
    (.recorded, 1.566613908161), (.recordedToNodes, 2.481005239787),
  ]) func theCodelengthIsThatOfTheReference(model: FlowModel, codelength: Double) throws {
    #expect(abs(try flow(model).searchOnce(seed: 1).codelength.total - codelength) < 1e-9)
  }

  /// Recorded teleportation visits them, and a module for each would take many words.
  @Test func thoseThatAreVisitedAreTogetherWhereThatIsShorter() throws {
    var random = TestRandom(seed: 72)
    let table = LinkTable(random: &random, groups: 12, groupSize: 10, degree: 6, mixing: 0.1)
    let linked = Set(table.links.flatMap { [$0.source, $0.target] })
    let network = try Network(
      links: table.links.map { Link($0.source, $0.target, weight: $0.weight) },
      vertices: (1000..<1040).map { UInt32($0) }, directed: true)
    let flow = FlowNetwork(network, options: FlowModel.recordedToNodes.options)
    #expect(flow.nodeCount == linked.count + 40)
    let found = flow.searchOnce(seed: 1)
    let isUnlinked = network.nodeIDs.map { $0 >= 1000 }
    func codelength(_ module: (_ node: Int) -> UInt32) -> Double {
      let labels = flow.nodeFlow.indices.map {
        isUnlinked[$0] ? module($0) : found.partition.modules[$0]
      }
      return MapEquation.codelength(of: Partition(labels: labels), on: flow).total
    }
    let modules = UInt32(found.moduleCount)
    #expect(found.codelength.total <= codelength { _ in modules } + 1e-9)
    #expect(found.codelength.total < codelength { modules + UInt32($0) })
    for module in 0..<modules {
      #expect(found.codelength.total <= codelength { _ in module } + 1e-9)
    }
  }

  @Test(arguments: FlowModel.allCases) func aNetworkMayHaveNoLinks(model: FlowModel) throws {
    let network = try Network(
      text: Array("*Vertices 3\n1 a\n2 b\n3 c\n".utf8), fileName: "n", directed: model.isDirected)
    let flow = FlowNetwork(network, options: model.options)
    let result = flow.searchHierarchy()
    // Recorded teleportation to nodes is all the flow that there is then: one module codes it best.
    let isFlow = model == .recordedToNodes
    #expect(result.hierarchy.topModuleCount == (isFlow ? 1 : 3))
    #expect(abs(result.codelength.total - (isFlow ? 1.584962500721 : 0)) < 1e-12)
    #expect(lines(.clu, result, flow).count == 3)
  }

  /// Four triangles, and four nodes without links.
  private static var triangles: String {
    var text = "*Vertices 16\n" + (1...16).map { "\($0) n\($0)\n" }.joined() + "*Edges\n"
    for triangle in 0..<4 {
      let (a, b, c) = (3 * triangle + 1, 3 * triangle + 2, 3 * triangle + 3)
      text += "\(a) \(b)\n\(b) \(c)\n\(a) \(c)\n"
    }
    return text
  }

  /// Each triangle is a module wherever that number is no more than preferred, and costs the logarithm of 3.
  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9, 12, 16])
  func theyMakeUpForMissingModulesWhereANumberIsPreferred(preferred: Int) throws {
    let network = try Network(
      text: Array(Self.triangles.utf8), fileName: "n", directed: false)
    let flow = FlowNetwork(network)
    var options = SearchOptions()
    options.preferredModules = preferred
    let result = flow.searchHierarchy(options)
    #expect(result.hierarchy.topModuleCount == preferred)
    let exact = MapEquation.codelength(of: result.hierarchy, on: flow).total
    #expect(abs(result.codelength.total - exact) < 1e-12)
    let improved = flow.improve(flow.searchOnce(seed: 1).partition, options)
    #expect(improved.moduleCount == preferred)
    guard preferred >= 4 && preferred <= 8 else { return }
    #expect(abs(exact - 1.584962500721) < 1e-9)
    #expect(abs(improved.codelength.total - exact) < 1e-12)
  }

  @Test func moreThanThereAreNodesCostABitEach() throws {
    let network = try Network(
      text: Array(Self.triangles.utf8), fileName: "n", directed: false)
    var options = SearchOptions()
    options.preferredModules = 20
    let result = FlowNetwork(network).search(options)
    let exact = MapEquation.codelength(of: result.partition, on: FlowNetwork(network)).total
    #expect(result.moduleCount == 16)
    #expect(abs(result.codelength.total - exact - 4) < 1e-12)
  }

  @Test(arguments: [1, 3], [false, true])
  func ranksWithPartsOfTheNetworkHaveThemToo(ranks: Int, directed: Bool) throws {
    var random = TestRandom(seed: 71)
    var table = LinkTable(random: &random, groups: 1000, groupSize: 20, degree: 5, mixing: 0.1)
    // Every seventh node is without links.
    table.links.removeAll { $0.source % 7 == 3 || $0.target % 7 == 3 }
    let (sources, targets) = (table.links.map(\.source), table.links.map(\.target))
    let weights = table.links.map { Float($0.weight) }
    let vertices = (0..<UInt32(20_000)).filter { $0 % 7 == 3 }
    let results = try SearchEngine.onRanks(ranks) { exchange in
      let part = try FlowNetwork(
        partOf: exchange,
        LinkSpans(
          sources: sources.span, targets: targets.span, weights: weights.span,
          vertices: vertices), directed: directed)!
      let found = try part.searchOnce(seed: 1, threads: 1, exchange: exchange)
      let rates = try part.gatheringVisitRates(from: exchange)
      return (rates.network.nodeIDs, found, rates.nodeFlow)
    }
    let whole = FlowNetwork(
      try Network(
        sources: sources.span, targets: targets.span, weights: weights.span, vertices: vertices,
        directed: directed))
    let expected = whole.searchInParallel(seed: 1, threads: 1)
    #expect(whole.network.nodeIDs.suffix(vertices.count) == vertices[...])
    for (ids, found, rates) in results {
      #expect(ids == whole.network.nodeIDs)
      #expect(found.partition == expected.partition)
      #expect(rates.count == whole.nodeCount && abs(rates.reduce(0, +) - 1) < 1e-9)
    }
  }

  @Test func verticesThatHaveLinksAreNodesOnce() throws {
    let (sources, targets): ([UInt32], [UInt32]) = ([5, 9], [9, 7])
    let weights: [Float] = [1, 2]
    for far in [UInt32(8), 4_000_000_000] {
      let network = try Network(
        sources: sources.span, targets: targets.span, weights: weights.span,
        vertices: [far, 9, 2, 2, 5], directed: true)
      #expect(network.nodeIDs == [5, 9, 7, 2, far])
      #expect(network.linkedNodeCount == 3 && network.linkCount == 2)
    }
  }
}
