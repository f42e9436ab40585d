import Infomap
import Testing

/// Networks of several blocks of nodes.
@Suite struct FlowThreadsTests {
  private func table(mixing: Double = 0.3) -> LinkTable {
    var random = TestRandom(seed: 33)
    var table = LinkTable(random: &random, groups: 1000, groupSize: 20, degree: 6, mixing: mixing)
    // Some links twice, and links of nodes to themselves.
    table.links = table.links.enumerated().flatMap { number, link in
      number % 7 > 0 ? [link] : [link, link, (link.source, link.source, 0.75)]
    }
    return table
  }

  @Test(arguments: [true, false])
  func networksDoNotDependOnTheNumberOfThreads(directed: Bool) throws {
    let table = table()
    let one = try table.network(directed: directed)
    for threads in [2, 5] {
      let many = try table.network(directed: directed, threads: threads)
      #expect(many.nodeIDs == one.nodeIDs)
      #expect(many.linkOffsets == one.linkOffsets)
      #expect(many.targets == one.targets)
      #expect(Array(many.weights) == Array(one.weights))
    }
  }

  /// In one component, and in a thousand.
  @Test(arguments: [FlowModel.undirected, .directed, .recorded], [0.3, 0])
  func flowDoesNotDependOnTheNumberOfThreads(model: FlowModel, mixing: Double) throws {
    let network = try table(mixing: mixing).network(directed: model.isDirected)
    let one = FlowNetwork(network, options: model.options)
    for threads in [2, 5] {
      let many = FlowNetwork(network, options: model.options, threads: threads)
      #expect(many.nodeFlow == one.nodeFlow)
      #expect(many.enterFlow == one.enterFlow)
      #expect(many.exitFlow == one.exitFlow)
      #expect(many.flowPerWeight == one.flowPerWeight)
    }
  }

  /// What arrives at a node along links and by teleportation is its visit rate.
  @Test func recordedFlowIsStationary() throws {
    let network = try table().network(directed: true)
    let flow = FlowNetwork(network, options: FlowModel.recorded.options, threads: 3)
    let teleportation = try #require(flow.teleportation)
    let sent = teleportation.outFlow.reduce(0, +)
    #expect(network.nodeCount > 15_000)
    var error = 0.0
    for node in 0..<network.nodeCount {
      let own = network.links(from: node).first { network.targets[$0] == UInt32(node) }
      let staying = own.map { network.weights[$0] * flow.flowPerWeight[node] } ?? 0
      let arriving = flow.enterFlow[node] + staying + sent * teleportation.targetShare[node]
      error += (flow.nodeFlow[node] - arriving).magnitude
    }
    #expect(error < 1e-11)
    #expect((flow.nodeFlow.reduce(0, +) - 1).magnitude < 1e-12)
  }

  @Test func theFirstBadLinkIsNamedWhateverTheNumberOfThreads() {
    var weights = [Float](repeating: 1, count: 400_000)
    weights[150_000] = -1
    weights[390_000] = .nan
    let ends = (0..<400_000).map { UInt32($0 % 1000) }
    for threads in [1, 3] {
      #expect(
        throws: NetworkError.badWeight(link: 150_000, source: 0, target: 0, weight: -1)
      ) {
        try Network(
          sources: ends.span, targets: ends.span, weights: weights.span, directed: true,
          threads: threads)
      }
    }
  }
}
