import Evaluation
import Foundation
import Testing

/// Edges that weigh by the odds that a pair is of one identity.
@Suite(.serialized) struct CalibratedWeightsTests {
  private static let facesAlone = [
    SharedData.path("real/lfw-facenet512.bin"), "--dim", "512", "--quiet",
  ]
  private static let faces = facesAlone + ["--weights", "calibrated"]
  private static let truth = ["--truth", SharedData.path("real/lfw-facenet512.meta")]

  private struct Record: Decodable {
    struct Options: Decodable {
      let weights: String
      let minSimilarity: Float
      let leastSimilarityOfEdges: Float?
    }
    struct Clusters: Decodable {
      let weightShift: Double?
      let joinedClusters: Int?
    }
    struct Scores: Decodable {
      struct Score: Decodable { let fScore: Double }
      let pairwise: Score
      let bCubed: Score
    }
    let options: Options
    let clusters: Clusters
    let scores: Scores?
    let warnings: [String]
  }

  private static func record(_ scratch: Scratch) throws -> Record {
    try JSONDecoder().decode(Record.self, from: scratch.contents("labels.run.json"))
  }

  /// Of the prototype, with Infomap's reference: shift 2.86, F .8096, BCubed F .8779.
  @Test(.needsSharedData("real/lfw-facenet512.bin"))
  func clustersOfRealFacesAreThoseOfThePrototype() throws {
    let scratch = try Scratch()
    let run = try scratch.run(Self.faces + Self.truth)
    #expect(run.exitCode == 0, "\(run.errors)")
    let record = try Self.record(scratch)
    #expect(record.options.weights == "calibrated")
    #expect(abs(try #require(record.clusters.weightShift) - 2.86) < 0.02)
    let scores = try #require(record.scores)
    #expect(abs(scores.pairwise.fScore - 0.8096) < 0.005)
    #expect(abs(scores.bCubed.fScore - 0.8779) < 0.003)
  }

  @Test(.needsSharedData("real/lfw-facenet512.bin"))
  func ranksThreadsAndASavedGraphDoNotChangeTheLabels() throws {
    let scratch = try Scratch()
    let alone = try scratch.run(Self.faces + ["--edges", "graph", "--threads", "1"])
    #expect(alone.exitCode == 0, "\(alone.errors)")
    let labels = try scratch.contents("labels.txt")
    for more in [["--threads", "2"], ["--infomap", "root", "--checkpoint", "progress"]] {
      let run = try scratch.run(Self.faces + more + ["--out", "other.txt"], ranks: 3)
      #expect(run.exitCode == 0, "\(run.errors)")
      #expect(try scratch.contents("other.txt") == labels)
    }
    let again = try scratch.run(
      Self.faces + ["--from-edges", "graph", "--out", "again.txt"], ranks: 2)
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(try scratch.contents("again.txt") == labels)
  }

  /// Edges reach below the threshold, but tables go by it, and so does what goes on from the record.
  @Test(.needsSharedData("real/lfw-facenet512.bin"))
  func theThresholdIsTheAutomaticOneAlsoWhereEdgesReachFurther() throws {
    let scratch = try Scratch()
    let cosines = Self.facesAlone + ["--weights", "cosine"]
    #expect(try scratch.run(cosines).exitCode == 0)
    let automatic = try Self.record(scratch).options
    #expect(automatic.leastSimilarityOfEdges == nil)
    #expect(try scratch.run(Self.faces + ["--tables", "tables"]).exitCode == 0)
    let options = try Self.record(scratch).options
    #expect(options.minSimilarity == automatic.minSimilarity)
    #expect(try #require(options.leastSimilarityOfEdges) < options.minSimilarity - 0.05)

    let lines = String(decoding: try scratch.contents("tables.clusters.csv"), as: UTF8.self)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let column = Dictionary(uniqueKeysWithValues: zip(lines[0], lines[0].indices))
    let (size, mean, share) = (
      try #require(column["size"]), try #require(column["mean_cosine"]),
      try #require(column["share_above"])
    )
    // Of a cluster of two the mean is the cosine of its one pair.
    let pairs = lines.dropFirst().filter { $0[size] == "2" }
    let below = pairs.filter { Float($0[mean])! < options.minSimilarity }
    #expect(!below.isEmpty && below.count < pairs.count)
    for pair in pairs {
      #expect(Float(pair[share])! == (Float(pair[mean])! >= options.minSimilarity ? 1 : 0))
    }
  }

  /// Edges below the threshold are there for calibrated weights only.
  @Test(.needsSharedData("real/lfw-facenet512.bin"))
  func aCalibratedGraphHasTheEdgesOfCosinesToo() throws {
    let scratch = try Scratch()
    let cosines = Self.facesAlone + ["--weights", "cosine"]
    func labels(_ words: [String]) throws -> Data {
      let run = try scratch.run(words, ranks: 2)
      #expect(run.exitCode == 0, "\(run.errors)")
      return try scratch.contents("labels.txt")
    }
    let calibrated = try labels(Self.faces + ["--edges", "graph"])
    let plain = try labels(cosines)
    #expect(plain != calibrated)
    #expect(try labels(["--from-edges", "graph", "--quiet"]) == calibrated)
    #expect(try labels(["--from-edges", "graph", "--quiet", "--weights", "cosine"]) == plain)
    #expect(try Self.record(scratch).warnings.contains { $0.contains("those of a cosine of") })
    let whispers = ["--method", "whispers"]
    #expect(
      try labels(["--from-edges", "graph", "--quiet"] + whispers)
        == labels(Self.facesAlone + whispers))
  }

  @Test func aGraphOfCosinesIsNotTakenForACalibratedOne() throws {
    let scratch = try Scratch()
    #expect(
      try scratch.run([Digits.features, "--min-sim", "0.9", "--edges", "graph", "--quiet"]).exitCode
        == 0)
    let run = try scratch.run(
      [Digits.features, "--from-edges", "graph", "--weights", "calibrated"], ranks: 2)
    #expect(run.exitCode == 3 && run.errors.contains("a run without --weights calibrated"))
    let looking = try scratch.run([Digits.features, "--from-edges", "graph"], ranks: 2)
    #expect(looking.exitCode == 3 && looking.errors.contains("without a look at faces"))
  }

  /// What is named in place of the calibration to the faces gives what it gave.
  @Test(.needsSharedData("real/lfw-facenet512.bin"))
  func aCalibrationIsGivenAgain() throws {
    let scratch = try Scratch()
    struct Record: Decodable {
      struct Calibration: Decodable {
        struct Fit: Decodable, Equatable {
          let evenOddsAngle: Double
          let tau: Double
        }
        let fit: Fit
      }
      let calibration: Calibration
    }
    func fit(_ record: String) throws -> Record.Calibration.Fit {
      try JSONDecoder().decode(Record.self, from: scratch.contents(record)).calibration.fit
    }
    let found = try scratch.run(Self.facesAlone, ranks: 2)
    #expect(found.exitCode == 0, "\(found.errors)")
    let labels = try scratch.contents("labels.txt")
    let printed = try scratch.run(["calibrate"] + Self.facesAlone + ["--json"])
    _ = try scratch.write("printed.json", Array(printed.output.utf8))
    for file in ["labels.run.json", "printed.json"] {
      let given = try scratch.run(
        Self.facesAlone + ["--calibration", file, "--out", "again.txt"], ranks: 3)
      #expect(given.exitCode == 0, "\(given.errors)")
      #expect(try scratch.contents("again.txt") == labels)
      #expect(try fit("again.run.json") == fit("labels.run.json"))
    }
  }

  /// Pairs below even odds are edges where groups are compared, but no groups are compared for their sake.
  @Test func approximateSearchesPromiseTheNeighborsFromEvenOddsOn() throws {
    struct Searched: Decodable {
      struct Calibration: Decodable { let evenOdds: Double }
      struct Graph: Decodable {
        struct Approximation: Decodable {
          let recall: Double
          let sampledNeighbors: Int
          let comparedPairs: Int
        }
        let edges: Int
        let approximation: Approximation
      }
      let graph: Graph
      let calibration: Calibration?
    }
    let scratch = try Scratch()
    func searched(_ words: [String], ranks: Int = 1) throws -> Searched {
      let run = try scratch.run(
        ["faces.npy", "--search", "approximate", "--json", "--quiet"] + words, ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      return try JSONDecoder().decode(Searched.self, from: Data(run.output.utf8))
    }
    let made = try scratch.run([
      "generate", "faces.npy", "--faces", "24000", "--dim", "64", "--cosine", "0.5:0.7",
    ])
    #expect(made.exitCode == 0, "\(made.errors)")
    let found = try searched([])
    let labels = try scratch.contents("labels.txt")
    #expect(found.graph.approximation.recall > 0.98)
    #expect(try searched([], ranks: 3).graph.edges == found.graph.edges)
    #expect(try scratch.contents("labels.txt") == labels)
    // Most lists are full by now, but not of neighbors above the threshold.
    #expect(try !scratch.run(["faces.npy"]).errors.contains("have all 49 neighbors"))
    let evenOdds = Float(try #require(found.calibration).evenOdds)
    let alone = try searched(["--min-sim", "\(evenOdds)"])
    #expect(
      alone.graph.approximation.sampledNeighbors == found.graph.approximation.sampledNeighbors)
    #expect(alone.graph.approximation.comparedPairs == found.graph.approximation.comparedPairs)
    #expect(alone.graph.edges < found.graph.edges)
  }

  @Test(arguments: ["{}", #"{"calibration": {}}"#, "nonsense"])
  func aFileWithoutACalibrationIsRefused(text: String) throws {
    let scratch = try Scratch()
    _ = try scratch.write("some.json", Array(text.utf8))
    let run = try scratch.run([Digits.features, "--calibration", "some.json"], ranks: 2)
    #expect(run.exitCode == 3 && run.errors.contains("some.json: has no calibration"))
  }

  @Test func syntheticFacesOfAGraphAreMadeAgain() throws {
    let scratch = try Scratch()
    let line = ["--synthetic", "--faces", "700", "--dim", "64", "--seed", "3", "--quiet"]
    #expect(try scratch.run(line + ["--edges", "graph"]).exitCode == 0)
    let labels = try scratch.contents("labels.txt")
    let run = try scratch.run(["--from-edges", "graph", "--seed", "3", "--quiet"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try Self.record(scratch).clusters.weightShift != nil)
    #expect(try scratch.contents("labels.txt") == labels)
  }

  @Test func facesOfAGraphThatAreGoneAreNamed() throws {
    let scratch = try Scratch()
    #expect(
      try scratch.run(["generate", "faces.npy", "--faces", "600", "--dim", "64"]).exitCode == 0)
    #expect(try scratch.run(["faces.npy", "--quiet", "--edges", "graph"]).exitCode == 0)
    let labels = try scratch.contents("labels.txt")
    try FileManager.default.moveItem(
      atPath: scratch.path("faces.npy"), toPath: scratch.path("moved.npy"))
    let run = try scratch.run(["--from-edges", "graph"], ranks: 2)
    #expect(run.exitCode == 3 && run.errors.contains("name beside --from-edges"), "\(run.errors)")
    let named = try scratch.run(["moved.npy", "--from-edges", "graph", "--quiet"], ranks: 2)
    #expect(named.exitCode == 0, "\(named.errors)")
    #expect(try scratch.contents("labels.txt") == labels)
  }

  @Test func facesThatAreNotThoseOfTheGraphAreRefused() throws {
    let scratch = try Scratch()
    let line = ["--weights", "calibrated", "--quiet"]
    let own = try scratch.run(["generate", "own.npy", "--faces", "600", "--dim", "64"])
    #expect(own.exitCode == 0, "\(own.errors)")
    #expect(try scratch.run(["own.npy", "--edges", "graph"] + line).exitCode == 0)
    let made = try scratch.run(["generate", "other.npy", "--faces", "500", "--dim", "64"])
    #expect(made.exitCode == 0, "\(made.errors)")
    let run = try scratch.run(["other.npy", "--from-edges", "graph"] + line, ranks: 2)
    #expect(run.exitCode == 3 && run.errors.contains("has 500 faces x 64"), "\(run.errors)")
  }

  /// Of digits, whose pairs that look alike are a part of those of the same digit.
  @Test func whereClustersContradictTheCalibrationEdgesWeighTheirCosine() throws {
    let scratch = try Scratch()
    let run = try scratch.run([Digits.features, "--weights", "calibrated"], ranks: 2)
    #expect(run.exitCode == 0 && run.errors.contains("and edges weigh their cosine"))
    let labels = try scratch.contents("labels.txt")
    #expect(
      try scratch.run([Digits.features, "--weights", "cosine", "--quiet"]).exitCode == 0)
    #expect(try scratch.contents("labels.txt") == labels)
  }

  /// Identities of 300 faces, of which each sees seven others.
  @Test func clustersThatArePartsOfAnIdentityAreJoinedAlikeOnAllRanks() throws {
    let scratch = try Scratch()
    var state: UInt64 = 1
    func draw() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) * 0x1p-24
    }
    func direction() -> [Float] {
      // About normally distributed.
      let values = (0..<32).map { _ in (0..<6).reduce(Float(-3)) { sum, _ in sum + draw() } }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return values.map { $0 / length }
    }
    let centers = (0..<4).map { _ in direction() }
    let faces = (0..<1200).flatMap { face in
      zip(centers[face % 4], direction()).map {
        Float(0.6).squareRoot() * $0 + Float(0.4).squareRoot() * $1
      }
    }
    _ = try scratch.write("faces.bin", faces.withUnsafeBytes { Array($0) })
    let line = ["faces.bin", "--dim", "32", "--k", "7", "--weights", "calibrated", "--quiet"]
    #expect(try scratch.run(line).exitCode == 0)
    let joined = try #require(Self.record(scratch).clusters.joinedClusters)
    #expect(joined > 10, "\(joined)")
    let labels = try scratch.contents("labels.txt")
    // Without joining a face is with a few others of its identity only.
    let scores = ClusteringScores(
      predicted: try scratch.integers("labels.txt"), truth: (0..<1200).map { $0 % 4 })
    #expect(scores.pairwise.precision >= 0.99 && scores.pairwise.recall >= 0.7, "\(scores)")
    let run = try scratch.run(line, ranks: 3)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try scratch.contents("labels.txt") == labels)
  }

  /// Three identities, whose faces are mostly among the neighbors of no other face.
  @Test func anIdentityOfAHundredTimesAsManyFacesAsNeighborsStaysTogether() throws {
    let scratch = try Scratch()
    let faces = ["--faces", "4000", "--dim", "64", "--sizes", "1000"]
    #expect(try scratch.run(["generate", "faces.npy", "--quiet"] + faces).exitCode == 0)
    let line = ["faces.npy", "--k", "20", "--weights", "calibrated", "--quiet"]
    #expect(try scratch.run(line).exitCode == 0)
    let labels = try scratch.contents("labels.txt")
    #expect(Set(labels.split(separator: UInt8(ascii: "\n"))).count < 8)
    let scores = ClusteringScores(
      predicted: try scratch.integers("labels.txt"),
      truth: try scratch.integers("faces.meta"))
    #expect(scores.pairwise.precision >= 0.99 && scores.pairwise.recall >= 0.98, "\(scores)")
    let run = try scratch.run(line, ranks: 3)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try scratch.contents("labels.txt") == labels)
  }

  @Test func facesThatCannotBeCalibratedToAreClusteredByCosine() throws {
    let scratch = try Scratch()
    let line = ["--synthetic", "--faces", "29", "--dim", "16"]
    let run = try scratch.run(line + ["--weights", "calibrated"])
    #expect(run.exitCode == 0 && run.errors.contains("--weights cosine with --min-sim 0.58"))
    #expect(try Self.record(scratch).options.weights == "cosine")
    let labels = try scratch.contents("labels.txt")
    #expect(try scratch.run(line + ["--min-sim", "0.58"]).exitCode == 0)
    #expect(try scratch.contents("labels.txt") == labels)
  }
}
