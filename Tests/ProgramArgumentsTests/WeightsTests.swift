import FaceClustering
import ProgramArguments
import Testing

@Suite struct WeightsTests {
  @Test func weightsAreCosinesUnlessTheyAreToBeCalibrated() throws {
    #expect(try Arguments(["faces.npy"]).options.weights == .cosine)
    let line = try Arguments(["faces.npy", "--weights", "calibrated"])
    #expect(line.options.weights == .calibrated && line.options.calibratesSimilarity)
  }

  @Test(arguments: [
    (["--min-sim", "0.6"], "leave out --min-sim"),
    (["--preset", "ms-celeb-1m"], "leave out --preset"),
    (["--method", "whispers"], "--weights is an option of --method infomap only"),
  ])
  func calibratedWeightsAreRefusedWithWhatDecidesTheSame(words: [String], says: String) throws {
    let error = #expect(throws: Failure.self) {
      try Arguments(["faces.npy", "--weights", "calibrated"] + words)
    }
    #expect(error?.description.contains(says) == true, "\(String(describing: error))")
  }

  @Test func aSavedGraphNeedsItsFacesForCalibratedWeightsOnly() throws {
    #expect(throws: Failure.self) {
      try Arguments(["--from-edges", "graph", "--weights", "calibrated"])
    }
    #expect(throws: Failure.self) { try Arguments(["faces.npy", "--from-edges", "graph"]) }
    let line = try Arguments(
      ["faces.bin", "--dim", "64", "--from-edges", "graph", "--weights", "calibrated"])
    #expect(line.options.features == ["faces.bin"] && line.options.fromEdges == "graph")
  }
}
