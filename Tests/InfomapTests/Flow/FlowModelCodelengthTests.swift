import Testing

@testable import Infomap

/// Codelengths that Infomap 2.16.0 gives modules by each of its flow models.
@Suite struct FlowModelCodelengthTests {
  private func codelength(
    _ text: String, _ modules: String, _ options: FlowOptions
  ) throws -> Double {
    let network = try Network(
      text: Array(text.utf8), fileName: "n", directed: options.model?.isDirected ?? false)
    let hierarchy = try Hierarchy(
      text: Array(modules.utf8), format: .clu, fileName: "m", of: network)
    return MapEquation.codelength(of: hierarchy, on: FlowNetwork(network, options: options)).total
  }

  @Test(arguments: [
    (Infomap.FlowModel.undirected, 2.0456161445733), (.directed, 1.820385192724615),
    (.undirdir, 1.9358687859755381), (.outdirdir, 1.9358687859755381),
    (.rawdir, 1.9358687859755381),
  ]) func linksHaveTheFlowOfTheReference(model: Infomap.FlowModel, expected: Double) throws {
    var options = FlowOptions()
    options.model = model
    let found = try codelength(
      "1 2 1\n2 3 1\n3 1 2\n3 4 0.5\n4 5\n5 6\n6 4\n1 7 .2\n",
      "1 1\n2 1\n3 1\n7 1\n4 2\n5 2\n6 2\n", options)
    #expect(abs(found - expected) < 1e-9)
  }

  @Test func precomputedFlowIsThatOfTheWeights() throws {
    var options = FlowOptions()
    options.model = .precomputed
    let found = try codelength(
      "*Vertices 4\n1 a 0.2\n2 b 0.3\n3 c 0.9\n4 d 1\n*Arcs\n1 2 .3\n2 3 .2\n3 1 .1\n3 4 .1\n",
      "1 1\n2 1\n3 1\n4 2\n", options)
    #expect(abs(found - 1.1611973762682684) < 1e-9)
  }

  @Test(
    arguments: [
      (nil, true, 1, 2.1629404887048973), (nil, false, 1, 2.5465996555157955),
      (nil, true, 2, 2.914357120684734), (.directed, false, 1, 1.0962738220382313),
      (.rawdir, false, 1, 1.0962738220382306),
    ] as [(Infomap.FlowModel?, Bool, Double, Double)])
  func bipartiteNetworksHaveTheFlowOfTheReference(
    model: Infomap.FlowModel?, adjusts: Bool, markovTime: Double, expected: Double
  ) throws {
    var options = FlowOptions()
    options.model = model
    options.adjustsBipartite = adjusts
    options.markovTime = markovTime
    let found = try codelength(
      "*Vertices 7\n1 a\n2 b\n3 c\n4 d\n5 F\n6 G\n7 H\n*Bipartite 5\n1 5 1\n2 5 2\n3 6 1\n4 6 1\n"
        + "2 7 .5\n3 7 1\n1 7 1\n",
      "1 1\n2 1\n5 1\n7 1\n3 2\n4 2\n6 2\n", options)
    #expect(abs(found - expected) < 1e-9)
  }

  @Test func nodesOfTheSecondKindAreLeftOutOfFilesWhereAsked() throws {
    let network = try Network(
      text: Array("*Bipartite 3\n1 3\n2 3\n4 1\n".utf8), fileName: "n", directed: false)
    #expect(network.bipartiteStart == 3)
    let flow = FlowNetwork(network)
    #expect(
      flow.nodeFlow.indices.allSatisfy { !network.isOfSecondKind($0) || flow.nodeFlow[$0] == 0 })
    var options = PartitionFileOptions()
    for (hides, count) in [(false, 4), (true, 2)] {
      options.hidesBipartiteNodes = hides
      var bytes: [UInt8] = []
      flow.searchOnce(seed: 1).write(.tree, of: flow, options: options) { piece in
        for place in piece.indices { bytes.append(piece[place]) }
      }
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      #expect(lines.count { !$0.hasPrefix("#") } == count)
      #expect(lines.contains("# bipartite start id 3"))
    }
  }

  @Test func aFourthNumberIsPassedOverAndTold() throws {
    var notices: [NetworkNotice] = []
    let network = try Network(
      text: Array("1 2 3 2009\n2 3 1 7\n3 1 2\n".utf8), fileName: "n", directed: true
    ) { notices.append($0) }
    #expect(network.linkCount == 3 && Array(network.weights).sorted() == [1, 2, 3])
    #expect(notices == [.fourthColumn(2)])
  }
}
