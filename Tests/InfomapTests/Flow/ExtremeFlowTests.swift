import Infomap
import Testing

/// Options and weights at the ends of their ranges.
@Suite struct ExtremeFlowTests {
  private func network(_ weights: [Double], directed: Bool) throws -> Network {
    var random = TestRandom(seed: 91)
    var table = LinkTable(random: &random, groups: 4, groupSize: 6, degree: 3, mixing: 0.3)
    for link in table.links.indices { table.links[link].weight = weights[link % weights.count] }
    return try table.network(directed: directed)
  }

  private func options(_ probability: Double, recorded: Bool = false) -> FlowOptions {
    var options = FlowOptions()
    options.teleportationProbability = probability
    options.recordsTeleportation = recorded
    return options
  }

  @Test(arguments: [false, true]) func theLeastTeleportationIsHardlyAny(recorded: Bool) throws {
    let network = try network([1, 2, 3], directed: true)
    let expected = FlowNetwork(network, options: options(1e-11, recorded: recorded)).nodeFlow
    for probability in [1e-12, 1e-14, 1e-16, 1e-17, 1e-300, Double.leastNonzeroMagnitude] {
      let flow = FlowNetwork(network, options: options(probability, recorded: recorded))
      #expect(zip(flow.nodeFlow, expected).allSatisfy { abs($0 - $1) < 1e-9 })
      #expect(flow.searchOnce(seed: 1).codelength.total.isFinite)
    }
  }

  @Test(
    arguments: [[1e280], [1e-280], [1e280, 1e-280], [1e280, 1, 1e-280], [1e-280, 1e-100]],
    FlowModel.allCases)
  func weightsMayBeAsLargeAndSmallAsAllowed(weights: [Double], model: FlowModel) throws {
    let network = try network(weights, directed: model.isDirected)
    for (probability, time) in [(0.15, 1.0), (1, 1), (1e-17, 1), (0.15, 1e6), (0.15, 1e-6)] {
      var options = model.options
      options.teleportationProbability = probability
      options.markovTime = time
      let flow = FlowNetwork(network, options: options)
      #expect(abs(flow.nodeFlow.reduce(0, +) - 1) < 1e-9)
      let result = flow.searchHierarchy()
      #expect(result.codelength.total.isFinite)
      #expect(result.codelength.total <= result.oneLevelCodelength + 1e-9)
    }
  }
}
