import Infomap
import Testing

/// Nodes without a module that join those of their neighbors. The modules are those of Infomap 2.16.0.
struct NeighborsOfMissingNodesTests {
  private func modules(
    _ text: String, _ clu: String, directed: Bool = false, format: PartitionFormat = .clu
  ) throws -> Hierarchy {
    func network(_ directed: Bool) throws -> Network {
      try Network(text: Array(text.utf8), fileName: "n", directed: directed)
    }
    let read = try network(directed)
    var missing: Hierarchy.MissingNodes?
    let given = try Hierarchy(
      text: Array(clu.utf8), format: format, fileName: "m", of: read, incomplete: { missing = $0 })
    return try missing.map {
      try given.joiningNeighbors(of: $0.nodes, on: read, links: network(true))
    } ?? given
  }

  /// The ids of nodes that are in one module, for each module by its first id.
  private func groups(_ text: String, _ clu: String, directed: Bool = false) throws -> [[UInt32]] {
    let network = try Network(text: Array(text.utf8), fileName: "n", directed: directed)
    return try modules(text, clu, directed: directed).bottomPartition.members(of: network)
      .sorted { $0[0] < $1[0] }
  }

  @Test(
    arguments: [
      ("1 1\n", [[1, 2, 3, 4, 5]]), ("5 1\n", [[1, 2, 3], [4, 5]]),
      ("3 1\n", [[1], [2, 3, 4, 5]]), ("1 1\n5 2\n", [[1, 2, 3], [4, 5]]),
    ] as [(String, [[UInt32]])])
  func nodesComeByRisingIDAndTakeOthersAlong(clu: String, expected: [[UInt32]]) throws {
    #expect(try groups("1 2\n2 3\n3 4\n4 5\n", clu) == expected)
    #expect(try groups("4 5\n3 4\n2 3\n1 2\n", clu) == expected)
  }

  @Test(
    arguments: [
      ("1 2 1\n1 3 5\n1 4 9\n", "2 1\n3 2\n4 3\n", false, [[1, 2], [3], [4]]),
      ("5 2\n5 3\n5 9\n", "2 1\n3 2\n9 3\n", false, [[2, 5], [3], [9]]),
      ("5 9\n5 3\n2 5\n", "2 1\n3 2\n9 3\n", false, [[2], [3, 5], [9]]),
      ("5 9\n3 5\n2 5\n", "2 1\n3 2\n9 3\n", true, [[2], [3], [5, 9]]),
      ("3 5\n2 5\n5 5\n", "2 1\n3 2\n", true, [[2, 5], [3]]),
      ("5 4\n4 3\n3 2\n2 1\n", "5 1\n", true, [[1, 2, 3, 4], [5]]),
    ] as [(String, String, Bool, [[UInt32]])])
  func targetsOfLinksComeBeforeSources(
    text: String, clu: String, directed: Bool, expected: [[UInt32]]
  ) throws {
    #expect(try groups(text, clu, directed: directed) == expected)
  }

  @Test(
    arguments: [
      ("1 2\n2 1\n2 9\n", false, [[1], [2, 9]]), ("2 1\n1 2\n2 9\n", false, [[1], [2, 9]]),
      ("1 2\n2 1\n2 9\n", true, [[1, 2], [9]]),
    ] as [(String, Bool, [[UInt32]])])
  func linksBothWaysLeadFromTheLowerIDWhereDirectionsDoNotCount(
    text: String, directed: Bool, expected: [[UInt32]]
  ) throws {
    #expect(try groups(text, "1 1\n9 2\n", directed: directed) == expected)
  }

  @Test func nodesWithoutNeighborsThatHaveAModuleAreAlone() throws {
    #expect(try groups("1 2\n2 3\n5 6\n", "1 1\n") == [[1, 2, 3], [5, 6]])
    let vertices = "*Vertices 5\n1 a\n2 b\n3 c\n4 d\n5 e\n*Edges\n1 2\n2 3\n"
    #expect(try groups(vertices, "1 1\n4 1\n") == [[1, 2, 3, 4], [5]])
  }

  @Test func nodesJoinTheLowestModuleOfATree() throws {
    let tree = "1:1:1 0.1 \"1\" 1\n1:2:1 0.1 \"3\" 3\n2:1:1 0.1 \"5\" 5\n"
    let text = "1 2\n2 3\n3 4\n4 5\n6 5\n7 8\n"
    let found = try modules(text, tree, format: .tree)
    let network = try Network(text: Array(text.utf8), fileName: "n", directed: false)
    let groups = found.bottomPartition.members(of: network).sorted { $0[0] < $1[0] }
    #expect(groups == [[1], [2, 3], [4, 5, 6], [7, 8]])
    #expect(found.topModuleCount == 3 && found.levelCount == 3)
  }

  @Test func allModulesThatAreLeftAreGone() throws {
    let found = try modules("1 2\n2 3\n3 4\n", "3 7\n")
    #expect(found.moduleCount == 2 && Set(found.modules) == [0, 1])
  }
}
