import Infomap
import Testing

@Suite struct FlowNetworkTests {
  @Test(arguments: FlowModel.allCases)
  func visitRatesAreThoseOfPowerIterationOnFullMatrices(model: FlowModel) throws {
    var random = TestRandom(seed: 3)
    for trial in 0..<100 {
      // Few links leave several components.
      let table = LinkTable(random: &random, nodes: 12, links: trial.isMultiple(of: 2) ? 20 : 8)
      var options = model.options
      options.teleportationProbability = [0.05, 0.15, 0.5, 1][random.next(below: 4)]
      let flow = FlowNetwork(try table.network(directed: model.isDirected), options: options)
      let dense = DenseMapEquation(table, directed: model.isDirected, options: options)
      let byID = flow.network.nodeIDs.indices.sorted {
        flow.network.nodeIDs[$0] < flow.network.nodeIDs[$1]
      }
      for (node, expected) in zip(byID, dense.nodeFlow) {
        #expect(abs(flow.nodeFlow[node] - expected) < 1e-12)
      }
    }
  }

  @Test(arguments: FlowModel.allCases) func theFlowOfAllNodesIsOne(model: FlowModel) throws {
    var random = TestRandom(seed: 4)
    let table = LinkTable(random: &random, groups: 20, groupSize: 10, degree: 6, mixing: 0.2)
    let flow = FlowNetwork(try table.network(directed: model.isDirected), options: model.options)
    #expect(abs(flow.nodeFlow.reduce(0, +) - 1) < 1e-12)
  }

  @Test func selfLinksCountForVisitsButNotForEnteringOrLeaving() throws {
    let flow = FlowNetwork(try LinkTable([(0, 0, 2), (0, 1, 1)]).network(directed: false))
    #expect(flow.nodeFlow == [0.75, 0.25])
    #expect(flow.enterFlow == [0.25, 0.25])
    #expect(flow.exitFlow == [0.25, 0.25])
  }

  @Test func nodesWithoutLinksInHaveNoUnrecordedFlow() throws {
    let flow = FlowNetwork(
      try LinkTable([(0, 1, 1), (1, 2, 1), (2, 1, 1)]).network(directed: true))
    #expect(flow.nodeFlow[0] == 0)
  }

  @Test func teleportationToNodesFollowsTheWeightsOfVertices() throws {
    let text = "*Vertices\n1 \"a\" 3\n2 \"b\" 1\n*Arcs\n1 2\n2 1\n"
    let network = try Network(text: Array(text.utf8), fileName: "two.net", directed: true)
    var options = FlowModel.recordedToNodes.options
    options.teleportationProbability = 1
    let flow = FlowNetwork(network, options: options)
    #expect(abs(flow.nodeFlow[0] - 0.75) < 1e-15)
    #expect(abs(flow.nodeFlow[1] - 0.25) < 1e-15)
  }
}
