import Infomap
import Testing

/// Pajek files that have many links in a line.
@Suite struct PajekRowsTests {
  private struct Link: Hashable {
    let source: UInt32
    let target: UInt32
    let weight: Double
  }

  private func read(_ text: String, threads: Int = 1) throws(NetworkFileError) -> Network {
    try Network(text: Array(text.utf8), fileName: "my.net", directed: nil, threads: threads)
  }

  /// The links of a network by the ids of their ends.
  private func links(_ network: Network) -> Set<Link> {
    var links: Set<Link> = []
    for node in 0..<network.linkedNodeCount {
      for link in network.linkOffsets[node]..<network.linkOffsets[node + 1] {
        links.insert(
          Link(
            source: network.nodeIDs[node], target: network.nodeIDs[Int(network.targets[link])],
            weight: network.weights[link]))
      }
    }
    return links
  }

  @Test func aListOfArcsIsThatOfItsLinks() throws {
    let lists = try read("*Vertices 4\n*Arcslist\n1 2 3\n3 1\n4 1 2 3\n")
    let arcs = try read("*Vertices 4\n*Arcs\n1 2\n1 3\n3 1\n4 1\n4 2\n4 3\n")
    #expect(lists.isDirected && links(lists) == links(arcs) && lists.nodeIDs == arcs.nodeIDs)
  }

  @Test func aListOfEdgesHasNoDirection() throws {
    let lists = try read("*Vertices 4\r\n*Edgeslist :1 \"knows\"\r\n1 2 3\r\n4 3\r\n")
    let edges = try read("*Vertices 4\n*Edges\n1 2\n1 3\n4 3\n")
    #expect(!lists.isDirected && links(lists) == links(edges))
  }

  @Test func aMatrixHasAWeightForEachPair() throws {
    let matrix = try read(
      "*Vertices 3\n1 \"a\"\n2 \"b\"\n3 \"c\"\n*Matrix\n0 1 0.5\n0 0 2\n 1e0 0 0\n")
    let arcs = try read(
      "*Vertices 3\n1 \"a\"\n2 \"b\"\n3 \"c\"\n*Arcs\n1 2 1\n1 3 0.5\n2 3 2\n3 1 1\n")
    #expect(matrix.isDirected && links(matrix) == links(arcs))
    #expect(matrix.nodeNames == arcs.nodeNames)
  }

  /// Rows that stand beyond the first part of a text that threads share.
  @Test func longMatricesAreReadByAnyNumberOfThreads() throws {
    let count = 900
    var text = "*Vertices \(count)\n*Matrix\n"
    for row in 1...count {
      for column in 1...count { text += column == row % count + 1 ? "1 " : "0 " }
      text += "\n"
    }
    #expect(text.utf8.count > 1 << 20)
    for threads in [1, 3] {
      let network = try read(text, threads: threads)
      #expect(network.linkCount == count)
      #expect(links(network).contains(Link(source: 900, target: 1, weight: 1)))
    }
  }

  @Test(arguments: [
    ("*Matrix\n0 1\n", 2, "needs *Vertices"),
    ("*Vertices 2\n*Matrix\n0 1 1\n1 0\n", 3, "row 1 of the matrix has 3 numbers"),
    ("*Vertices 2\n*Matrix\n0 1\n1\n", 4, "row 2 of the matrix has 1 numbers"),
    ("*Vertices 2\n*Matrix\n0 1\n", 3, "ends after 1 rows"),
    ("*Vertices 2\n*Matrix\n", 2, "ends after 0 rows"),
    ("*Vertices 2\n*Matrix\n0 1\n1 0\n1 1\n", 5, "row 3 of the matrix"),
    ("*Vertices 2\n*Matrix\n0 1\n*Arcs\n1 2\n", 4, "ends after 1 rows"),
    ("*Vertices 2\n*Matrix\n0 -1\n1 0\n", 3, "\"-1\" is not a weight"),
    ("*Vertices 3\n*Arcslist\n1 2 x\n", 3, "\"x\" is not a node id"),
  ]) func whatIsNoMatrixOrListIsRefused(text: String, line: Int, problem: String) {
    let error = #expect(throws: NetworkFileError.self) { try read(text) }
    #expect(error?.line == line)
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }
}
