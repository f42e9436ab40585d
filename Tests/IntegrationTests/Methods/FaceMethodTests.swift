import Foundation
import Testing

/// Methods that look at the faces themselves, and those that are only compared with others.
@Suite(.serialized) struct FaceMethodTests {
  private struct Record: Decodable {
    struct Clusters: Decodable {
      let method: String
      let count: Int
    }
    struct Scores: Decodable {
      struct Pair: Decodable {
        let precision: Double
        let recall: Double
        let fScore: Double
      }
      let pairwise: Pair
      let bCubed: Pair
      let nmi: Double
    }
    struct Stage: Decodable { let name: String }
    let clusters: Clusters
    let scores: Scores?
    let stages: [Stage]
  }

  private func record(_ run: ProgramRun) throws -> Record {
    #expect(run.exitCode == 0, "\(run.errors)")
    return try JSONDecoder().decode(Record.self, from: Data(run.output.utf8))
  }

  private func faces(_ options: String...) throws -> Record {
    let prefix = SharedData.path("real/lfw-facenet512")
    return try record(
      Scratch().run(
        [prefix + ".bin", "--dim", "512", "--truth", prefix + ".meta", "--json", "--quiet"]
          + options))
  }

  /// Rows of scikit-learn on the same faces: pairwise and BCubed F.
  @Test(
    .needsSharedData("real/lfw-facenet512.bin", "real/lfw-facenet512.meta"),
    arguments: [
      ("0.5", 1350, 0.0999, 0.7127), ("0.7", 1029, 0.7597, 0.8531), ("0.8", 750, 0.5890, 0.7974),
    ])
  func meanShiftFindsTheClustersOfTheReference(
    bandwidth: String, count: Int, pairwise: Double, bCubed: Double
  ) throws {
    let found = try faces("--method", "mean-shift", "--bandwidth", bandwidth)
    let scores = try #require(found.scores)
    #expect(found.clusters.count == count)
    #expect(abs(scores.pairwise.fScore - pairwise) < 5.001e-5)
    #expect(abs(scores.bCubed.fScore - bCubed) < 5.001e-5)
  }

  private static let ranges:
    [(
      method: String, options: [String], pairwise: ClosedRange<Double>, bCubed: ClosedRange<Double>
    )] = [
      ("kmeans", [], 0.36...0.48, 0.76...0.80),
      ("minibatch-kmeans", ["--batch", "100"], 0.24...0.48, 0.66...0.80),
      ("nystrom", [], 0.30...0.42, 0.73...0.79),
    ]

  /// Around what scikit-learn finds with the number of identities.
  @Test(
    .needsSharedData("real/lfw-facenet512.bin", "real/lfw-facenet512.meta"), arguments: ranges)
  func scoresAreThoseOfTheReference(
    method: String, options: [String], pairwise: ClosedRange<Double>,
    bCubed: ClosedRange<Double>
  ) throws {
    let prefix = SharedData.path("real/lfw-facenet512")
    let found = try record(
      Scratch().run(
        [
          prefix + ".bin", "--dim", "512", "--truth", prefix + ".meta", "--json", "--quiet",
          "--method", method, "--clusters", "754",
        ] + options))
    let scores = try #require(found.scores)
    #expect(pairwise.contains(scores.pairwise.fScore), "\(scores.pairwise)")
    #expect(bCubed.contains(scores.bCubed.fScore), "\(scores.bCubed)")
  }

  @Test(
    .needsRanks(3),
    arguments: [
      ["kmeans", "--clusters", "200", "--starts", "2"],
      ["minibatch-kmeans", "--clusters", "30", "--batch", "100"],
      ["nystrom", "--clusters", "10", "--landmarks", "40"], ["mean-shift", "--bandwidth", "0.4"],
    ])
  func ranksThreadsAndKernelsDoNotChangeTheLabels(method: [String]) throws {
    let scratch = try Scratch()
    let options = [Digits.features, "--json", "--quiet", "--method"] + method
    let one = try scratch.run(options + ["--threads", "2", "--out", "one.txt"])
    _ = try scratch.run(
      options + ["--threads", "1", "--kernel", "blas", "--out", "three.txt"], ranks: 3)
    #expect(try scratch.contents("one.txt") == scratch.contents("three.txt"))
    let found = try record(one)
    #expect(found.clusters.method == method[0])
    // No neighbors are searched.
    #expect(!found.stages.map(\.name).contains("neighbors"))
  }

  @Test func aMethodThatNeedsNoGraphIsComparedWithOthers() throws {
    let scratch = try Scratch()
    let run = try scratch.run([
      "compare", Digits.features, "--truth", Digits.truth, "--min-sim", "0.92", "--quiet",
      "--methods", "whispers,kmeans:clusters=1000,density-peaks:tau=0.95,intimacy", "--seeds", "1",
      "--svg", "curves.svg",
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.output.contains("kmeans") && run.output.contains("intimacy"))
    // Curves leave out what a method cannot do: here more clusters than there are faces.
    let svg = try String(decoding: scratch.contents("curves.svg"), as: UTF8.self)
    #expect(svg.contains("kmeans: clusters 500.0") && !svg.contains("kmeans: clusters 4000.0"))
  }

  @Test(arguments: [
    (["--method", "spectral", "--clusters", "9"], "nystrom"),
    (["--method", "mean-shift"], "whispers"),
    (["--method", "kmeans", "--clusters", "300001"], "more than there are faces"),
  ])
  func beyondItsLimitAMethodIsRefusedBeforeTheSearch(options: [String], message: String) throws {
    let run = try Scratch().run(
      ["--synthetic", "--faces", "300000", "--dim", "8"] + options)
    #expect(run.exitCode == 2 && run.errors.contains(message), "\(run.errors)")
  }
}
