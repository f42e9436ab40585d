import Foundation
import Infomap
import Testing

/// What the files of modules say, in the form of the reference.
@Suite struct PartitionFileTests {
  /// Two triangles with a link between them, and a vertex alone.
  private func result(directed: Bool = false) throws -> (HierarchyResult, FlowNetwork) {
    let text = """
      *Vertices 7
      1 "a"
      2 "b,c"
      3 "d \\"e\\""
      4 "f"
      5 "g"
      6 "h"
      7 "alone"
      *Links
      1 2 2
      2 3
      1 3
      3 4
      4 5 2
      5 6
      4 6

      """
    let network = try Network(text: Array(text.utf8), fileName: "n", directed: directed)
    let flow = FlowNetwork(network)
    let modules = try Hierarchy(
      text: Array("1 1\n2 1\n3 1\n4 2\n5 2\n6 2\n".utf8), format: .clu, fileName: "m", of: network)
    return (HierarchyResult(hierarchy: modules, seed: 1, on: flow), flow)
  }

  private func lines(
    _ format: PartitionFormat, directed: Bool = false, options: PartitionFileOptions = .init()
  ) throws -> [String] {
    let (result, flow) = try result(directed: directed)
    return text(format, result, flow, options).split(separator: "\n").map(String.init)
  }

  private func text(
    _ format: PartitionFormat, _ result: HierarchyResult, _ flow: FlowNetwork,
    _ options: PartitionFileOptions = .init()
  ) -> String {
    var bytes: [UInt8] = []
    result.write(format, of: flow, options: options) { piece in
      for place in piece.indices { bytes.append(piece[place]) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func anFtreeHasTheLinksOfItsModulesAfterTheTree() throws {
    let lines = try lines(.ftree)
    let links = lines.drop { !$0.hasPrefix("*Links") }
    #expect(
      links.filter { !$0.hasPrefix("# ") }.map {
        $0.split(separator: " ").prefix(2).joined(separator: " ")
      } == [
        "*Links undirected", "#*Links path", "*Links root", "1 2", "*Links 1", "1 2", "1 3", "2 3",
        "*Links 2", "1 2", "1 3", "2 3", "*Links 3",
      ])
    let flow = try #require(links.first { $0.hasPrefix("1 2 ") }?.split(separator: " ").last)
    // Of 9 that all links weigh.
    #expect(abs(Double(flow)! - 1.0 / 9) < 1e-12)
    #expect(links.contains { $0.hasPrefix("*Links root 0 0 1 3") })
    #expect(links.last == "*Links 3 0.0 0.0 0 1")
    #expect(lines.contains("3:1 0.0 \"alone\" 7"))
  }

  @Test func linksOfADirectedNetworkHaveADirection() throws {
    let links = try lines(.ftree, directed: true).drop { !$0.hasPrefix("*Links") }
    #expect(links.first == "*Links directed")
    #expect(links.filter { !$0.hasPrefix("*") && !$0.hasPrefix("#") }.count == 7)
  }

  @Test func theTableQuotesNames() throws {
    let lines = try lines(.csv)
    #expect(lines[0] == "path,flow,name,node_id")
    #expect(lines.count == 8 && lines[7] == "3:1,0.0,\"alone\",7")
    #expect(lines.contains { $0.contains(",\"b,c\",2") })
    #expect(lines.contains { $0.contains(",\"d \"\"e\"\"\",3") })
  }

  @Test func newickHasTheTreeInParentheses() throws {
    let (result, flow) = try result()
    let text = text(.newick, result, flow)
    let names = text.replacing(/:[0-9.e-]+/, with: "")
    #expect(names == "(((1,2,3),(4,5,6),(7)));\n" || names == "(((3,1,2),(4,5,6),(7)));\n")
    #expect(text.hasSuffix(",(7:0.0):0.0):1);\n"))
  }

  @Test func theObjectHasTheNamesOfTheReference() throws {
    let (result, flow) = try result()
    var options = PartitionFileOptions()
    options.program = "face-cluster-mpi 1"
    options.commandLine = "face-cluster-mpi infomap \"n\""
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text(.json, result, flow, options).utf8))
        as? [String: Any])
    #expect(object["version"] as? String == "face-cluster-mpi 1")
    #expect(object["args"] as? String == "face-cluster-mpi infomap \"n\"")
    let codelength = try #require(object["codelength"] as? Double)
    #expect(abs(codelength - result.codelength.total) < 1e-12)
    #expect(object["numModules"] as? [Int] == [3, 0] && object["numTopModules"] as? Int == 3)
    #expect(object["directed"] as? Bool == false && object["higherOrder"] as? Bool == false)
    let nodes = try #require(object["nodes"] as? [[String: Any]])
    #expect(nodes.count == 7 && nodes[6]["path"] as? [Int] == [3, 1])
    #expect(nodes[6]["modules"] as? [Int] == [3] && nodes[6]["id"] as? Int == 7)
    let modules = try #require(object["modules"] as? [[String: Any]])
    #expect(modules.map { $0["numEdges"] as? Int } == [1, 3, 3, 0])
    let bits = modules.reduce(0) { $0 + ($1["codelength"] as? Double ?? .nan) }
    #expect(abs(bits - result.codelength.total) < 1e-12)
  }

  @Test func aNodeIsAsCentralAsTheReferenceSays() throws {
    // Infomap 2.16.0 of a network of 6 links, by the flow that it prints.
    let text = "*Vertices 6\n1 a\n*Arcs\n1 2\n2 3\n3 1 2\n3 4 0.5\n4 5\n5 6\n6 4\n6 6 1\n"
    let network = try Network(text: Array(text.utf8), fileName: "n", directed: true)
    let flow = FlowNetwork(network)
    let modules = try Hierarchy(
      text: Array("1 1\n2 1\n3 1\n4 2\n5 2\n6 2\n".utf8), format: .clu, fileName: "m", of: network)
    let json = self.text(.json, HierarchyResult(hierarchy: modules, seed: 1, on: flow), flow)
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    let nodes = try #require(object?["nodes"] as? [[String: Any]])
    let found = nodes.map { $0["mec"] as? Double ?? .nan }
    for (one, other) in zip(found, [0.320817, 0.218768, 0.209662, 0.133532, 0.133028, 0.132431]) {
      #expect(abs(one - other) < 1e-6)
    }
  }

  @Test func aCluHasTheModulesOfTheLevelThatIsAskedFor() throws {
    let text = "1 2 5\n2 3 5\n3 1 5\n4 5 5\n5 6 5\n6 4 5\n3 4\n7 8 5\n8 9 5\n9 7 5\n1 7 .1\n"
    let network = try Network(text: Array(text.utf8), fileName: "n", directed: false)
    let flow = FlowNetwork(network)
    let tree =
      (1...3).map { "1:1:\($0) 0 \"\" \($0)" } + (4...6).map { "1:2:\($0) 0 \"\" \($0)" }
      + (7...9).map { "2:\($0) 0 \"\" \($0)" }
    let modules = try Hierarchy(
      text: Array(tree.joined(separator: "\n").utf8), format: .tree, fileName: "m", of: network)
    let result = HierarchyResult(hierarchy: modules, seed: 1, on: flow)
    for (level, count) in [(1, 2), (2, 3), (7, 3), (nil, 3)] as [(Int?, Int)] {
      var options = PartitionFileOptions()
      options.cluLevel = level
      let lines = self.text(.clu, result, flow, options).split(separator: "\n")
      #expect(lines.contains("# module level \(level ?? -1)"))
      let rows = lines.filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
      #expect(rows.count == 9 && Set(rows.map { $0[1] }).count == count)
    }
  }

  @Test func theHeadingSaysProgramAndCommandLine() throws {
    var options = PartitionFileOptions()
    options.program = "face-cluster-mpi 1.2"
    options.commandLine = "face-cluster-mpi infomap a.net out"
    for format in [PartitionFormat.clu, .tree, .ftree] {
      let found = try lines(format, options: options).prefix(2)
      #expect(found == ["# face-cluster-mpi 1.2", "# face-cluster-mpi infomap a.net out"])
    }
  }
}
