import Infomap
import Testing

/// Links that are left out for their weight. What is kept, and the codelength, is as in Infomap 2.16.0.
struct LinkFilterTests {
  private func network(
    _ text: String, least weight: Double, notices: inout [NetworkNotice]
  ) throws(NetworkFileError) -> Network {
    var filter = LinkFilter()
    filter.leastWeight = weight
    return try Network(text: Array(text.utf8), fileName: "n", directed: false, filter: filter) {
      notices.append($0)
    }
  }

  @Test(
    arguments: [
      (0, [1, 2, 3, 4, 5, 6]), (0.1, [1, 2, 3, 4]), (0.5, [1, 2, 3]), (0.5000001, [1, 2]),
    ] as [(Double, [UInt32])])
  func linksOfLessWeightAreLeftOutWithTheirEnds(least: Double, nodes: [UInt32]) throws {
    var notices: [NetworkNotice] = []
    let text = "1 2 1\n2 3 0.5\n3 4 0.2\n5 6 0\n"
    let network = try network(text, least: least, notices: &notices)
    #expect(network.nodeIDs.sorted() == nodes)
    let linksLeftOut: [Double: Int] = [0.1: 1, 0.5: 2, 0.5000001: 3]
    let told = linksLeftOut[least].map(NetworkNotice.linksBelowLeastWeight)
    #expect(notices == [told ?? .linksOfWeightZero(1)])
  }

  @Test(arguments: [
    "*Vertices 4\n1 a\n2 b\n3 c\n4 d\n*Edges\n1 2 1\n2 3 0.5\n3 4 0.2\n",
    "*Vertices 4\n*Arcs\n1 2 1\n2 3 0.5\n3 4 0.2\n",
    "*Vertices 4\n*Matrix\n0 1 0 0\n0 0 .5 0\n0 0 0 .2\n0 0 0 0\n",
  ]) func verticesStay(text: String) throws {
    var notices: [NetworkNotice] = []
    let network = try network(text, least: 0.5, notices: &notices)
    #expect(network.nodeIDs == [1, 2, 3, 4] && network.linkedNodeCount == 3)
    #expect(network.linkCount == 2)
  }

  @Test func theLinksOfEachLineAreLookedAtByThemselves() throws {
    var notices: [NetworkNotice] = []
    let network = try network("1 2 0.3\n1 2 0.3\n2 3 1\n2 1 0.3\n", least: 0.5, notices: &notices)
    #expect(network.nodeIDs == [2, 3] && notices == [.linksBelowLeastWeight(3)])
  }

  @Test func linksInListsWeighOne() throws {
    var notices: [NetworkNotice] = []
    let text = "*Vertices 3\n*Edgeslist\n1 2 3\n"
    #expect(try network(text, least: 1, notices: &notices).linkCount == 2)
    #expect(try network(text, least: 1.5, notices: &notices).linkCount == 0)
  }

  @Test(arguments: [(0.0, 2.0456161445733), (0.5, 1.98635730005337)])
  func theCodelengthIsThatOfTheReference(least: Double, expected: Double) throws {
    var notices: [NetworkNotice] = []
    let network = try network(
      "1 2 1\n2 3 1\n3 1 2\n3 4 0.5\n4 5\n5 6\n6 4\n1 7 .2\n", least: least, notices: &notices)
    let labels: [UInt32: Int] = [1: 1, 2: 1, 3: 1, 7: 1, 4: 2, 5: 2, 6: 2]
    let partition = Partition(labelByID: labels, on: network)
    let found = MapEquation.codelength(of: partition, on: FlowNetwork(network)).total
    #expect(abs(found - expected) < 1e-9)
  }
}
