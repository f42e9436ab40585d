import Testing

@testable import ProgramArguments

/// A prior network on the command line.
struct PriorOptionTests {
  @Test func thePriorNetworkHasItsStrengthAndSelfLinksAsTheNetworkHas() throws {
    #expect(try arguments("infomap a.net").network.flow.prior == nil)
    let found = try arguments("infomap a.net --regularized").network.flow.prior
    #expect(found?.strength == 1 && found?.hasSelfLinks == true)
    let line = "infomap a.net --regularization-strength 0.5 --regularized --no-self-links -d"
    let other = try arguments(line).network.flow.prior
    #expect(other?.strength == 0.5 && other?.hasSelfLinks == false)
  }

  @Test(arguments: ["", "-d"]) func whatTheWalkerDoesOtherwiseIsNoted(direction: String) throws {
    let network = try arguments("infomap a.net --regularized -e --to-nodes -p 0.2 \(direction)")
      .network
    #expect(network.notes.count == 3 && network.notes[0].contains("--recorded-teleportation"))
    #expect(!network.flow.recordsTeleportation && !network.flow.teleportsToNodes)
    let notes = try arguments("infomap a.net --regularization-strength 2").network.notes
    #expect(notes == ["--regularization-strength changes nothing without --regularized"])
  }

  @Test(arguments: ["rawdir", "undirdir", "outdirdir", "precomputed"])
  func otherFlowHasNoPrior(model: String) throws {
    let message = try refusal("infomap a.net --regularized -f \(model)")
    #expect(message.contains("--regularized cannot be combined with --flow-model \(model)"))
    #expect(try refusal("infomap a.net --regularized --regularization-strength 0").contains("from"))
  }
}
