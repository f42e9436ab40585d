import Infomap
import Testing

/// Files of modules, whatever network they are of.
@Suite struct TopModulesTests {
  private func read(
    _ text: String, _ format: PartitionFormat
  ) throws(NetworkFileError) -> TopModules {
    try TopModules(text: Array(text.utf8), format: format, fileName: "my.\(format)")
  }

  @Test func nodesAreInTheOrderOfTheirIDs() throws {
    let top = try read("# node_id module flow\n7 2 0.5\n3 1 0.25\n5 2 0.25\n", .clu)
    #expect(top.nodeIDs == [3, 5, 7] && top.modules == [1, 2, 2] && !top.hasSubmodules)
  }

  @Test func theFirstRankOfAPathIsTheTopModule() throws {
    let top = try read("1:1:1 0.5 \"a\" 1\n1:2:1 0.2 \"b\" 2\n2:1 0.3 \"c\" 3\n*Links\n", .tree)
    #expect(top.nodeIDs == [1, 2, 3] && top.modules == [1, 1, 2] && top.hasSubmodules)
  }

  /// What the program writes for a network whose nodes have such names.
  @Test(arguments: [
    "a \"b\" c", "\"", "back\\slash\" 1", "x\" 9", "# tag", "", "1:1 0.5 \"n\" 7", "*Links",
  ])
  func filesOfOursAreReadWhateverTheNames(name: String) throws {
    let text = "1:1 0.5 \"\(name)\" 1\n1:2 0.25 \"b\" 2\n2:1 0.25 \"c\" 3\n"
    let top = try read(text, .tree)
    #expect(top.nodeIDs == [1, 2, 3] && top.modules == [1, 1, 2])
  }

  @Test(arguments: [
    ("1 1\n2 1\n1 2\n", PartitionFormat.clu, 3, "node 1 has a module already"),
    ("1 1 0.5 4\n", .clu, 1, "state"), ("1\n", .clu, 1, "a node id and a module"),
    ("1 0.5 \"a\" 1\n", .tree, 1, "a path like"), ("1:1 0.5 \"a 1\n", .tree, 1, "a path like"),
  ])
  func otherLinesAreRefused(text: String, format: PartitionFormat, line: Int, problem: String) {
    let error = #expect(throws: NetworkFileError.self) { try read(text, format) }
    #expect(error?.line == line && error?.problem.contains(problem) == true)
  }
}
