import Infomap
import Testing

/// Networks of pairs, links and arrays, and partitions by the ids that these have.
@Suite struct NetworkLinksTests {
  private let pairs: [(UInt32, UInt32)] = [
    (10, 20), (20, 30), (30, 10), (30, 70), (70, 80), (80, 90), (90, 70),
  ]

  @Test(arguments: [false, true])
  func pairsLinksAndArraysMakeTheSameNetwork(directed: Bool) throws {
    let ones = [Double](repeating: 1, count: pairs.count)
    let networks = [
      try Network(pairs: pairs, directed: directed),
      try Network(links: pairs.map { Link($0.0, $0.1) }, directed: directed),
      try Network(
        sources: pairs.map(\.0), targets: pairs.map(\.1), weights: ones, directed: directed),
      try Network(
        sources: pairs.map(\.0), targets: pairs.map(\.1), weights: ones.map { Float($0) },
        directed: directed),
    ]
    for network in networks {
      #expect(network.nodeIDs == networks[0].nodeIDs)
      #expect(network.linkOffsets == networks[0].linkOffsets)
      #expect(network.targets == networks[0].targets)
      #expect(Array(network.weights) == Array(networks[0].weights))
    }
  }

  @Test func spansMakeTheSameNetworkAsTheArraysThatTheyAreOf() throws {
    let (sources, targets) = (pairs.map(\.0), pairs.map(\.1))
    let weights = pairs.indices.map { Float($0 + 1) }
    let spans = LinkSpans(
      sources: sources.span, targets: targets.span, weights: weights.span, vertices: [5])
    let network = try Network(spans, directed: true)
    let same = try Network(
      sources: sources, targets: targets, weights: weights, vertices: [5], directed: true)
    #expect(network.nodeIDs == same.nodeIDs)
    #expect(Array(network.weights) == Array(same.weights))
  }

  @Test func aPairThatComesTwiceIsALinkOfWeightTwo() throws {
    let network = try Network(pairs: [(4, 9), (9, 4)], directed: false)
    #expect(Array(network.weights) == [2])
  }

  @Test func noPairsAreNoNetworkUnlessNodesAreNamed() throws {
    #expect(throws: NetworkError.noLinks) { try Network(pairs: [], directed: false) }
    #expect(try Network(pairs: [], vertices: [3, 1], directed: false).nodeIDs == [1, 3])
  }

  @Test func aLinkThatIsNoNumberIsNamedByItsEnds() {
    #expect(
      throws: NetworkError.badWeight(link: 1, source: 3, target: 4, weight: -1)
    ) {
      try Network(links: [Link(1, 2), Link(3, 4, weight: -1)], directed: false)
    }
  }
}
