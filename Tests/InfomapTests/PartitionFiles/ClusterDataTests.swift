import Infomap
import Testing

/// Modules that are given in files, of our own and of others.
@Suite struct ClusterDataTests {
  private func read(
    _ text: String, _ format: PartitionFormat, of network: Network
  ) throws(NetworkFileError) -> (hierarchy: Hierarchy, passedOver: Hierarchy.StrangeNodes?) {
    var strangers: Hierarchy.StrangeNodes?
    let hierarchy = try Hierarchy(
      text: Array(text.utf8), format: format, fileName: "modules", of: network
    ) { strangers = $0 }
    return (hierarchy, strangers)
  }

  private func network(_ text: String) throws -> Network {
    try Network(text: Array(text.utf8), fileName: "n", directed: false)
  }

  @Test(arguments: ["a \"b\"", "\"", "1 2 \"x\" 3", "C:\\", "a # b", "", "\" 7"])
  func aTreeWithAnyNameIsReadBack(name: String) throws {
    let escaped = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let network = try network("*Vertices 3\n1 \"\(escaped)\"\n2 b\n3 c\n*Edges\n1 2\n2 3\n")
    #expect(network.nodeNames.contains(name))
    let flow = FlowNetwork(network)
    let result = flow.searchHierarchy()
    var bytes: [UInt8] = []
    result.write(.tree, of: flow) { piece in
      for place in piece.indices { bytes.append(piece[place]) }
    }
    let again = try read(String(decoding: bytes, as: UTF8.self), .tree, of: network)
    #expect(again.hierarchy == result.hierarchy)
    #expect(again.passedOver == nil)
  }

  @Test func linesForNodesThatTheNetworkDoesNotHaveAreTold() throws {
    let network = try network("1 2\n2 3\n")
    let (hierarchy, strangers) = try read("# c\n1 1\n9 1\n2 1\n3 2\n8 7\n", .clu, of: network)
    let told = try #require(strangers)
    #expect((told.firstNode, told.firstLine, told.count) == (9, 3, 2))
    #expect(hierarchy.topModuleCount == 2)
  }

  @Test(arguments: [
    (PartitionFormat.clu, "# state_id module flow node_id\n1 1 0.5 1\n", 2),
    (.clu, "1 1 0.5 1 2\n", 1), (.tree, "1:1 0.5 \"a\" 3 1\n", 1),
    (.tree, "1:1 0.5 \"a\" 3 1 2\n", 1),
  ]) func filesOfStateNetworksAreRefused(format: PartitionFormat, text: String, line: Int) throws {
    let network = try network("1 2\n")
    #expect {
      _ = try read(text, format, of: network)
    } throws: {
      guard let error = $0 as? NetworkFileError else { return false }
      return error.line == line && error.problem.contains("state")
    }
  }

  @Test func nodesWithoutAModuleAreAloneAndTold() throws {
    var missing: [Hierarchy.MissingNodes] = []
    let hierarchy = try Hierarchy(
      text: Array("2 1\n".utf8), format: .clu, fileName: "modules", of: try network("1 2\n2 3\n"),
      incomplete: { missing.append($0) })
    #expect(hierarchy.topModuleCount == 3)
    #expect(missing.map(\.firstNode) == [1] && missing.map(\.count) == [2])
  }

  @Test func nodesWithoutLinksMayBeMissing() throws {
    let network = try network("*Vertices 5\n1 a\n2 b\n3 c\n4 d\n5 e\n*Edges\n1 2\n2 3\n")
    let (hierarchy, _) = try read("1 4\n2 4\n3 4\n5 4\n", .clu, of: network)
    #expect(hierarchy.modules == [0, 0, 0, 1, 0])
  }

  @Test(arguments: ["\u{feff}1 1\r\n2 1\r\n", "1 1\r2 1\r"]) func lineEndsMayBeThoseOfOtherSystems(
    text: String
  ) throws {
    #expect(try read(text, .clu, of: try network("1 2\n")).hierarchy.topModuleCount == 1)
  }
}
