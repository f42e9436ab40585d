import Foundation
import Testing

/// The threshold that a run finds by itself.
@Suite(.serialized) struct CalibrationTests {
  private static let faces = [
    SharedData.path("real/lfw-facenet512.bin"), "--dim", "512", "--quiet",
  ]

  private struct Calibration: Decodable {
    let minSimilarity: Float?
    let evenOdds: Double?
    let otherFaces: Double?
    let findings: [String]
  }
  private struct Record: Decodable {
    struct Options: Decodable {
      let minSimilarity: Float
    }
    struct Clusters: Decodable {
      let trials: Int
    }
    let options: Options
    let clusters: Clusters
    let calibration: Calibration?
    let warnings: [String]
  }
  private struct Report: Decodable {
    let faces: Int
    let calibration: Calibration
  }

  private static func record(_ scratch: Scratch) throws -> Record {
    try JSONDecoder().decode(Record.self, from: scratch.contents("labels.run.json"))
  }

  @Test(.needsSharedData("real/lfw-facenet512.bin"))
  func theThresholdFoundIsRecordedAndGivesTheSameLabelsWhenGiven() throws {
    let scratch = try Scratch()
    let found = try scratch.run(Self.faces + ["--weights", "cosine"], ranks: 2)
    #expect(found.exitCode == 0, "\(found.errors)")
    let record = try Self.record(scratch)
    let calibration = try #require(record.calibration)
    let threshold = try #require(calibration.minSimilarity)
    #expect(record.options.minSimilarity == threshold && abs(threshold - 0.6715) < 0.002)
    #expect(found.output.contains("min-sim     \(threshold)"))
    let labels = try scratch.contents("labels.txt")
    let given = try scratch.run(
      Self.faces + ["--min-sim", "\(threshold)", "--trials", "\(record.clusters.trials)"])
    #expect(given.exitCode == 0)
    #expect(try scratch.contents("labels.txt") == labels)
    #expect(try Self.record(scratch).calibration == nil)
  }

  @Test func smallGraphsHaveSeveralTrialsWhereTheThresholdIsCalibrated() throws {
    let scratch = try Scratch()
    let line = [Digits.features, "--k", "3", "--quiet", "--edges", "graph"]
    func trials(_ words: [String], ranks: Int = 1) throws -> Int {
      #expect(try scratch.run(words, ranks: ranks).exitCode == 0)
      return try Self.record(scratch).clusters.trials
    }
    for weights in ["calibrated", "cosine"] {
      let line = line + ["--weights", weights]
      let count = try trials(line)
      // 40,000 by the edges, of calibrated weights with those of faces to themselves.
      #expect(count == (weights == "cosine" ? 10 : 7))
      let labels = try scratch.contents("labels.txt")
      #expect(try trials(line, ranks: 3) == count)
      #expect(try scratch.contents("labels.txt") == labels)
      #expect(try trials(["--from-edges", "graph"], ranks: 2) == count)
      #expect(try scratch.contents("labels.txt") == labels)
    }
    #expect(try trials(line + ["--trials", "2"]) == 2)
    #expect(try trials(line + ["--min-sim", "0.9"]) == 1)
  }

  /// Their clusters are larger than the pairs of the same digit that look alike suggest, so the threshold is lowered:
  /// alike on any ranks, from a checkpoint, by the calibration of that run, and from its graph.
  @Test func theThresholdIsLoweredWhereClustersContradictIt() throws {
    let scratch = try Scratch()
    let run = try scratch.run([Digits.features, "--edges", "graph"])
    #expect(run.exitCode == 0 && run.errors.contains("others in its cluster on average"))
    let record = try Self.record(scratch)
    let found = try #require(record.calibration?.minSimilarity)
    #expect(record.options.minSimilarity < found - 0.03 && record.warnings.count == 1)
    #expect(
      run.output.contains("\(record.options.minSimilarity), as clusters contradict \(found)"))
    let labels = try scratch.contents("labels.txt")
    let saved = [Digits.features, "--checkpoint", "progress"]
    for (words, ranks) in [
      (saved, 3), (saved, 2), ([Digits.features, "--calibration", "labels.run.json"], 1),
      (["--from-edges", "graph"], 2),
      ([Digits.features, "--min-sim", "\(record.options.minSimilarity)"], 2),
    ] {
      let again = try scratch.run(words + ["--out", "again.txt", "--verbose"], ranks: ranks)
      #expect(again.exitCode == 0, "\(again.errors)")
      #expect(try scratch.contents("again.txt") == labels)
      if ranks == 2, words == saved {
        #expect(again.errors.contains("the edges are taken from progress/lowered"))
      }
    }
  }

  /// Faces of few dimensions that are hard to tell apart hang together in chains, which ask for lower and lower
  /// thresholds: what was calibrated is gone back to, alike on any ranks, from a checkpoint and by the record.
  @Test(arguments: ["16", "24"])
  func aThresholdIsNotLoweredForChains(dimension: String) throws {
    let scratch = try Scratch()
    let made = try scratch.run(
      [
        "generate", "faces.npy", "--faces", "3000", "--dim", dimension, "--cosine", "0.54:0.74",
        "--sizes", "12",
        "--seed", dimension == "16" ? "100" : "101",
      ])
    #expect(made.exitCode == 0, "\(made.errors)")
    let line = ["faces.npy", "--truth", "faces.meta"]
    let run = try scratch.run(line + ["--edges", "graph"])
    #expect(run.exitCode == 0 && run.errors.contains("hang together in chains"), "\(run.errors)")
    let record = try Self.record(scratch)
    #expect(record.options.minSimilarity == record.calibration?.minSimilarity)
    let labels = try scratch.contents("labels.txt")
    for (words, ranks) in [
      (line + ["--checkpoint", "progress"], 3), (line + ["--checkpoint", "progress"], 2),
      (line + ["--calibration", "labels.run.json"], 1), (["--from-edges", "graph"], 2),
    ] {
      let again = try scratch.run(words + ["--out", "again.txt"], ranks: ranks)
      #expect(again.exitCode == 0, "\(again.errors)")
      #expect(try scratch.contents("again.txt") == labels)
    }
  }

  @Test(.needsSharedData("real/lfw-facenet512.bin"))
  func ranksThreadsAndKernelsDoNotChangeWhatIsFound() throws {
    let scratch = try Scratch()
    let line = ["calibrate"] + Self.faces + ["--json"]
    let alone = try scratch.run(line + ["--threads", "1"])
    #expect(alone.exitCode == 0, "\(alone.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(alone.output.utf8))
    let evenOdds = try #require(report.calibration.evenOdds)
    #expect(report.faces == 1435 && abs(evenOdds - 0.6155) < 0.002)
    #expect(try scratch.run(line + ["--threads", "2"], ranks: 3).output == alone.output)
    // BLAS kernels for less than this CPU round otherwise.
    let old = try scratch.run(line, outerWrapper: ["env", "OPENBLAS_CORETYPE=Prescott"])
    #expect(old.output == alone.output)
  }

  @Test(.needsSharedData("real/fsdd-speaker.bin"))
  func identitiesOfTightGroupsAreWarnedOf() throws {
    let run = try Scratch().run(
      ["calibrate", SharedData.path("real/fsdd-speaker.bin"), "--dim", "256"])
    #expect(run.exitCode == 0 && run.errors.contains("tight groups"))
    #expect(run.output.contains("even odds") && run.output.contains("#"))
  }

  @Test func fewFacesKeepTheFormerThresholdAndSaySo() throws {
    let scratch = try Scratch()
    let line = ["--synthetic", "--faces", "29", "--dim", "16"]
    let found = try scratch.run(line)
    #expect(found.exitCode == 0 && found.errors.contains("too few faces"))
    #expect(found.output.contains("0.58, as calibration found none"))
    let record = try Self.record(scratch)
    #expect(record.options.minSimilarity == 0.58)
    #expect(record.calibration?.minSimilarity == nil && record.warnings.count >= 2)
    let labels = try scratch.contents("labels.txt")
    #expect(try scratch.run(line + ["--min-sim", "0.58"]).exitCode == 0)
    #expect(try scratch.contents("labels.txt") == labels)
  }

  @Test func aCheckpointIsOfTheThresholdFound() throws {
    let scratch = try Scratch()
    let line = ["--synthetic", "--faces", "800", "--dim", "32", "--checkpoint", "progress"]
    let automatic = line + ["--min-sim", "auto", "--weights", "cosine"]
    #expect(try scratch.run(automatic, ranks: 2).exitCode == 0)
    let labels = try scratch.contents("labels.txt")
    let threshold = try Self.record(scratch).options.minSimilarity
    let again = try scratch.run(line + ["--min-sim", "\(threshold)", "--verbose"])
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(again.errors.contains("the edges are taken from progress"))
    #expect(try scratch.contents("labels.txt") == labels)
    let other = try scratch.run(line + ["--min-sim", "0.21"])
    #expect(other.exitCode == 2 && other.errors.contains("\(threshold) in the checkpoint"))
  }
}
