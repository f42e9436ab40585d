import Testing

@testable import Infomap

/// Codelengths that are corrected for being estimated from few links. They are those of Infomap 2.16.0 with
/// `--entropy-corrected`.
struct EntropyCorrectionTests {
  private func flow(_ network: Network, strength: Double = 1) -> FlowNetwork {
    var options = FlowOptions()
    options.entropyCorrection = strength
    return FlowNetwork(network, options: options)
  }

  private func network(_ text: String, directed: Bool = false) throws -> Network {
    try Network(text: Array(text.utf8), fileName: "n", directed: directed)
  }

  @Test(
    arguments: [
      (.weights, false, 1, 2.406289904795541, 4.082461593624077, 2.881856821701298),
      (.weights, false, 2.5, 2.9473005451289023, 4.691098563999109, 3.287614801951319),
      (.weights, true, 1, 2.181058952946856, 4.039943076768179, 2.882040666629891),
      (.weights, true, 2.5, 2.7220695932802172, 4.648580047143211, 3.287798646879912),
      (.corners, false, 1, 2.174531527255357, 2.87510765648662, 2.709316152860464),
      (.corners, false, 2.5, 2.5828414444880825, 3.3242485654426184, 2.9951330949233723),
      (.corners, true, 1, 2.1101663041307814, 2.7017116886530843, 2.7284499488512486),
      (.corners, true, 2.5, 2.5184762213635072, 3.150852597609083, 3.014266890914157),
    ] as [(OptionExample, Bool, Double, Double, Double, Double)])
  func theCodelengthIsThatOfTheReference(
    example: OptionExample, directed: Bool, strength: Double, coarse: Double, fine: Double,
    oneLevel: Double
  ) throws {
    let flow = flow(try example.network(directed: directed), strength: strength)
    for (labels, expected) in [(example.labels, coarse), (example.finerLabels, fine)] {
      let partition = Partition(labelByID: labels, on: flow.network)
      let found = MapEquation.codelength(of: partition, on: flow)
      #expect(abs(found.total - expected) < 1e-9)
      let hierarchical = MapEquation.codelength(of: Hierarchy(partition), on: flow)
      #expect(abs(hierarchical.index - found.index) < 1e-12)
      #expect(abs(hierarchical.total - found.total) < 1e-12)
    }
    let one = Partition.oneModule(nodeCount: flow.nodeCount)
    #expect(abs(MapEquation.oneLevelCodelength(on: flow) - oneLevel) < 1e-9)
    #expect(abs(MapEquation.codelength(of: one, on: flow).total - oneLevel) < 1e-9)
  }

  /// Three triangles in a row.
  private static let triangles = "1 2\n2 3\n3 1\n4 5\n5 6\n6 4\n7 8\n8 9\n9 7\n3 4\n6 7\n"

  @Test(
    arguments: [
      (["1:1", "1:2", "2:1"], 3.1626022139090004), (["1:1", "1:2", "2"], 3.0389045993433426),
      (["1:1", "1:2", "1:3"], 2.9152069847776847), (["1", "2", "3"], 2.915206984777684),
      (["1", "1", "1"], 3.4026693529510244),
    ])
  func modulesOfAllLevelsHaveTheirPrice(paths: [String], expected: Double) throws {
    let lines = (1...9).map { "\(paths[($0 - 1) / 3]):\($0) 0.1 \"\($0)\" \($0)" }
    let network = try network(Self.triangles)
    let hierarchy = try Hierarchy(
      text: Array((lines.joined(separator: "\n") + "\n").utf8), format: .tree, fileName: "m",
      of: network)
    let found = MapEquation.codelength(of: hierarchy, on: flow(network)).total
    #expect(abs(found - expected) < 1e-9)
  }

  @Test(
    arguments: [([1: 1, 2: 1, 3: 2, 4: 2], 9), ([1: 1, 2: 1, 3: 2, 4: 2, 5: 2, 6: 3], 8)]
      as [([UInt32: Int], Double)])
  func nodesWithoutLinksHaveWordsToo(labels: [UInt32: Int], words: Double) throws {
    let vertices = (1...6).map { "\($0) v\n" }.joined()
    let network = try network("*Vertices 6\n\(vertices)*Edges\n1 2\n2 3\n3 4\n")
    let partition = Partition(labelByID: labels, on: network)
    let corrected = MapEquation.codelength(of: partition, on: flow(network)).total
    let plain = MapEquation.codelength(of: partition, on: FlowNetwork(network)).total
    // Three links have six ends.
    #expect(abs((corrected - plain) * 2 * 6 * 0.6931471805599453 - words) < 1e-9)
  }

  /// A triangle, and triangles that are more than one module, with nodes beside them; codelengths of Infomap 2.16.0.
  @Test(
    arguments: [
      (
        "*Vertices 6\n1 a\n2 b\n3 c\n4 d\n5 e\n6 f\n*Edges\n1 2 1\n2 3 2\n3 1 1\n", 2.012120324737,
        1
      ),
      (triangles(4, and: 5), 2.186085434425, 4),
    ] as [(String, Double, Int)])
  func nodesWithoutLinksJoinTheOthers(text: String, expected: Double, modules: Int) throws {
    let flow = flow(try network(text))
    let found = flow.search()
    #expect(abs(found.codelength.total - expected) < 1e-9)
    #expect(found.moduleCount == modules)
    #expect(found.codelength.total <= found.oneLevelCodelength)
    let deeper = flow.searchHierarchy()
    #expect(abs(deeper.codelength.total - expected) < 1e-9)
    let alone = Partition(labels: found.partition.modules.enumerated().map { UInt32($0.offset) })
    #expect(abs(flow.improve(alone).codelength.total - expected) < 1e-9)
  }

  /// Triangles without links between them, and nodes without any.
  private static func triangles(_ count: Int, and others: Int) -> String {
    let vertices = (1...3 * count + others).map { "\($0) v\n" }.joined()
    let links = (0..<count).map { triangle in
      let first = 3 * triangle + 1
      return "\(first) \(first + 1)\n\(first + 1) \(first + 2)\n\(first + 2) \(first)\n"
    }
    return "*Vertices \(3 * count + others)\n" + vertices + "*Edges\n" + links.joined()
  }

  @Test(arguments: [2, 3, 4]) func aModuleWithThemIsDividedToo(levels: Int) throws {
    let flow = flow(try network(Self.triangles(6, and: 3)))
    var options = SearchOptions()
    options.preferredLevels = levels
    let found = flow.searchHierarchy(options)
    #expect(found.hierarchy.levelCount == levels)
    #expect(found.hierarchy.modules.count == 21)
  }

  @Test func withoutLinksNothingIsEstimated() throws {
    let network = try network("*Vertices 2\n1 a\n2 b\n*Edges\n")
    #expect(flow(network).search().codelength.total == 0)
  }

  @Test(arguments: [0.0, 0.5, 1, 4]) func searchesFindWhatTheyReport(strength: Double) throws {
    // Rings of cliques, of which fewer are told apart the more each costs.
    var text = ""
    for group in 0..<12 {
      for a in 0..<4 { for b in 0..<a { text += "\(4 * group + a) \(4 * group + b)\n" } }
      text += "\(4 * group) \((4 * group + 5) % 48)\n"
    }
    let network = try network(text)
    let flow = flow(network, strength: strength)
    let found = flow.search()
    let exact = MapEquation.codelength(of: found.partition, on: flow).total
    #expect(abs(found.codelength.total - exact) < 1e-12)
    let deeper = flow.deepen(found)
    #expect(deeper.codelength.total <= found.codelength.total + 1e-12)
    // No single union shortens it.
    for a in 0..<found.moduleCount {
      for b in 0..<a {
        let labels = found.partition.modules.map { $0 == UInt32(a) ? UInt32(b) : $0 }
        let united = MapEquation.codelength(of: Partition(labels: labels), on: flow).total
        #expect(united >= exact - 1e-9)
      }
    }
  }

  @Test func theMoreTheCorrectionCountsTheFewerModulesThereAre() throws {
    let network = try network(Self.triangles)
    let counts = [0, 1, 30].map { flow(network, strength: $0).search().moduleCount }
    #expect(counts.first == 3 && counts.last == 1)
    #expect(counts == counts.sorted(by: >=))
  }
}
