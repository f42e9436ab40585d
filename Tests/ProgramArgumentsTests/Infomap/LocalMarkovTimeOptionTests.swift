import Testing

@testable import ProgramArguments

/// Markov times that differ from link to link, on the command line.
struct LocalMarkovTimeOptionTests {
  @Test func timesVaryWhereAskedTo() throws {
    #expect(try arguments("infomap a.net").network.flow.localTime == nil)
    let found = try arguments("infomap a.net --variable-markov-time").network
    #expect(found.flow.localTime?.damping == 1 && found.flow.localTime?.leastScale == 1)
    #expect(found.notes.isEmpty)
    let line =
      "infomap a.net --variable-markov-min-scale 2 --variable-markov-time --variable-markov-damping 0"
    let other = try arguments(line).network.flow.localTime
    #expect(other?.damping == 0 && other?.leastScale == 2)
  }

  @Test func otherwiseWhatTheyAreLikeIsNoted() throws {
    let line = "infomap a.net --variable-markov-damping 0.5 --variable-markov-min-scale 2"
    let network = try arguments(line).network
    #expect(network.flow.localTime == nil && network.notes.count == 2)
    #expect(
      network.notes[0] == "--variable-markov-damping changes nothing without --variable-markov-time"
    )
  }

  @Test(arguments: ["damping 1.5", "damping -1", "min-scale 0"])
  func scalesThatAreNoneAreRefused(option: String) throws {
    let message = try refusal("infomap a.net --variable-markov-time --variable-markov-\(option)")
    #expect(message.contains("must be a number from"))
  }
}
