import Testing

@testable import ProgramArguments

/// How links are taken, as the command line says.
struct FlowModelTests {
  @Test(arguments: [
    ("", nil), ("--directed", true), ("--undirected", false), ("--recorded-teleportation", true),
    ("--to-nodes", true), ("--teleportation-probability 0.2", true), ("--markov-time 2", nil),
  ]) func theNetworkDecidesUnlessAnOptionDoes(options: String, directed: Bool?) throws {
    #expect(try arguments("infomap a.net \(options)").network.directed == directed)
  }

  @Test func facesAreDirectedUnlessAnOptionSaysOtherwise() throws {
    #expect(try arguments("a.npy").options.directed)
    #expect(try arguments("a.npy --undirected").options.directed == false)
  }
}
