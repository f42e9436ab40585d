import Infomap
import Testing

/// Link lists as other programs and systems write them.
@Suite struct LinkListTests {
  private func network(_ text: String) throws(NetworkFileError) -> Network {
    try Network(text: Array(text.utf8), fileName: "links.txt", directed: nil)
  }

  @Test(arguments: [
    "1 2 0.5\n2 3\n", "\u{feff}1 2 0.5\n2 3\n", "1 2 0.5\r\n2 3\r\n", "1 2 0.5\r2 3\r",
    "1 2 0.5\r2 3",
    "1\t2\t0.5\n2\t3\t\n\n", "  1 2 5e-1  \n\n\n2 3 1.0E0\n \n", "# c\n1 2 .5\n% c\n2 3 # c\n",
    "1 2 0.5\n2 3 {}\n", "1.0 2.0 0.5\n2.000000000000000000e+00 3.000000000000000000e+00 1\n",
  ]) func theSameLinksAreReadHoweverTheyAreWritten(text: String) throws {
    let network = try network(text)
    #expect(network.nodeIDs == [1, 2, 3])
    #expect(network.targets == [1, 2])
    #expect(Array(network.weights) == [0.5, 1])
  }

  @Test(arguments: [
    ("1,2\n", 1, "by blanks, not by commas"), ("1;2\n", 1, "is not a node id"),
    ("Ann Bob\n", 1, "as under *Vertices"), ("1 2 {'weight': 1.0}\n", 1, "write the number alone"),
    ("1 2 0,5\n", 1, "write the number alone"), ("1 2 1e-400\n", 1, "1e-400"),
    ("1 2\n1.5 2\n", 2, "\"1.5\" is not a node id"), ("1 2\n-1 2\n", 2, "\"-1\""),
    ("1 2 0.5 red\n", 1, "unexpected \"red\""), ("1 2 red\n", 1, "\"red\" is not a weight"),
    ("1\n", 1, "the line ends"), ("1e300 2\n", 1, "\"1e300\" is not a node id"),
  ]) func whatCannotBeReadIsRefused(text: String, line: Int, problem: String) {
    do {
      _ = try network(text)
      Issue.record("taken: \(text)")
    } catch {
      #expect(error.line == line)
      #expect(error.problem.contains(problem))
    }
  }

  @Test func aLongWordIsNotRepeatedWhole() {
    #expect {
      _ = try network("1 2 \(String(repeating: "7x", count: 5000))\n")
    } throws: {
      ($0 as? NetworkFileError).map { $0.problem.utf8.count < 300 } ?? false
    }
  }

  @Test(arguments: [[0xff, 0xfe], [0xfe, 0xff]] as [[UInt8]])
  func textInUTF16IsRefused(mark: [UInt8]) {
    #expect {
      _ = try Network(text: mark + [0x31, 0], fileName: "links.txt", directed: nil)
    } throws: {
      ($0 as? NetworkFileError)?.problem.contains("UTF-16") == true
    }
  }

  @Test(arguments: ["1 2 0\n1 3 0.0\n", "1 2 0e5\n3 1 -0\n"])
  func nodesOfLinksWithoutWeightAreAlone(
    text: String
  ) throws {
    var notices: [NetworkNotice] = []
    let network = try Network(text: Array(text.utf8), fileName: "l", directed: nil) {
      notices.append($0)
    }
    #expect(network.nodeIDs == [1, 2, 3] && network.linkCount == 0)
    #expect(notices == [.linksOfWeightZero(2)])
    for directed in [false, true] {
      let flow = FlowNetwork(
        try Network(text: Array(text.utf8), fileName: "l", directed: directed))
      let result = flow.searchHierarchy()
      #expect(result.hierarchy.topModuleCount == 3)
      #expect(result.codelength.total == 0)
    }
  }

  @Test func nodesWithoutOtherThanSelfLinksAreThereWithoutThem() throws {
    let text = Array("1 2\n3 3\n".utf8)
    var filter = LinkFilter()
    filter.keepsSelfLinks = false
    let network = try Network(text: text, fileName: "l", directed: true, filter: filter)
    #expect(network.nodeIDs == [1, 2, 3] && network.linkedNodeCount == 2)
  }

  @Test(arguments: [
    ("1 2\n", true), ("*Arcs\n1 2\n", true), ("*Links\n1 2\n", true), ("*Edges\n1 2\n", false),
    ("*Bipartite 2\n1 2\n", false),
  ]) func theTextMayLeaveTheDirectionOpen(text: String, isOpen: Bool) throws {
    let network = try Network(text: Array(text.utf8), fileName: "n", directed: false)
    #expect(network.leavesDirectionOpen == isOpen)
  }
}
