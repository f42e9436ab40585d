import Testing

@testable import Infomap

/// Markov times that differ from link to link. Codelengths are those of Infomap 2.16.0 with
/// `--variable-markov-time`.
struct LocalMarkovTimeTests {
  private func codelength(
    _ example: OptionExample, _ options: FlowOptions, damping: Double = 1, leastScale: Double = 1
  ) throws -> Double {
    var options = options
    var time = LocalMarkovTime()
    time.damping = damping
    time.leastScale = leastScale
    options.localTime = time
    let network = try example.network(directed: options.model?.isDirected ?? false)
    let flow = FlowNetwork(network, options: options)
    let partition = Partition(labelByID: example.finerLabels, on: network)
    let twoLevel = MapEquation.codelength(of: partition, on: flow).total
    let hierarchical = MapEquation.codelength(of: Hierarchy(partition), on: flow).total
    #expect(abs(twoLevel - hierarchical) < 1e-12)
    return twoLevel
  }

  @Test(
    arguments: [
      (.weights, .undirected, 1, 1, 3.9426929983467254),
      (.weights, .undirected, 0, 1, 3.977405436097428),
      (.weights, .undirected, 0.5, 1, 3.989992410136968),
      (.weights, .undirected, 0.25, 1.5, 3.9910429431371415),
      (.weights, .undirected, 1, 0.25, 3.9426929983467254),
      (.weights, .directed, 1, 1, 4.2596094137580165),
      (.weights, .directed, 0, 1, 4.374009319028149),
      (.weights, .directed, 0.5, 1, 4.547938331070278),
      (.weights, .directed, 0.25, 1.5, 4.410806784500688),
      (.weights, .directed, 1, 0.25, 4.485016752653597),
      (.weights, .undirdir, 1, 1, 4.178825062551531),
      (.weights, .undirdir, 0, 1, 4.251533491795167),
      (.weights, .undirdir, 0.5, 1, 4.274305727677824),
      (.weights, .undirdir, 0.25, 1.5, 4.276824720628466),
      (.weights, .undirdir, 1, 0.25, 4.178825062551531),
      (.weights, .rawdir, 1, 1, 4.921602528135777),
      (.weights, .rawdir, 0, 1, 5.012518155824176),
      (.weights, .rawdir, 0.5, 1, 5.130980833756459),
      (.weights, .rawdir, 0.25, 1.5, 5.108191906668064),
      (.weights, .rawdir, 1, 0.25, 4.921602528135777),
      (.corners, .undirected, 1, 1, 3.0603390339336816),
      (.corners, .undirected, 0, 1, 3.0900141135843464),
      (.corners, .undirected, 0.5, 1, 3.1463178463179027),
      (.corners, .undirected, 0.25, 1.5, 3.132247677280339),
      (.corners, .undirected, 1, 0.25, 3.071165792547628),
      (.corners, .directed, 1, 1, 3.1396170778219004),
      (.corners, .directed, 0, 1, 3.499372697423793),
      (.corners, .directed, 0.5, 1, 3.531042738984708),
      (.corners, .directed, 0.25, 1.5, 3.4396569823568797),
      (.corners, .directed, 1, 0.25, 3.458558863341847),
      (.corners, .undirdir, 1, 1, 2.47831737997614),
      (.corners, .undirdir, 0, 1, 2.599008874978975),
      (.corners, .undirdir, 0.5, 1, 2.5540815441826106),
      (.corners, .undirdir, 0.25, 1.5, 2.5814517299234674),
      (.corners, .undirdir, 1, 0.25, 2.47831737997614),
      (.corners, .rawdir, 1, 1, 2.679563065405496),
      (.corners, .rawdir, 0, 1, 3.0502246177160273),
      (.corners, .rawdir, 0.5, 1, 2.884885594987373),
      (.corners, .rawdir, 0.25, 1.5, 2.858222829948698),
      (.corners, .rawdir, 1, 0.25, 3.0840565533038644),
    ] as [(OptionExample, Infomap.FlowModel, Double, Double, Double)])
  func theCodelengthIsThatOfTheReference(
    example: OptionExample, model: Infomap.FlowModel, damping: Double, leastScale: Double,
    expected: Double
  ) throws {
    var options = FlowOptions()
    options.model = model
    let found = try codelength(example, options, damping: damping, leastScale: leastScale)
    #expect(abs(found - expected) < 1e-9)
  }

  @Test(
    arguments: [
      (.weights, false, 5.811868929526235), (.weights, true, 6.331544117633699),
      (.corners, false, 4.3780462372508016), (.corners, true, 4.492946198685615),
    ] as [(OptionExample, Bool, Double)])
  func theMarkovTimeOfAllLinksCountsBesides(
    example: OptionExample, directed: Bool, expected: Double
  ) throws {
    var options = FlowOptions()
    options.model = directed ? .directed : .undirected
    options.markovTime = 2
    #expect(abs(try codelength(example, options) - expected) < 1e-9)
  }

  @Test(
    arguments: [
      (.weights, false, 4.131913386399416), (.weights, true, 4.124105209232007),
      (.corners, false, 3.266236110482043), (.corners, true, 3.368965930681946),
    ] as [(OptionExample, Bool, Double)])
  func recordedTeleportationHasNoMarkovTime(
    example: OptionExample, teleportsToNodes: Bool, expected: Double
  ) throws {
    var options = FlowOptions()
    options.model = .directed
    options.recordsTeleportation = true
    options.teleportsToNodes = teleportsToNodes
    #expect(abs(try codelength(example, options) - expected) < 1e-9)
  }

  @Test(
    arguments: [
      (.weights, false, 3.9108887067010065), (.weights, true, 4.000941109824975),
      (.corners, false, 3.4618434710423456), (.corners, true, 3.3687159729458505),
    ] as [(OptionExample, Bool, Double)])
  func noneHasAPriorNetworkEither(
    example: OptionExample, directed: Bool, expected: Double
  ) throws {
    var options = FlowOptions()
    options.model = directed ? .directed : .undirected
    options.prior = PriorNetwork()
    #expect(abs(try codelength(example, options) - expected) < 1e-9)
  }

  @Test(arguments: [(true, 5.794241048336442), (false, 4.679646523451357)])
  func bipartiteNetworksHaveTimesToo(adjusts: Bool, expected: Double) throws {
    let network = try Network(
      text: Array(
        ("*Vertices 7\n1 a\n2 b\n3 c\n4 d\n5 F\n6 G\n7 H\n*Bipartite 5\n1 5 1\n2 5 2\n3 6 1\n4 6 1\n2 7 .5\n"
          + "3 7 1\n1 7 1\n").utf8),
      fileName: "n", directed: false)
    var options = FlowOptions()
    options.adjustsBipartite = adjusts
    options.localTime = LocalMarkovTime()
    let labels: [UInt32: Int] = [1: 1, 2: 1, 5: 2, 7: 1, 3: 2, 4: 2, 6: 1]
    let flow = FlowNetwork(network, options: options)
    let partition = Partition(labelByID: labels, on: network)
    #expect(abs(MapEquation.codelength(of: partition, on: flow).total - expected) < 1e-9)
  }

  @Test(arguments: [1.0, 2, 3, 7.5, 64, 1e6]) func theScaleGrowsFromLinearToLogarithmic(
    degree: Double
  ) {
    var time = LocalMarkovTime()
    time.damping = 0
    #expect(abs(time.scale(ofDegree: degree) / degree - 1) < 1e-13)
    time.damping = 1
    #expect(abs(time.scale(ofDegree: degree) - Logarithm.log2(degree)) < 1e-13)
    // Of both ends there is a steady way to each other.
    var last = degree
    for damping in stride(from: 0.9, through: 1, by: 0.01) {
      time.damping = damping
      let scale = time.scale(ofDegree: degree)
      #expect(degree < 16 || scale < last)
      last = scale
    }
  }

  @Test func sparseModulesStayWhole() throws {
    // A clique of 20, and a cycle of 40 beside it.
    var text = "1 21\n"
    for a in 1...20 { for b in 1..<a { text += "\(a) \(b)\n" } }
    for node in 21...60 { text += "\(node) \(node == 60 ? 21 : node + 1)\n" }
    let network = try Network(text: Array(text.utf8), fileName: "n", directed: false)
    var options = FlowOptions()
    options.localTime = LocalMarkovTime()
    let local = FlowNetwork(network, options: options)
    let (serial, parallel) = (
      local.searchSerially(seed: 1), local.searchInParallel(seed: 1, threads: 2)
    )
    #expect(serial.moduleCount < FlowNetwork(network).search().moduleCount)
    #expect(abs(serial.codelength.total - parallel.codelength.total) < 1e-9)
  }
}
