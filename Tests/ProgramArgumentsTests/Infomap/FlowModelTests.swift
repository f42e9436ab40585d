import Testing

@testable import ProgramArguments

/// How links are taken, as the command line says.
struct FlowModelTests {
  @Test(arguments: [
    ("", nil), ("--directed", true), ("--undirected", false), ("-d", true),
    ("--flow-model directed", true), ("-f undirected", false), ("-f rawdir", true),
    ("--recorded-teleportation", nil), ("--to-nodes", nil), ("--markov-time 2", nil),
  ]) func linksHaveADirectionWhereAnOptionSaysSo(options: String, directed: Bool?) throws {
    #expect(try arguments("infomap a.net \(options)").network.directed == directed)
  }

  @Test func whatOnlyAWalkerWithDirectionsDoesIsNotedWithoutThem() throws {
    let found = try arguments("infomap a.net -e --to-nodes").network
    #expect(!found.flow.recordsTeleportation && !found.flow.teleportsToNodes)
    #expect(found.notes.count == 2 && found.notes[0].contains("--recorded-teleportation"))
    #expect(try arguments("infomap a.net -e -d").network.notes.isEmpty)
    #expect(try arguments("infomap a.net -e -d").network.flow.recordsTeleportation)
  }

  @Test func twoDirectionsAreRefused() throws {
    #expect(try refusal("infomap a.net -d -f undirdir").contains("--directed cannot be combined"))
    #expect(try refusal("infomap a.net -f sideways").contains("undirdir"))
  }

  @Test func facesAreDirectedUnlessAnOptionSaysOtherwise() throws {
    #expect(try arguments("a.npy").options.directed)
    #expect(try arguments("a.npy --undirected").options.directed == false)
  }
}
