import FaceClustering
import ProgramArguments
import Testing

@Suite struct AutomaticThresholdTests {
  @Test(arguments: ["a.npy", "a.npy --min-sim auto", "knn a.npy --edges p", "a.npy --k 9"])
  func theThresholdIsCalibratedUnlessOneIsGiven(line: String) throws {
    let options = try arguments(line).options
    #expect(options.calibratesSimilarity && options.minSimilarity == 0.58)
  }

  @Test(arguments: [
    "a.npy --min-sim 0.58", "a.npy --preset youtube-faces", "a.npy --method dbscan --eps 0.3",
    "infomap a.net", "generate a.npy",
  ])
  func whatIsGivenIsTaken(line: String) throws {
    #expect(try arguments(line).options.calibratesSimilarity == false)
  }

  @Test func autoWinsOverAPreset() throws {
    let options = try arguments("a.npy --preset youtube-faces --min-sim auto").options
    #expect(options.calibratesSimilarity && options.k == 400)
  }

  @Test func autoIsRefusedWhereTheMethodNeedsAnotherThreshold() throws {
    #expect(
      try refusal("a.npy --method dbscan --eps 0.3 --min-sim auto").contains(
        "--min-sim auto may leave"))
  }

  @Test(arguments: ["automatic", "nan", "1.5", "Auto"])
  func otherWordsAreNoThreshold(word: String) throws {
    #expect(
      try refusal("a.npy --min-sim \(word)").contains("must be auto or a number from -1 to 1"))
  }
}
