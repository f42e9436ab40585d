import Infomap
import Testing

@Suite struct TextFileTests {
  private func network(_ text: String, directed: Bool = true) throws(NetworkFileError) -> Network {
    try Network(text: Array(text.utf8), fileName: "my.net", directed: directed)
  }

  private func text(_ format: PartitionFormat, _ result: SearchResult, _ flow: FlowNetwork)
    -> String
  {
    var bytes: [UInt8] = []
    result.write(format, of: flow) { piece in
      for place in piece.indices { bytes.append(piece[place]) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func aLinkListMayHaveCommentsBlankLinesTabsAndWeights() throws {
    let network = try network("# from to\n\n1\t2 0.8\r\n  2 1 # back\n5 1 25e-2")
    #expect(network.nodeIDs == [1, 2, 5])
    #expect(network.targets == [1, 0, 0])
    #expect(Array(network.weights) == [0.8, 1, 0.25])
    #expect(network.nodeNames.isEmpty)
  }

  @Test func pajekHeadingsMayBeInAnyCase() throws {
    let network = try network(
      "*VERTICES 4\n1 \"Ann Lee\" 2\n2 bob\n3 \"no links\"\n*arcs\n1 2 3\n*Edges\n2 7\n")
    #expect(network.nodeIDs == [1, 2, 7, 3])
    #expect(network.nodeNames == ["Ann Lee", "bob", "7", "no links"])
    #expect(network.nodeWeights == [2, 1, 1, 1])
    #expect(Array(network.weights) == [3, 1])
  }

  @Test(arguments: [
    ("1 2\n1 x\n", 2, "\"x\" is not a node id"),
    ("1 4294967296\n", 1, "\"4294967296\" is not a node id"),
    ("1 2\n\n3\n", 3, "the line ends where a node id should be"),
    ("1 2 -1\n", 1, "\"-1\" is not a weight"),
    ("1 2 nan\n", 1, "\"nan\" is not a weight"),
    ("1 2 1e999\n", 1, "\"1e999\" is not a weight"),
    ("1 2 .\n", 1, "\".\" is not a weight"),
    ("1 2 1 4 5\n", 1, "unexpected \"5\""),
    ("# c\n*Nodes\n", 2, "unknown heading *Nodes"),
    ("*Vertices\n1 \"a\n", 2, "no closing quote"),
  ]) func badLinesAreRefusedWithTheirNumber(text: String, line: Int, problem: String) {
    do {
      _ = try network(text)
      Issue.record("taken: \(text)")
    } catch {
      #expect(error.line == line)
      #expect(error.description.hasPrefix("my.net, line \(line): "))
      #expect(error.description.contains(problem))
    }
  }

  /// A Pajek file of many parts, with headings, comments and blank lines in the middle.
  private static func longText(badLine: Int? = nil) -> String {
    var random = TestRandom(seed: 5)
    var lines = ["*Vertices"]
    for node in 0..<30_000 { lines.append("\(node) \"*Edges of \(node)\" \(node % 7 + 1)") }
    for block in 0..<4 {
      lines += ["# links * of block \(block)", "", "  *Arcs"]
      for _ in 0..<60_000 {
        let (a, b) = (random.next() % 30_000, random.next() % 30_000)
        lines.append("\(a) \(b) 0.\(random.next() % 1000)")
      }
      lines += ["*vertices", "\(block) again\(block)"]
    }
    if let badLine { lines[badLine - 1] = "1 2 3 4 5" }
    return lines.joined(separator: "\n")
  }

  @Test func anyNumberOfThreadsReadsTheSameNetwork() throws {
    let text = Array(Self.longText().utf8)
    #expect(text.count > 3 << 20)
    let one = try Network(text: text, fileName: "my.net", directed: true)
    #expect(one.nodeCount > 29_900)
    let first = try #require(one.nodeIDs.firstIndex(of: 0))
    #expect(one.nodeNames[first] == "again0")
    let tenth = try #require(one.nodeIDs.firstIndex(of: 10))
    #expect(one.nodeNames[tenth] == "*Edges of 10")
    for threads in [2, 3, 8] {
      let other = try Network(text: text, fileName: "my.net", directed: true, threads: threads)
      #expect(other.nodeIDs == one.nodeIDs)
      #expect(other.linkOffsets == one.linkOffsets)
      #expect(other.targets == one.targets)
      #expect(Array(other.weights) == Array(one.weights))
      #expect(other.nodeNames == one.nodeNames)
      #expect(other.nodeWeights == one.nodeWeights)
    }
  }

  @Test(arguments: [31_000, 130_000, 260_000], [1, 2, 8])
  func errorsOfLaterPartsHaveTheirLineNumber(line: Int, threads: Int) {
    #expect {
      _ = try Network(
        text: Array(Self.longText(badLine: line).utf8), fileName: "my.net", directed: true,
        threads: threads)
    } throws: {
      ($0 as? NetworkFileError)?.line == line
    }
  }

  @Test(arguments: ["", "# nothing\n", "*Vertices\n*Edges\n"])
  func aTextWithoutNodesIsRefused(text: String) {
    #expect(throws: NetworkFileError.self) { try network(text) }
  }

  @Test func teleportationToNodesNeedsOneWithLinksAndAWeight() throws {
    let vertices = "*Vertices\n1 a 0\n2 b 0\n3 c 1\n"
    #expect(try network(vertices + "*Edges\n1 2\n").hasTargetsOfTeleportation == false)
    #expect(try network(vertices + "*Edges\n1 2\n2 3\n").hasTargetsOfTeleportation)
    #expect(try network("1 2\n").hasTargetsOfTeleportation)
  }

  @Test func weightsAreReadAsTheNearestNumbers() throws {
    for word in ["0.1", "123456789.25", "3.0000000000000000001", "7e-270", "0.30000000000000004"] {
      #expect(try Array(network("1 2 \(word)").weights) == [Double(word)!])
    }
  }

  private static let twoTriangles =
    "*Vertices\n1 \"A\"\n2 \"B\"\n3 \"C\"\n4 \"D\"\n5 \"E\"\n6 \"F\"\n*Edges\n"
    + "1 2\n1 3\n2 3\n3 4\n4 5\n4 6\n5 6\n5 6\n"

  @Test func aCluFileNumbersModulesByFallingFlow() throws {
    let flow = FlowNetwork(try network(Self.twoTriangles, directed: false))
    let lines = text(.clu, flow.searchOnce(seed: 1), flow).split(separator: "\n")
    #expect(
      lines.filter { !$0.hasPrefix("#") } == [
        "4 1 0.1875", "5 1 0.1875", "6 1 0.1875", "3 2 0.1875", "1 2 0.125", "2 2 0.125",
      ])
    #expect(lines[0] == "# partitioned into 2 levels with 2 top modules")
    #expect(lines[1].hasPrefix("# codelength 2."))
  }

  @Test func aTreeFileGivesPathsFlowNamesAndIDs() throws {
    let flow = FlowNetwork(try network(Self.twoTriangles, directed: false))
    let lines = text(.tree, flow.searchOnce(seed: 1), flow).split(separator: "\n")
    #expect(
      lines.filter { !$0.hasPrefix("#") } == [
        "1:1 0.1875 \"D\" 4", "1:2 0.1875 \"E\" 5", "1:3 0.1875 \"F\" 6", "2:1 0.1875 \"C\" 3",
        "2:2 0.125 \"A\" 1", "2:3 0.125 \"B\" 2",
      ])
  }

  @Test func nodesWithoutNamesAreCalledByTheirIDs() throws {
    let flow = FlowNetwork(try network("7 9\n", directed: false))
    #expect(
      text(.tree, flow.searchOnce(seed: 1), flow).hasSuffix("1:1 0.5 \"7\" 7\n1:2 0.5 \"9\" 9\n"))
  }

  @Test func anErrorOfTheSinkEndsTheWriting() throws {
    struct DiskFull: Error {}
    let flow = FlowNetwork(try network("7 9\n"))
    let result = flow.searchOnce(seed: 1)
    #expect(throws: DiskFull.self) {
      try result.write(.clu, of: flow) { _ throws(DiskFull) in throw DiskFull() }
    }
  }
}
