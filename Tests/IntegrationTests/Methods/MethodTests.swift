import Foundation
import Testing

/// The methods of clustering other than Infomap, by the command line.
@Suite(.serialized) struct MethodTests {
  private struct Record: Decodable {
    struct Clusters: Decodable {
      let method: String
      let count: Int
      let passes: Int?
      let coreFaces: Int?
      let addedPairs: Int?
      let rises: Int?
      let quality: Double?
    }
    struct Scores: Decodable {
      struct Pair: Decodable { let fScore: Double }
      let pairwise: Pair
      let bCubed: Pair
    }
    struct Stage: Decodable { let name: String }
    let clusters: Clusters
    let scores: Scores?
    let stages: [Stage]
  }

  private static func record(_ output: String) throws -> Record {
    try JSONDecoder().decode(Record.self, from: Data(output.utf8))
  }

  /// What scikit-learn's DBSCAN finds on the same distances, exactly.
  @Test(
    .needsSharedData("real/lfw-facenet512.bin", "real/lfw-facenet512.meta"),
    arguments: [("0.25", 1065, 0.6889), ("0.3", 917, 0.7291)])
  func dbscanFindsTheClustersOfTheReference(radius: String, count: Int, pairwise: Double) throws {
    let found = try Self.record(
      facesRun(["--method", "dbscan", "--k", "80", "--eps", radius]))
    #expect(found.clusters.method == "dbscan" && found.clusters.count == count)
    #expect(abs(try #require(found.scores).pairwise.fScore - pairwise) < 5.001e-5)
  }

  /// What scipy's single linkage of all pairs finds, from lists of any length.
  @Test(
    .needsSharedData("real/lfw-facenet512.bin", "real/lfw-facenet512.meta"),
    arguments: [
      ("0.72", "80", 1035, 0.7267), ("0.80", "80", 840, 0.5409), ("0.85", "80", 685, 0.3611),
      ("0.85", "3", 685, 0.3611),
    ])
  func singleLinkageFindsTheClustersOfTheReference(
    distance: String, k: String, count: Int, pairwise: Double
  ) throws {
    let found = try Self.record(
      facesRun(["--method", "single", "--k", k, "--distance", distance]))
    #expect(found.clusters.count == count)
    #expect(abs(try #require(found.scores).pairwise.fScore - pairwise) < 5.001e-5)
  }

  /// Of faces at a threshold at which people connect, where nearly all short lists are full, and whole people are ruled
  /// out by their means or must be searched again.
  @Test(arguments: ["3", "10"])
  func singleLinkageOfShortListsIsThatOfAllPairs(k: String) throws {
    let scratch = try Scratch()
    let options = [
      "--synthetic", "--faces", "4000", "--dim", "64", "--min-sim", "0.45", "--method", "single",
      "--json", "--quiet",
    ]
    let found = try scratch.run(options + ["--k", k, "--out", "found.txt"])
    _ = try scratch.run(options + ["--k", "4000", "--out", "all.txt"])
    #expect(try scratch.contents("found.txt") == scratch.contents("all.txt"))
    #expect(try #require(Self.record(found.output).clusters.addedPairs) > 0)
  }

  /// Rows of the reference, made by plain versions of the published code on the same lists.
  @Test(
    .needsSharedData("real/lfw-facenet512.bin", "real/lfw-facenet512.meta"),
    arguments: [
      (["cdp", "--k", "80", "--min-sim", "0.7"], 917, 0.7291),
      (["cdp", "--k", "15", "--min-sim", "0.65", "--max-size", "600"], 731, 0.3948),
      (["cdp", "--k", "15", "--min-sim", "0.6", "--max-size", "600"], 466, 0.0426),
      (["cdp", "--k", "2", "--min-sim", "0.5", "--max-size", "200"], 367, 0.3818),
      (["rank-order", "--directed"], 543, 0.7006),
      (["rank-order"], 543, 0.7006),
      (["rank-order", "--k", "10", "--max-distance", "0.3", "--directed"], 705, 0.5225),
      (["rank-order", "--k", "10", "--max-distance", "0.3"], 699, 0.5326),
      (["rank-order", "--preset", "ms-celeb-1m", "--directed"], 7, 0.0071),
      (["dbscan", "--k", "80", "--eps", "0.25", "--min-points", "2", "--directed"], 1065, 0.6889),
    ])
  func clustersAreThoseOfTheReference(method: [String], count: Int, pairwise: Double) throws {
    let found = try Self.record(facesRun(["--method"] + method))
    #expect(found.clusters.count == count)
    #expect(abs(try #require(found.scores).pairwise.fScore - pairwise) < 5.001e-5)
  }

  /// What scikit-learn's HDBSCAN finds among all pairs; with so few samples no merges are equally far.
  @Test(arguments: [("2", "2", 906), ("5", "1", 330)])
  func hdbscanFindsTheClustersOfTheReference(size: String, samples: String, count: Int) throws {
    let run = try Scratch().run(
      [
        Digits.features, "--method", "hdbscan", "--k", "1797", "--min-sim", "-1", "--json",
        "--min-cluster-size", size, "--min-samples", samples,
      ])
    #expect(try Self.record(run.output).clusters.count == count, "\(run.errors)")
  }

  /// The mean modularity of ten seeds of leidenalg on the same graph is 0.78601.
  @Test(.needsSharedData("real/lfw-facenet512.bin", "real/lfw-facenet512.meta"))
  func leidenIsAsGoodAsTheReference() throws {
    let found = try Self.record(
      facesRun(["--method", "leiden", "--k", "80", "--min-sim", "0.5"]))
    #expect(try #require(found.clusters.quality) > 0.78601)
  }

  @Test func finchConnectsFirstNeighborsAndThenMeans() throws {
    let counts = try ["1", "2", "3"].map { level in
      let run = try Scratch().run(
        [
          Digits.features, "--method", "finch", "--min-sim", "-1", "--k", "2", "--json", "--level",
          level,
        ])
      return try Self.record(run.output).clusters.count
    }
    #expect(counts[0] > counts[1] && counts[1] > counts[2])
  }

  @Test func theTreeOfSingleLinkageIsAMatrixAsScipyHasIt() throws {
    let scratch = try Scratch()
    let run = try scratch.run(
      [
        Digits.features, "--method", "single", "--min-sim", "0.95", "--dendrogram", "tree.npy",
        "--quiet",
      ])
    #expect(run.exitCode == 0, "\(run.errors)")
    let bytes = try Array(scratch.contents("tree.npy"))
    let header = String(decoding: bytes[10..<128], as: UTF8.self)
    #expect(header.contains("'<f8'") && header.contains("(1796, 4)"))
    #expect(bytes.count == 128 + 1796 * 32)
    // All faces are in the last cluster.
    let last = bytes.suffix(8).enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * $1.offset) }
    #expect(Double(bitPattern: last) == 1797)
  }

  /// The range of published seeds, a little wider.
  @Test(
    .needsSharedData("real/lfw-facenet512.bin", "real/lfw-facenet512.meta"),
    arguments: ["1", "2", "3"])
  func whispersFindAsGoodClustersAsTheReference(seed: String) throws {
    let found = try Self.record(
      facesRun(["--method", "whispers", "--k", "80", "--min-sim", "0.65", "--seed", seed]))
    #expect(found.clusters.method == "whispers")
    #expect((0.855...0.866).contains(try #require(found.scores).bCubed.fScore))
  }

  private func facesRun(_ options: [String]) throws -> String {
    let prefix = SharedData.path("real/lfw-facenet512")
    let run = try Scratch().run(
      [prefix + ".bin", "--dim", "512", "--truth", prefix + ".meta", "--json"] + options)
    #expect(run.exitCode == 0, "\(run.errors)")
    return run.output
  }

  @Test(
    .needsRanks(3),
    arguments: [
      ["hdbscan"], ["leiden"], ["louvain"], ["leiden-cpm"], ["rank-order"], ["density-peaks"],
      ["intimacy"], ["spectral", "--clusters", "10"], ["finch"],
    ])
  func ranksAndThreadsDoNotChangeTheLabelsOfOtherMethods(method: [String]) throws {
    let scratch = try Scratch()
    // Some need all edges.
    let least = ["rank-order", "spectral"].contains(method[0]) ? "-1" : "0.9"
    let options = [Digits.features, "--min-sim", least, "--quiet", "--method"] + method
    let one = try scratch.run(options + ["--threads", "2", "--out", "one.txt"])
    let three = try scratch.run(options + ["--threads", "1", "--out", "three.txt"], ranks: 3)
    #expect(one.exitCode == 0 && three.exitCode == 0, "\(one.errors)\(three.errors)")
    #expect(try scratch.contents("one.txt") == scratch.contents("three.txt"))
    let labels = String(decoding: try scratch.contents("one.txt"), as: UTF8.self)
      .split(separator: "\n")
    #expect(labels.count == 1797 && (2..<1000).contains(Set(labels).count))
  }

  @Test(
    .needsRanks(3),
    arguments: [
      ["dbscan", "--eps", "0.1", "--min-points", "4"], ["whispers"],
      ["single", "--distance", "0.4"], ["cdp"],
    ])
  func ranksAndThreadsDoNotChangeTheLabels(method: [String]) throws {
    let scratch = try Scratch()
    let options = [Digits.features, "--min-sim", "0.9", "--json", "--method"] + method
    let one = try scratch.run(options + ["--threads", "2", "--out", "one.txt"])
    _ = try scratch.run(options + ["--threads", "1", "--out", "three.txt"], ranks: 3)
    #expect(try scratch.contents("one.txt") == scratch.contents("three.txt"))
    // The stage has the name of the method, and the summary what it reports.
    let record = try Self.record(one.output)
    #expect(record.stages.map(\.name).contains(method[0]))
    let reported = record.clusters
    #expect(
      [reported.passes, reported.coreFaces, reported.addedPairs, reported.rises].contains {
        $0 != nil
      })
  }
}
