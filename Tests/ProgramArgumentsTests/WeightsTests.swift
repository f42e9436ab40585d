import FaceClustering
import ProgramArguments
import Testing

@Suite struct WeightsTests {
  @Test(arguments: [
    (["faces.npy"], true), (["faces.npy", "--min-sim", "auto"], true),
    (["faces.npy", "--weights", "calibrated"], true),
    (["faces.npy", "--weights", "cosine"], false),
    (["faces.npy", "--min-sim", "0.6"], false), (["faces.npy", "--preset", "ms-celeb-1m"], false),
    (["faces.npy", "--method", "whispers"], false), (["knn", "faces.npy", "--edges", "e"], false),
    (["faces.npy", "--calibration", "labels.run.json"], true),
  ])
  func weightsAreCalibratedWhereTheThresholdIs(words: [String], areCalibrated: Bool) throws {
    let options = try Arguments(words).options
    #expect((options.weights == .calibrated) == areCalibrated)
    #expect(!options.takesSavedWeights)
  }

  @Test(arguments: [
    (["--min-sim", "0.6"], "leave out --min-sim"), (["--preset", "ms-celeb-1m"], "--calibration"),
    (["--from-edges", "graph"], "--calibration"),
    (["--method", "kmeans", "--clusters", "9"], "searches no neighbors"),
    (["--method", "dbscan", "--eps", "0.3"], "--calibration decides nothing"),
  ])
  func aCalibrationIsRefusedWithWhatDecidesTheSame(words: [String], says: String) throws {
    let line = (words[0] == "--from-edges" ? [] : ["faces.npy"]) + ["--calibration", "r.json"]
    let error = #expect(throws: Failure.self) { try Arguments(line + words) }
    #expect(error?.description.contains(says) == true, "\(String(describing: error))")
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

  @Test func aSavedGraphHasTheWeightsOfItsRunUnlessToldOtherwise() throws {
    #expect(try Arguments(["--from-edges", "graph"]).options.takesSavedWeights)
    for weights in ["calibrated", "cosine"] {
      let options = try Arguments(["--from-edges", "graph", "--weights", weights]).options
      #expect(options.weights.rawValue == weights && !options.takesSavedWeights)
    }
    let other = try Arguments(["--from-edges", "graph", "--method", "whispers"]).options
    #expect(other.weights == .cosine && !other.takesSavedWeights)
  }

  @Test(arguments: [
    [], ["--method", "single"], ["--method", "finch"],
    ["--method", "whispers", "--tables", "found"], ["--weights", "cosine", "--report", "r.html"],
    ["--method", "dbscan", "--arrays", "found"], ["--method", "dbscan", "--attach"],
  ])
  func facesMayBeLookedAtBesideASavedGraph(words: [String]) throws {
    let line = try Arguments(["faces.npy", "--from-edges", "graph"] + words)
    #expect(line.options.features == ["faces.npy"])
  }

  @Test func facesBesideASavedGraphAreForWhatLooksAtThem() throws {
    let line = try Arguments(["faces.bin", "--dim", "64", "--from-edges", "graph"])
    #expect(line.options.features == ["faces.bin"] && line.options.fromEdges == "graph")
    for words in [["--weights", "cosine"], ["--method", "whispers"]] {
      #expect(throws: Failure.self) {
        try Arguments(["faces.npy", "--from-edges", "graph"] + words)
      }
    }
    #expect(throws: Failure.self) { try Arguments(["--dim", "64", "--from-edges", "graph"]) }
  }
}
