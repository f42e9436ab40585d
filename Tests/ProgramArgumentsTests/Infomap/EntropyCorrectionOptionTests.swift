import Testing

@testable import ProgramArguments

/// The correction of codelengths on the command line.
struct EntropyCorrectionOptionTests {
  @Test func theCorrectionCountsAsOftenAsAskedFor() throws {
    #expect(try arguments("infomap a.net").network.flow.entropyCorrection == nil)
    #expect(try arguments("infomap a.net --entropy-corrected").network.flow.entropyCorrection == 1)
    let line = "infomap a.net --entropy-correction-strength 2.5 --entropy-corrected"
    #expect(try arguments(line).network.flow.entropyCorrection == 2.5)
  }

  @Test func aStrengthAloneIsNoted() throws {
    let network = try arguments("infomap a.net --entropy-correction-strength 2").network
    #expect(network.flow.entropyCorrection == nil && network.notes.count == 1)
  }

  @Test func ranksTogetherDoNotCorrect() throws {
    let message = try refusal("infomap a.net --entropy-corrected --infomap distributed")
    #expect(message.contains("--entropy-corrected cannot be combined with --infomap distributed"))
  }
}
