import Infomap
import Testing

@Suite struct NetworkTests {
  /// The links of a network in terms of the original ids.
  private func links(_ network: Network) -> [[Double]] {
    (0..<network.nodeCount).flatMap { source in
      network.links(from: source).map { link in
        [
          Double(network.nodeIDs[source]), Double(network.nodeIDs[Int(network.targets[link])]),
          network.weights[link],
        ]
      }
    }
  }

  @Test func linksAreGroupedBySourceByRisingTarget() throws {
    let network = try LinkTable([(3, 1, 1), (1, 3, 2), (3, 0, 3), (0, 1, 4)]).network(
      directed: true)
    #expect(network.nodeIDs == [0, 1, 3])
    #expect(links(network) == [[0, 1, 4], [1, 3, 2], [3, 0, 3], [3, 1, 1]])
  }

  @Test func theLinksAreThoseGivenWhateverTheLengthOfTheRows() throws {
    var random = TestRandom(seed: 15)
    for nodes in [3, 50, 400] {
      let table = LinkTable(random: &random, nodes: nodes, links: 5000)
      var expected: [UInt64: Double] = [:]
      for link in table.links {
        expected[UInt64(link.source) << 32 | UInt64(link.target), default: 0] += link.weight
      }
      let network = try table.network(directed: true)
      #expect(network.linkCount == expected.count)
      for link in links(network) {
        #expect(expected[UInt64(link[0]) << 32 | UInt64(link[1])] == link[2])
      }
    }
  }

  @Test func neighborsAreNumberedNearEachOther() throws {
    let network = try LinkTable([(0, 5, 1), (5, 9, 1), (1, 8, 1), (8, 2, 1)]).network(
      directed: true)
    #expect(network.nodeIDs == [0, 5, 9, 1, 8, 2])
  }

  @Test func connectedNodesAreNumberedOneAfterTheOther() throws {
    let network = try LinkTable([(1, 5, 1), (2, 8, 1), (3, 5, 1), (4, 8, 1), (6, 3, 1), (6, 4, 1)])
      .network(directed: true)
    #expect(network.nodeIDs == [1, 5, 2, 8, 3, 4, 6])
    let parted = try LinkTable([(1, 5, 1), (2, 8, 1), (3, 5, 1), (4, 8, 1), (6, 3, 1)])
      .network(directed: true)
    #expect(parted.nodeIDs == [1, 5, 3, 6, 2, 8, 4])
  }

  @Test func duplicateLinksAreSummed() throws {
    let network = try LinkTable([(0, 1, 1), (1, 0, 2), (0, 1, 0.5)]).network(directed: true)
    #expect(network.targets == [1, 0])
    #expect(Array(network.weights) == [1.5, 2])
  }

  @Test func bothDirectionsOfAnUndirectedLinkAreSummed() throws {
    let network = try LinkTable([(0, 1, 1), (1, 0, 2), (1, 1, 5)]).network(directed: false)
    #expect(network.linkOffsets == [0, 1, 2])
    #expect(network.targets == [1, 1])
    #expect(Array(network.weights) == [3, 5])
  }

  @Test func zeroWeightsAreDroppedWithTheNodesTheyAloneMention() throws {
    let network = try LinkTable([(0, 1, 1), (2, 3, 0), (1, 0, 0)]).network(directed: true)
    #expect(network.nodeIDs == [0, 1])
    #expect(network.linkCount == 1)
  }

  @Test func idsMayBeSparseUpToTheHighest() throws {
    let network = try LinkTable([(.max, 7, 1), (7, 3_000_000_000, 2)]).network(directed: true)
    #expect(links(network) == [[7, 3_000_000_000, 2], [4_294_967_295, 7, 1]])
  }

  @Test(arguments: [-1, .nan, .infinity, -.infinity, 1e-300, 1e290] as [Double])
  func aBadWeightIsRefusedWithItsPlace(weight: Double) throws {
    let links = LinkTable([(0, 1, 1), (4, 2, weight)])
    do {
      _ = try links.network(directed: true)
      Issue.record("the weight \(weight) was taken")
    } catch {
      #expect(error.description.contains("link 1 (from node 4 to node 2)"))
      #expect(error.description.contains("\(weight)"))
    }
  }

  @Test func aNetworkWithoutPositiveLinksIsRefused() {
    #expect(throws: NetworkError.noLinks) { try LinkTable([]).network(directed: true) }
    #expect(throws: NetworkError.noLinks) { try LinkTable([(0, 1, 0)]).network(directed: false) }
  }

  @Test(arguments: [false, true]) func theOrderOfTheLinksDoesNotMatter(directed: Bool) throws {
    var random = TestRandom(seed: 5)
    // Thirds, so that the order of summing duplicates would show.
    var table = LinkTable(random: &random, nodes: 12, links: 300)
    for link in table.links.indices { table.links[link].weight /= 3 }
    let network = try table.network(directed: directed)
    for _ in 0..<20 {
      table.links = random.shuffled(table.links)
      let other = try table.network(directed: directed)
      #expect(other.linkOffsets == network.linkOffsets)
      #expect(other.targets == network.targets)
      #expect(Array(other.weights) == Array(network.weights))
    }
  }

  @Test func singleAndDoublePrecisionWeightsMakeTheSameNetwork() throws {
    let sources: [UInt32] = [0, 2, 1]
    let targets: [UInt32] = [1, 0, 2]
    let single: [Float] = [0.7, 0.61, 0.9]
    let double = single.map(Double.init)
    let a = try Network(
      sources: sources.span, targets: targets.span, weights: single.span, directed: true)
    let b = try Network(
      sources: sources.span, targets: targets.span, weights: double.span,
      directed: true)
    #expect(Array(a.weights) == Array(b.weights))
  }
}
