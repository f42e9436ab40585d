import ProgramArguments
import Testing

/// Options of methods that look at the faces rather than at a graph.
@Suite struct FaceMethodOptionTests {
  @Test(arguments: [
    "--k 30", "--min-sim 0.5", "--search approximate", "--edges graph",
  ])
  func whatDecidesAGraphIsRefused(option: String) throws {
    let message = try refusal("a.npy --method kmeans --clusters 9 \(option)")
    #expect(message.contains("of no use with --method kmeans"))
  }

  @Test(arguments: ["kmeans", "minibatch-kmeans", "nystrom", "spectral"])
  func aNumberOfClustersMustBeGiven(method: String) throws {
    #expect(try refusal("a.npy --method \(method)").contains("needs --clusters N"))
    #expect(try refusal("compare a.npy --methods \(method)").contains("needs --clusters N"))
  }

  @Test func aPresetCanGiveTheNumberOfClusters() throws {
    let options = try arguments("a.npy --method kmeans --preset youtube-faces").options
    #expect(options.parameters == ["clusters": 1436, "starts": 10])
    #expect(!options.calibratesSimilarity)
  }

  @Test func roundsCanBeSaved() throws {
    #expect(
      try arguments("a.npy --method kmeans --clusters 9 --checkpoint saved").options.checkpoint
        == "saved")
  }

  @Test func aSweepNeedsAGraph() throws {
    #expect(try refusal("sweep a.npy --method mean-shift").contains("looks at the faces"))
  }
}
