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

  /// Flow that goes one way comes to an end at once, whatever the walker does then. The rates are those of the formula.
  @Test(arguments: [0.15, 1e-3, 1e-6, 1e-9, 0]) func flowMayGoOneWay(probability: Double) throws {
    let weights = [1.0, 2, 1e6]
    let network = try LinkTable([(1, 0, weights[0]), (2, 0, weights[1]), (2, 1, weights[2])])
      .network(directed: true)
    let flow = FlowNetwork(network, options: options(probability))
    // What lands on nodes 1 and 2, and what the first of them gets besides.
    let second = (weights[1] + weights[2]) / weights.reduce(0, +)
    let first = 1 - second
    let passed = (1 - probability) * second * weights[2] / (weights[1] + weights[2])
    let walking = second + first + passed
    let expected: [UInt32: Double] = [
      0: (first + passed + second * weights[1] / (weights[1] + weights[2])) / walking,
      1: second * weights[2] / (weights[1] + weights[2]) / walking, 2: 0,
    ]
    for (node, id) in network.nodeIDs.enumerated() {
      #expect(abs(flow.nodeFlow[node] - expected[id]!) < 1e-9)
    }
  }

  /// Where a walker can turn round in one part and not in another.
  @Test(arguments: [0.15, 1e-3, 1e-6, 0]) func visitRatesAreNeverNegative(probability: Double)
    throws
  {
    var random = TestRandom(seed: 3)
    for number in 0..<200 {
      let nodes = 2 + random.next(below: 20)
      var table = LinkTable(random: &random, nodes: nodes, links: 2 * nodes)
      for link in table.links.indices {
        let (source, target) = (table.links[link].source, table.links[link].target)
        let isOneWay = number % 2 == 0 || Int(source) > nodes / 2
        if isOneWay {
          table.links[link].source = max(source, target)
          table.links[link].target = min(source, target)
        }
        table.links[link].weight = [1, 1e3, 1e6][random.next(below: 3)]
      }
      let flow = FlowNetwork(try table.network(directed: true), options: options(probability))
      #expect(flow.nodeFlow.allSatisfy { $0 >= 0 })
      #expect(abs(flow.nodeFlow.reduce(0, +) - 1) < 1e-9)
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
