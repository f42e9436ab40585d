import Infomap
import Testing

/// Files of a network and of its flow.
@Suite struct NetworkFormatTests {
  private static let pajek = """
    *Vertices 5
    1 "a b"
    2 "c" 2.5
    3 "d"
    4 "e"
    5 "alone"
    *Arcs
    1 2 1
    2 1 2
    1 3 .5
    3 3 4
    4 1 1
    1 2 3

    """

  private func network(_ text: String, directed: Bool) throws(NetworkFileError) -> Network {
    try Network(text: Array(text.utf8), fileName: "my.net", directed: directed)
  }

  private func text(_ format: NetworkFormat, _ flow: FlowNetwork, heading: [String] = []) -> String
  {
    var bytes: [UInt8] = []
    flow.write(format, heading: heading) { piece in
      for place in piece.indices { bytes.append(piece[place]) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The last number of each line that begins with one.
  private func numbers(_ text: String) -> [Double] {
    text.split(separator: "\n").filter { $0.first?.isNumber == true }
      .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
  }

  @Test func aNetworkIsWrittenWithNamesWeightsAndDirection() throws {
    let directed = FlowNetwork(try network(Self.pajek, directed: true))
    let nodes =
      "*Vertices\n#id name weight\n1 \"a b\" 1.0\n2 \"c\" 2.5\n3 \"d\" 1.0\n4 \"e\" 1.0\n"
      + "5 \"alone\" 1.0\n"
    #expect(
      text(.network, directed, heading: ["v1", "my line"]) == "# v1\n# my line\n" + nodes
        + "*Arcs\n#source target weight\n1 2 4.0\n1 3 0.5\n2 1 2.0\n3 3 4.0\n4 1 1.0\n")
    // (1, 2) and (2, 1) are one link.
    let undirected = FlowNetwork(try network(Self.pajek, directed: false))
    #expect(
      text(.network, undirected) == nodes
        + "*Edges\n#source target weight\n1 2 6.0\n1 3 0.5\n1 4 1.0\n3 3 4.0\n")
  }

  @Test func aNetworkOfStatesHasOneForEachNode() throws {
    let named = FlowNetwork(try network(Self.pajek, directed: true))
    #expect(text(.states, named).hasPrefix("*Vertices\n1 \"a b\"\n2 \"c\"\n"))
    let unnamed = FlowNetwork(try network("30 40\n40 9 2", directed: true))
    #expect(
      text(.states, unnamed)
        == "*States\n# stateId physicalId\n9 9\n30 30\n40 40\n*Links\n30 40 1.0\n40 9 2.0\n")
  }

  /// Numbers of the reference Infomap 2.16, which writes six digits.
  @Test(arguments: [
    (
      false, false,
      [
        0.394737, 0.315789, 0.236842, 0.0526316, 0, 0.631579, 0.0526316, 0.105263, 0.210526,
      ]
    ),
    (
      true, false,
      [
        0.233324, 0.228463, 0.538212, 0, 0, 0.228463, 0.0285579, 0.220281, 0.509654, 0.0130435,
      ]
    ),
    (
      true, true,
      [0.233324, 0.228463, 0.538212, 0, 0, 0.176289, 0.0220362, 0.194194, 0.45748, 0],
    ),
  ]) func flowIsThatOfTheReference(directed: Bool, recorded: Bool, expected: [Double]) throws {
    var options = FlowOptions()
    options.recordsTeleportation = recorded
    let flow = FlowNetwork(try network(Self.pajek, directed: directed), options: options)
    let text = text(.flow, flow)
    #expect(text.contains(directed ? "*Arcs\n#source target flow" : "*Edges\n#source target flow"))
    let numbers = numbers(text)
    #expect(numbers.count == expected.count)
    for (number, expected) in zip(numbers, expected) {
      #expect(abs(number - expected) <= 1e-5 * expected, "\(text)")
    }
  }

  @Test(arguments: ["*Bipartite 4\n1 4\n1 5 2\n2 5\n3 6\n6 1\n", Self.pajek], [false, true])
  func aNetworkReadsBackToTheSameCodelength(pajek: String, directed: Bool) throws {
    var options = FlowOptions()
    options.adjustsBipartite = !directed
    let flow = FlowNetwork(try network(pajek, directed: directed), options: options)
    let again = FlowNetwork(try network(text(.network, flow), directed: directed), options: options)
    #expect(again.network.nodeIDs.sorted() == flow.network.nodeIDs.sorted())
    #expect(again.network.bipartiteStart == flow.network.bipartiteStart)
    #expect(again.search().codelength.total == flow.search().codelength.total)
  }
}
