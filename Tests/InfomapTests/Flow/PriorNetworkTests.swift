import Testing

@testable import Infomap

/// Flow with a prior network. Codelengths are those of Infomap 2.16.0 with `--regularized`.
struct PriorNetworkTests {
  private func flow(
    _ example: OptionExample, directed: Bool, strength: Double = 1, hasSelfLinks: Bool = true,
    markovTime: Double = 1
  ) throws -> FlowNetwork {
    var options = FlowOptions()
    var prior = PriorNetwork()
    prior.strength = strength
    prior.hasSelfLinks = hasSelfLinks
    options.prior = prior
    options.markovTime = markovTime
    return FlowNetwork(
      try example.network(directed: directed, keepsSelfLinks: hasSelfLinks), options: options)
  }

  private func codelength(_ example: OptionExample, of flow: FlowNetwork) -> Double {
    let partition = Partition(labelByID: example.labels, on: flow.network)
    let twoLevel = MapEquation.codelength(of: partition, on: flow).total
    let hierarchical = MapEquation.codelength(of: Hierarchy(partition), on: flow).total
    #expect(abs(twoLevel - hierarchical) < 1e-12)
    return twoLevel
  }

  @Test(
    arguments: [
      (.weights, false, 1, 2.8127206115371557), (.weights, false, 0.3, 2.410812172695288),
      (.weights, false, 20, 3.4949893152988336), (.weights, true, 1, 3.057408313381601),
      (.weights, true, 0.3, 2.677658936205941), (.weights, true, 20, 3.4334635366014696),
      (.corners, false, 1, 2.7625025068480857), (.corners, false, 0.3, 2.3321782500053505),
      (.corners, false, 20, 3.417453825150811), (.corners, true, 1, 2.8381191817765132),
      (.corners, true, 0.3, 2.4639045282365664), (.corners, true, 20, 3.334098903768966),
    ] as [(OptionExample, Bool, Double, Double)])
  func theCodelengthIsThatOfTheReference(
    example: OptionExample, directed: Bool, strength: Double, expected: Double
  ) throws {
    let flow = try flow(example, directed: directed, strength: strength)
    #expect(abs(codelength(example, of: flow) - expected) < 1e-9)
  }

  @Test(
    arguments: [
      (.weights, false, 2.939849618944753), (.weights, true, 3.2241780450908695),
      (.corners, false, 2.971264301937122), (.corners, true, 3.2240475027981583),
    ] as [(OptionExample, Bool, Double)])
  func withoutSelfLinksThePriorHasNoneEither(
    example: OptionExample, directed: Bool, expected: Double
  ) throws {
    let flow = try flow(example, directed: directed, hasSelfLinks: false)
    #expect(abs(codelength(example, of: flow) - expected) < 1e-9)
  }

  @Test(
    arguments: [
      (.weights, false, 2.9340014648754327), (.weights, true, 3.105763124986849),
      (.corners, false, 2.8333547679412954), (.corners, true, 2.9055276435379227),
    ] as [(OptionExample, Bool, Double)])
  func theMarkovTimeIsThatOfLinksAlone(example: OptionExample, directed: Bool, expected: Double)
    throws
  {
    let flow = try flow(example, directed: directed, markovTime: 2)
    #expect(abs(codelength(example, of: flow) - expected) < 1e-9)
  }

  @Test(
    arguments: [
      (.weights, false, [0.191853598227, 0.142468663166, 0.209839873061]),
      (.weights, true, [0.237265414907, 0.187211703168, 0.150783562662]),
      (.corners, true, [0.194979616501, 0.226962938414, 0.315271681934]),
    ] as [(OptionExample, Bool, [Double])])
  func nodesAreVisitedAsInTheReference(
    example: OptionExample, directed: Bool, expected: [Double]
  ) throws {
    let flow = try flow(example, directed: directed)
    for (id, rate) in zip(1..., expected) {
      let node = try #require(flow.network.nodeIDs.firstIndex(of: UInt32(id)))
      #expect(abs(flow.nodeFlow[node] - rate) < 1e-11)
    }
  }

  @Test(arguments: [OptionExample.weights, .corners], [false, true])
  func asMuchFlowLeavesEachNodeAsEntersIt(example: OptionExample, directed: Bool) throws {
    for hasSelfLinks in [true, false] {
      let flow = try flow(example, directed: directed, hasSelfLinks: hasSelfLinks)
      let teleportation = try #require(flow.teleportation)
      let sent = teleportation.outFlow.reduce(0, +)
      #expect(abs(flow.nodeFlow.reduce(0, +) - 1) < 1e-12)
      for node in 0..<flow.nodeCount {
        let (out, share) = (teleportation.outFlow[node], teleportation.targetShare[node])
        let exit = flow.exitFlow[node] + out * (1 - share)
        let enter = flow.enterFlow[node] + (sent - out) * share
        #expect(abs(exit - enter) < 1e-12)
      }
    }
  }

  @Test(arguments: [false, true], [false, true])
  func withoutLinksTheWalkerGoesAnywhere(directed: Bool, hasSelfLinks: Bool) throws {
    let network = try Network(
      text: Array("*Vertices 4\n1 a\n2 b\n3 c\n4 d\n*Edges\n".utf8), fileName: "n",
      directed: directed)
    var options = FlowOptions()
    options.prior = PriorNetwork()
    options.prior?.hasSelfLinks = hasSelfLinks
    let flow = FlowNetwork(network, options: options)
    let partition = Partition(labelByID: [1: 1, 2: 1, 3: 2, 4: 2], on: network)
    let found = MapEquation.codelength(of: partition, on: flow).total
    #expect(abs(found - 2.877443751081734) < 1e-9)
    #expect(flow.search().moduleCount == 1)
  }

  /// A node into which nearly all weight leads leaves others hardly a share of the prior's links, down to one that is
  /// rounded to nothing. The limit is that of a large weight.
  @Test(arguments: [1e6, 1e9, 1e15, 1e16, 1e17, 1e20, 1e100])
  func hardlyAShareForOthersIsAShare(weight: Double) throws {
    let network = try Network(
      text: Array("1 2 \(weight)\n2 3 1\n3 1 1\n".utf8), fileName: "n", directed: true)
    var options = FlowOptions()
    options.prior = PriorNetwork()
    options.prior?.hasSelfLinks = false
    let flow = FlowNetwork(network, options: options)
    #expect(abs(flow.nodeFlow.reduce(0, +) - 1) < 1e-12)
    #expect(abs(MapEquation.oneLevelCodelength(on: flow) - 1.472681) < 2e-6)
    #expect(flow.teleportation?.outFlow.allSatisfy { $0.isFinite && $0 >= 0 } == true)
  }

  @Test func oneNodeIsVisitedAlways() throws {
    for text in ["*Vertices 1\n1 a\n*Edges\n", "1 1 2\n"] {
      for directed in [false, true] {
        let network = try Network(text: Array(text.utf8), fileName: "n", directed: directed)
        var options = FlowOptions()
        options.prior = PriorNetwork()
        let flow = FlowNetwork(network, options: options)
        #expect(flow.nodeFlow == [1] && flow.search().codelength.total == 0)
      }
    }
  }

  @Test(arguments: [false, true])
  func bothEnginesSearchTheSamePlace(directed: Bool) throws {
    // Eight groups of six, linked in a ring.
    var text = ""
    for group in 0..<8 {
      for a in 0..<6 {
        for b in 0..<6 where a != b { text += "\(6 * group + a) \(6 * group + b)\n" }
      }
      text += "\(6 * group) \((6 * group + 6) % 48)\n"
    }
    let network = try Network(text: Array(text.utf8), fileName: "n", directed: directed)
    var options = FlowOptions()
    options.prior = PriorNetwork()
    options.prior?.strength = 0.1
    let flow = FlowNetwork(network, options: options)
    let serial = flow.searchSerially(seed: 1)
    let parallel = flow.searchInParallel(seed: 1, threads: 2)
    #expect(serial.moduleCount == 8)
    #expect(abs(serial.codelength.total - parallel.codelength.total) < 1e-9)
    #expect(serial.codelength.total < FlowNetwork(network).search().oneLevelCodelength)
  }
}
