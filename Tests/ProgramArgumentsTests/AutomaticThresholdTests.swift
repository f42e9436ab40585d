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

  /// The threshold is that by which the old faces were clustered.
  @Test func autoIsRefusedWhereNothingIsCalibrated() throws {
    let line = "assign new.npy --to old.npy --labels old.txt --out new.txt"
    #expect(try refusal("\(line) --min-sim auto").contains("assign calibrates nothing"))
    for threshold in ["", " --min-sim 0.6"] {
      #expect(try arguments(line + threshold).options.calibratesSimilarity == false)
    }
  }

  @Test(arguments: ["automatic", "nan", "1.5", "Auto"])
  func otherWordsAreNoThreshold(word: String) throws {
    #expect(
      try refusal("a.npy --min-sim \(word)").contains("must be auto or a number from -1 to 1"))
  }
}

@Suite struct FreeTrialsTests {
  @Test(arguments: [(0, 10), (3650, 10), (10_000, 4), (20_000, 2), (20_001, 1), (40_000_000, 1)])
  func asManyTrialsAreFreeAsTakeAMoment(links: Int, trials: Int) {
    #expect(ClusteringOptions.freeTrials(links: links) == trials)
  }

  @Test func trialsAreFreeOnlyWhereTheThresholdIsCalibratedAndNoneAreGiven() throws {
    #expect(try arguments("a.npy").options.hasFreeTrials)
    for line in [
      "a.npy --min-sim 0.6", "a.npy --trials 1", "a.npy --method whispers",
      "a.npy --infomap distributed",
    ] {
      #expect(try arguments(line).options.hasFreeTrials == false)
    }
  }
}
