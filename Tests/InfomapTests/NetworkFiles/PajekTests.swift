import Infomap
import Testing

/// Pajek files as other programs write them.
@Suite struct PajekTests {
  private func read(
    _ text: String, directed: Bool? = nil
  ) throws(NetworkFileError) -> (network: Network, notices: [NetworkNotice]) {
    var notices: [NetworkNotice] = []
    let network = try Network(text: Array(text.utf8), fileName: "my.net", directed: directed) {
      notices.append($0)
    }
    return (network, notices)
  }

  /// The names of the nodes by rising id.
  private func names(_ network: Network) -> [String] {
    zip(network.nodeIDs, network.nodeNames).sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// What networkx 3.6 writes, coordinates and shapes included.
  @Test func networkxFilesAreRead() throws {
    let text = """
      *vertices 5
      1 "Ann Lee" 0.0 0.0 ellipse
      2 Bob 0.0 0.0 ellipse
      3 "C's "d"" 0.0 0.0 ellipse
      4 lonely 0.0 0.0 box
      5 pos 0.25 0.5 ellipse ic Red
      *edges
      1 2 2.5 color blue label "a "b""
      2 3 1e-05

      """
    let (network, notices) = try read(text)
    #expect(!network.isDirected && notices == [.edgesAreUndirected])
    #expect(names(network) == ["Ann Lee", "Bob", "C's \"d\"", "lonely", "pos"])
    #expect(network.nodeWeights.isEmpty)
    #expect(Array(network.weights) == [2.5, 1e-05])
    #expect(network.linkedNodeCount == 3)
  }

  /// What igraph 1.0 writes, with attributes, escaped quotes, and with vertices that it does not list.
  @Test func igraphFilesAreRead() throws {
    let text = """
      *Vertices 4
      1 "n1" 0.1 1 "box" ic "Red"
      2 "n \\"2\\"" 0.2 2 "box" ic "Red"
      3 "back\\\\slash" 0.3 3 "box" ic "Red"
      4 "n4" 0.4 4 "box" ic "Red"
      *Arcs
      1 2 1.5 l "x y" c "Blue"
      2 3 2e-07 l "z" c "Red"
      """
    let (network, notices) = try read(text)
    #expect(network.isDirected && notices.isEmpty)
    #expect(names(network) == ["n1", "n \"2\"", "back\\slash", "n4"])
    #expect(network.nodeWeights.isEmpty)
    #expect(Array(network.weights) == [1.5, 2e-07])
    let ring = try read("*Vertices 5\n*Edges\n1 2\n2 3\n1 3\n").network
    #expect(ring.nodeIDs == [1, 2, 3, 4, 5])
    #expect(ring.linkedNodeCount == 3)
    let bipartite = try read("*Vertices 5 2\n1 \"2\"\n2 \"4\"\n3 \"1\"\n*Edges\n3 1\n").network
    #expect(bipartite.linkedNodeCount == 2 && bipartite.nodeCount == 3)
  }

  @Test(arguments: [
    ("1 \"a\" 2", 2.0), ("1 a 0.5", 0.5), ("1 a 0.5 box", 0.5), ("1 a 3 4", 1),
    ("1 a 3 4 0.5 box", 1),
    ("1 a -3 nan", 1), ("1 a box 3", 1), ("1 \"a b\" ic Red", 1), ("1 a", 1), ("1", 1),
  ]) func aNumberAloneAfterTheNameIsTheWeightOfAVertex(line: String, weight: Double) throws {
    let (network, _) = try read("*Vertices 2\n\(line)\n2 b 5\n*Edges\n1 2\n")
    #expect(network.nodeWeights == [weight, 5])
  }

  @Test(arguments: [
    ("\"a \"b\" c\"", "a \"b\" c"), ("\"C:\\\"", "C:\\"), ("#tag", "#tag"), ("%x", "%x"),
    ("\"# no comment\"", "# no comment"), ("# a comment", "1"), ("\"\"", ""),
    ("\"*Edges\"", "*Edges"),
  ]) func namesMayHaveQuotesAndSigns(text: String, name: String) throws {
    #expect(names(try read("*Vertices 2\n1 \(text)\n2\n*Edges\n1 2\n").network)[0] == name)
  }

  @Test func edgesHaveNoDirectionAndArcsHaveOne() throws {
    #expect(try read("*Edges\n1 2\n").network.isDirected == false)
    #expect(try read("*Arcs\n1 2\n").network.isDirected)
    #expect(try read("*Links\n1 2\n").network.isDirected)
    #expect(try read("1 2\n").network.isDirected)
    // Pajek writes both headings, whatever is under them.
    #expect(try read("*Arcs\n*Edges\n1 2\n").network.isDirected == false)
    #expect(try read("*Arcs\n1 2\n*Edges\n").network.isDirected)
    for directed in [false, true] {
      let (network, notices) = try read("*Edges\n1 2\n*Arcs\n2 3\n", directed: directed)
      #expect(network.isDirected == directed && network.linkCount == 2 && notices.isEmpty)
    }
  }

  @Test func amongArcsAnEdgeIsALinkEachWay() throws {
    let (mixed, notices) = try read("*Arcs\n1 2 5\n*Edges\n2 3 0.5\n3 3 2\n")
    #expect(notices == [.edgesAmongArcs(2)])
    let same = try read("1 2 5\n2 3 0.5\n3 2 0.5\n3 3 2\n").network
    #expect(mixed.isDirected && mixed.nodeIDs == same.nodeIDs)
    #expect(mixed.linkOffsets == same.linkOffsets && mixed.targets == same.targets)
    #expect(Array(mixed.weights) == Array(same.weights))
  }

  @Test func theDirectionIsKnownInEachPartOfALongText() throws {
    let lines = (0..<200_000).map { "\($0) \($0 + 1)" }.joined(separator: "\n")
    let text = "*Arcs\n0 1\n*Edges\n" + lines
    #expect(text.utf8.count > 2 << 20)
    let (network, notices) = try read(text)
    #expect(notices == [.edgesAmongArcs(200_000)])
    #expect(network.linkCount == 400_000)
  }

  @Test func theNameOfTheNetworkIsPassedOver() throws {
    let (network, _) = try read("*Network my network\n*Vertices 2\n1 a\n2 b\n*Edges\n1 2\n")
    #expect(network.nodeCount == 2)
  }

  @Test(arguments: [
    ("*States\n1 1\n", 1, "*States is not read: networks of state nodes"),
    ("*Bipartite\n", 1, "*Bipartite must be followed"),
    ("*Bipartite 3\n1 3\n1 2\n", 3, "from 1 to 2 is between nodes of one kind"),
    ("*Bipartite 3\n1 3\n*Bipartite 2\n", 3, "there can be one only"),
    ("*multilayer\n", 1, "*multilayer is not read"),
    ("*Partition p\n", 1, "unknown heading *Partition"),
    ("*Edges\n1 2\n*Network b\n", 3, "a second network"), ("*Vertices many\n", 1, "\"many\""),
    ("*Edges\n1 2 1 4 5\n", 2, "unexpected \"5\""),
    ("*Edges\n1 2 nan l x\n", 2, "\"nan\" is not a weight"),
    ("*Edges\n1 2 -3\n", 2, "\"-3\" is not a weight"), ("*Vertices 1\n1 a -1\n", 2, "\"-1\""),
    ("*\(String(repeating: "x", count: 10_000))\n", 1, "unknown heading"),
  ]) func whatCannotBeReadIsRefused(text: String, line: Int, problem: String) {
    do {
      _ = try read(text)
      Issue.record("taken: \(text)")
    } catch {
      #expect(error.line == line)
      #expect(error.problem.contains(problem))
      #expect(error.problem.utf8.count < 300)
    }
  }

  @Test func verticesThatAreCountedButNotListedAreTold() throws {
    let (network, notices) = try read("*Vertices 5\n1 a\n2 b\n*Arcs\n1 7\n")
    #expect(network.nodeIDs == [1, 7, 2])
    #expect(notices == [.verticesNotListed(declared: 5, listed: 2)])
  }

  /// The memory that a network takes is that of its text, whatever number stands in it.
  @Test func manyVerticesWithoutALineAreNotMade() throws {
    let (network, notices) = try read("*Vertices 4000000000\n*Arcs\n1 2\n")
    #expect(network.nodeCount == 2)
    #expect(notices == [.verticesNotListed(declared: 4_000_000_000, listed: 0)])
  }
}
